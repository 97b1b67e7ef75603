import type { Db, Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { type Language, texts } from "../../i18n/index.js";
import { fiatDigits } from "../../payments/fiat.js";
import type { Rates } from "../../payments/ports.js";
import { RECORDED, record } from "../../shop/audit.js";
import { demand } from "../../shop/rights.js";
import { setLanguage, setTimeZone } from "../../shop/people.js";
import type { Stage } from "./engine.js";
import type { FoundUser } from "./flow.js";
import type { Replies } from "./replies.js";
import type { Units } from "../understand/units.js";
import type { Said, Stand, Talker } from "./world.js";

/** The zone somebody is likely in who chose a language and nothing else yet. */
const LIKELY_ZONE: Record<Language, string> = {
  en: "UTC",
  zh: "Asia/Shanghai",
  de: "Europe/Berlin",
  ja: "Asia/Tokyo",
  es: "Europe/Madrid",
  ar: "Asia/Dubai",
};

/** What a flow is given to run with, for one message. */
export function createStage(given: {
  world: Stand;
  tx: Tx;
  talker: Talker;
  said: Said;
  /** What stood behind the word that started the flow. */
  start: string;
  runId: string;
  replies: Replies;
  /** The language spoken now; a flow may change it. */
  tongue: { language: Language };
}): Stage {
  const { world, tx, talker, said, start, runId, replies, tongue } = given;
  const { market, errands } = world;
  const { rates } = market;
  const outside = async <T>(key: string, work: (db: Db) => Promise<T>) =>
    errands.result(`${said.messageId}:${key}`, work);
  const speak = async (chosen: Language) => {
    tongue.language = chosen;
    const { person } = talker;
    const zone = person.language === null && person.timeZone === "UTC" ? LIKELY_ZONE[chosen] : person.timeZone;
    if (person.language !== chosen) await setLanguage(tx, person.userId, chosen);
    if (person.timeZone !== zone) await setTimeZone(tx, person.userId, zone, world.clock());
    Object.assign(person, { language: chosen, timeZone: zone });
  };
  return {
    get person() {
      return talker.person;
    },
    get merchant() {
      return talker.merchant;
    },
    set merchant(shop) {
      talker.merchant = shop;
    },
    get role() {
      return talker.role;
    },
    get isStaff() {
      return talker.isStaff;
    },
    get language() {
      return tongue.language;
    },
    get t() {
      return texts(tongue.language);
    },
    get units() {
      return unitsOf(world, tongue.language, talker.merchant?.quoteAsset);
    },
    start,
    groupId: said.groupId,
    now: world.clock(),
    tx,
    rates,
    market,
    payLink: world.payLink,
    outside,
    findUser: (query) => outside(`user:${query}`, () => world.findUser(query, talker.person.userId)),
    findUsers: (queries) =>
      outside(`users by number:${queries.join()}`, () => findAll(world, queries, talker.person.userId)),
    usersByIds: (userIds) => outside(`users:${userIds.join()}`, () => world.usersByIds(userIds)),
    isOperator: world.isOperator(talker.person.userId),
    botId: world.botId,
    botName: world.botName,
    botNumber: world.botNumber,
    publicUrl: world.publicUrl,
    mails: world.mails,
    callsAnywhere: world.callsAnywhere,
    claimHash: world.claimHash,
    say: (text, buttons) => replies.say(text, buttons),
    secret: (text, buttons) => replies.secret(text, buttons),
    post: (markdown) => replies.post(markdown),
    card: (card) => replies.card(card),
    buttons: (buttons) => replies.buttons(buttons),
    picture: (spec, caption) => replies.picture(spec, caption),
    file: (spec, caption, failed) => replies.file(spec, caption, failed),
    id: (purpose) => deriveId(runId, purpose),
    speak,
    async did(action, subject, detail) {
      const merchantId = talker.merchant!.id;
      const userId = talker.person.userId;
      await demand(tx, { merchantId, by: userId, action: RECORDED[action] });
      await record(tx, { merchantId, userId, action, cause: runId, subject: subject ?? "", detail: detail ?? {} });
    },
    changed: (userId) => void world.stale.add(userId),
  };
}

/** The currencies and assets that amounts are read in; `own`: what the shop counts in. */
export const unitsOf = ({ market: { rates } }: Stand, language: Language, own?: string): Units => ({
  language,
  own,
  assets: rates.assets(),
  fiatDigits: (code) => payableDigits(code, rates),
});

/** Places of a currency that can be paid: one without a known rate could be asked for but never paid. */
function payableDigits(code: string, rates: Rates): number | null {
  const digits = fiatDigits(code);
  return digits === null || code === "usd" || rates.fiat(code) ? digits : null;
}

/** Searches that go out at once: Mixin answers so many a second, and others search too. */
const SEARCHES_AT_ONCE = 10;

async function findAll({ findUser }: Stand, queries: string[], askerId: string): Promise<Map<string, FoundUser>> {
  const found = new Map<string, FoundUser>();
  for (let at = 0; at < queries.length; at += SEARCHES_AT_ONCE) {
    const some = queries.slice(at, at + SEARCHES_AT_ONCE);
    const answers = await Promise.all(some.map((query) => findUser(query, askerId)));
    for (const [i, answer] of answers.entries()) found.set(some[i]!, answer);
  }
  return found;
}
