import type { Db, Tx } from "../db/database.js";
import { inTransaction } from "../db/database.js";
import { type OutboxMessage, queueMessages } from "../db/outbox.js";
import { pickLanguage, texts } from "../i18n/index.js";
import { ensurePeople, meet, type Profile } from "../shop/people.js";
import { type Errands, ErrandsWaiting } from "./errands.js";
import type { Heard } from "./inbound.js";
import { Replies } from "./replies.js";
import { type Changed, loadRunning, loadTalkers, remember, saveRunning } from "./store.js";
import { type Running, talk, type Talker, type World } from "./talk.js";
import { menuButtons } from "./wording.js";
import { controlLabel } from "./words.js";

/**
 * Handles messages in one transaction: all of them, with their replies in the outbox, or none. Known ones are skipped.
 * Throws ErrandsWaiting, with nothing changed, when errands have to be done first.
 */
export async function handleTogether(
  db: Db,
  world: World,
  heard: Heard[],
  profiles: Profile[],
  errands: Errands,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const fresh = await remember(tx, heard);
    const news = heard.filter(({ messageId }) => fresh.delete(messageId));
    if (news.length === 0) return;
    const talkers = await meetTalkers(tx, news, profiles);
    const running = await loadRunning(tx, [...new Set(news.map((n) => n.conversationId))]);
    const changed = new Map<string, Changed>();
    const told = new Set<string>();
    const outbox: OutboxMessage[] = [];
    const held = new Set<string>();
    for (const one of news) {
      if (held.has(one.conversationId)) continue;
      const talker = talkers.get(one.userId)!;
      if (one.kind === "text") {
        const before = running.get(one.conversationId) ?? null;
        const after = await talk({ ...world, errands }, tx, talker, before, one).catch((error: unknown) => {
          if (error instanceof ErrandsWaiting) return null;
          throw error;
        });
        if (!after) {
          // The others of this batch say now what errands they need, so that all are done in one round.
          held.add(one.conversationId);
          continue;
        }
        outbox.push(...after.replies.toOutbox(one));
        keep(running, one.conversationId, after.running);
        if (before || after.running) changed.set(one.conversationId, { ...one, running: after.running });
      } else if (!told.has(one.conversationId)) {
        // Ten pictures at once are answered once.
        told.add(one.conversationId);
        outbox.push(...kindAnswer(world, talker, one).toOutbox(one));
      }
    }
    if (held.size > 0) throw new ErrandsWaiting();
    await saveRunning(tx, [...changed.values()]);
    await queueMessages(tx, outbox);
  });
}

/** Answers a message that cannot be handled with an apology, and remembers it as handled. */
export async function apologize(db: Db, world: World, one: Heard): Promise<void> {
  await inTransaction(db, async (tx) => {
    if ((await remember(tx, [one])).size === 0) return;
    const talker = (await loadTalkers(tx, [one.userId])).get(one.userId);
    const language = pickLanguage(talker?.person.language);
    const replies = new Replies(world.botId);
    replies.say(texts(language)("chat.flow.sorry", { cancel: controlLabel("cancel", language) }));
    await queueMessages(tx, replies.toOutbox(one));
  });
}

/** Loads who talks; whoever is new is remembered first, with what is known of them. */
async function meetTalkers(tx: Tx, news: Heard[], profiles: Profile[]): Promise<Map<string, Talker>> {
  const userIds = [...new Set(news.map((n) => n.userId))];
  await ensurePeople(
    tx,
    profiles.filter((p) => userIds.includes(p.userId)),
  );
  const known = await loadTalkers(tx, userIds);
  const strangers = userIds.filter((id) => !known.has(id));
  if (strangers.length === 0) return known;
  await meet(tx, strangers);
  return loadTalkers(tx, userIds);
}

function keep(running: Map<string, Running>, conversationId: string, now: Running | null): void {
  if (now) running.set(conversationId, now);
  else running.delete(conversationId);
}

/** To what is no text, and to groups, where money is nobody else's business. */
function kindAnswer(world: World, talker: Talker, one: Heard): Replies {
  const language = pickLanguage(talker.person.language);
  const t = texts(language);
  const replies = new Replies(world.botId);
  if (one.kind === "group") {
    const label = t("chat.nonsense.openPrivate", { bot: world.botName });
    replies.say(t("chat.nonsense.group"), [{ label, link: `mixin://users/${world.botId}` }]);
  } else {
    replies.say(t("chat.nonsense.notText"), menuButtons({ language }));
  }
  return replies;
}
