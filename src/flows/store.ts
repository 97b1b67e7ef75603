import { asc, eq, sql, type SQL } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { conversations, inboundMessages, merchants, people } from "../db/schema.js";
import type { Heard } from "./inbound.js";
import type { Running, Talker } from "./talk.js";

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

/** People with their shops, by user id. */
export async function loadTalkers(tx: Executor, userIds: string[]): Promise<Map<string, Talker>> {
  const rows = await tx
    .select({ person: people, merchant: merchants })
    .from(people)
    .leftJoin(merchants, eq(merchants.id, people.userId))
    .where(sql`${people.userId} in ${ids(userIds)}`);
  return new Map(rows.map((row) => [row.person.userId, row]));
}

/** The flows that wait, by conversation; locked, so that another process would see what this one made of them. */
export async function loadRunning(tx: Tx, conversationIds: string[]): Promise<Map<string, Running>> {
  const rows = await tx
    .select()
    .from(conversations)
    .where(sql`${conversations.conversationId} in ${ids(conversationIds)}`)
    .orderBy(asc(conversations.conversationId))
    .for("update");
  return new Map(
    rows.flatMap(({ conversationId, flow, flowVersion, runId, answers }) =>
      flow && runId ? [[conversationId, { flow, flowVersion, runId, answers }]] : [],
    ),
  );
}

export interface Changed {
  conversationId: string;
  userId: string;
  running: Running | null;
}

export async function saveRunning(tx: Tx, changed: Changed[]): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed
    .toSorted((a, b) => (a.conversationId < b.conversationId ? -1 : 1))
    .map(({ conversationId, userId, running }) => ({
      conversationId,
      userId,
      flow: running?.flow ?? null,
      flowVersion: running?.flowVersion ?? 0,
      runId: running?.runId ?? null,
      answers: running?.answers ?? [],
    }));
  await tx.execute(sql`
    insert into conversations (conversation_id, user_id, flow, flow_version, run_id, answers, updated_at)
    select "conversationId", "userId", flow, "flowVersion", "runId", answers, now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("conversationId" uuid, "userId" uuid, flow text, "flowVersion" int, "runId" uuid, answers jsonb)
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
