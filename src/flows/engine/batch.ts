import type { Db, Tx } from "../../db/database.js";
import { inTransaction } from "../../db/database.js";
import { type OutboxMessage, queueMessages } from "../../db/outbox.js";
import { pickLanguage, texts } from "../../i18n/index.js";
import { ensurePeople, meet, type Profile } from "../../shop/people.js";
import { type Errands, ErrandsWaiting } from "./errands.js";
import { cameOrWent, wantedInGroup } from "./in-group.js";
import type { Heard } from "./inbound.js";
import { Replies } from "./replies.js";
import { type Changed, loadRunning, loadTalkers, remember, saveRunning } from "./store.js";
import { talk } from "./talk.js";
import type { Running, Talker, World } from "./world.js";
import { menuButtons } from "../ask/wording.js";
import { controlLabel } from "../words.js";

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
    const running = await loadRunning(tx, [...new Set(news.map((n) => n.thread))]);
    const changed = new Map<string, Changed>();
    const told = new Set<string>();
    const outbox: OutboxMessage[] = [];
    const held = new Set<string>();
    const stand = { ...world, errands, stale: new Set<string>() };
    for (const one of news) {
      if (held.has(one.thread)) continue;
      // Somebody's place in a shop was changed by a message before this one.
      if (stand.stale.delete(one.userId)) await lookAgain(tx, talkers, one.userId);
      const own = talkers.get(one.userId)!;
      const before = running.get(one.thread) ?? null;
      const wanted = one.kind === "group" ? await wantedInGroup(tx, stand, own, one, before !== null) : null;
      const talker = one.kind === "text" ? own : wanted;
      if (talker && (one.kind === "text" || one.kind === "group")) {
        const groupId = one.kind === "group" ? one.conversationId : null;
        const after = await talk(stand, tx, talker, before, { ...one, groupId }).catch((error: unknown) => {
          if (error instanceof ErrandsWaiting) return null;
          throw error;
        });
        if (!after) {
          // The others of this batch say now what errands they need, so that all are done in one round.
          held.add(one.thread);
          continue;
        }
        outbox.push(...after.replies.toOutbox(one));
        keep(running, one.thread, after.running);
        if (before || after.running) changed.set(one.thread, { ...one, running: after.running });
      } else if (one.kind === "joined" || one.kind === "removed") {
        outbox.push(...(await cameOrWent(tx, world, own, { ...one, kind: one.kind })));
      } else if (!told.has(one.conversationId)) {
        // Ten pictures at once are answered once.
        told.add(one.conversationId);
        outbox.push(...kindAnswer(world, own, one).toOutbox(one));
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

async function lookAgain(tx: Tx, talkers: Map<string, Talker>, userId: string): Promise<void> {
  const now = (await loadTalkers(tx, [userId])).get(userId);
  if (now) talkers.set(userId, now);
}

function keep(running: Map<string, Running>, thread: string, now: Running | null): void {
  if (now) running.set(thread, now);
  else running.delete(thread);
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
    replies.say(t("chat.nonsense.notText"), menuButtons({ language, role: talker.role, groupId: null }));
  }
  return replies;
}
