import { and, asc, eq, sql, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor, Tx } from "../../db/database.js";
import { conversations, inboundMessages, merchants, people, staff } from "../../db/schema.js";
import type { Heard } from "./inbound.js";
import type { Running, Talker } from "./world.js";

/**
 * Everything a batch of messages reads and writes, one statement each whatever its size: lists travel as one JSON
 * parameter, because building thousands of parameters takes longer than the database does.
 */

const ids = (list: string[]): SQL =>
  sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(list)}::jsonb))`;

/** Remembers messages as handled; returns the ids that were new. */
export async function remember(tx: Tx, heard: Heard[]): Promise<Set<string>> {
  const rows = heard.map(({ messageId, conversationId, userId }) => ({ messageId, conversationId, userId }));
  const fresh = await tx
    .insert(inboundMessages)
    .select(
      sql`select "messageId", "conversationId", "userId", now()
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r("messageId" uuid, "conversationId" uuid, "userId" uuid)`,
    )
    .onConflictDoNothing({ target: inboundMessages.messageId })
    .returning({ messageId: inboundMessages.messageId });
  return new Set(fresh.map((row) => row.messageId));
}

/**
 * People with the shop they act for and what they are in it, by user id: the one they chose, as long as they work there;
 * else their own; else, for who has none, the one they have worked in longest.
 */
export async function loadTalkers(tx: Executor, userIds: string[]): Promise<Map<string, Talker>> {
  const employer = alias(merchants, "employer");
  const works = and(eq(staff.userId, people.userId), eq(staff.state, "active"));
  // A row for each shop somebody works in: nearly everybody has one row, without any.
  const rows = await tx
    .select({ person: people, own: merchants, employer, role: staff.role })
    .from(people)
    .leftJoin(merchants, eq(merchants.id, people.userId))
    .leftJoin(staff, works)
    .leftJoin(employer, eq(employer.id, staff.merchantId))
    .where(sql`${people.userId} in ${ids(userIds)}`)
    .orderBy(asc(staff.answeredAt), asc(staff.merchantId));
  const talkers = new Map<string, Talker>();
  for (const { person, own, employer: shop, role } of rows) {
    const { userId, actingFor } = person;
    const isChosen = shop !== null && shop.id === actingFor;
    const isFirst = !talkers.has(userId) && own === null && actingFor !== userId;
    const isStaff = role !== null;
    if (shop && role && (isChosen || isFirst)) talkers.set(userId, { person, merchant: shop, role, isStaff });
    else if (!talkers.has(userId)) talkers.set(userId, { person, merchant: own, role: "owner", isStaff });
  }
  return talkers;
}

/** The flows that wait, by thread; locked, so that another process would see what this one made of them. */
export async function loadRunning(tx: Tx, threads: string[]): Promise<Map<string, Running>> {
  const rows = await tx
    .select()
    .from(conversations)
    .where(sql`${conversations.conversationId} in ${ids(threads)}`)
    .orderBy(asc(conversations.conversationId))
    .for("update");
  return new Map(
    rows.flatMap(({ conversationId, flow, flowVersion, runId, answers }) =>
      flow && runId ? [[conversationId, { flow, flowVersion, runId, answers }]] : [],
    ),
  );
}

export interface Changed {
  thread: string;
  userId: string;
  running: Running | null;
}

export async function saveRunning(tx: Tx, changed: Changed[]): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed
    .toSorted((a, b) => (a.thread < b.thread ? -1 : 1))
    .map(({ thread, userId, running }) => ({
      thread,
      userId,
      flow: running?.flow ?? null,
      flowVersion: running?.flowVersion ?? 0,
      runId: running?.runId ?? null,
      answers: running?.answers ?? [],
    }));
  await tx.execute(sql`
    insert into conversations (conversation_id, user_id, flow, flow_version, run_id, answers, updated_at)
    select thread, "userId", flow, "flowVersion", "runId", answers, now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(thread uuid, "userId" uuid, flow text, "flowVersion" int, "runId" uuid, answers jsonb)
    on conflict (conversation_id) do update set user_id = excluded.user_id, flow = excluded.flow,
      flow_version = excluded.flow_version, run_id = excluded.run_id, answers = excluded.answers,
      updated_at = excluded.updated_at`);
}

/** Which of these users have a name already. */
export async function withProfile(db: Executor, userIds: string[]): Promise<Set<string>> {
  const rows = await db
    .select({ userId: people.userId })
    .from(people)
    .where(sql`${people.userId} in ${ids(userIds)} and ${people.profileAt} is not null`);
  return new Set(rows.map((row) => row.userId));
}
