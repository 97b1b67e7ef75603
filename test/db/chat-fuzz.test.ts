import { inArray } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { outbox } from "../../src/db/schema.js";
import { LANGUAGES } from "../../src/i18n/index.js";
import { CONTROLS, WORDS } from "../../src/flows/words.js";
import { readAnswer, startChat, UNSHOWABLE } from "../support/conversation.js";
import { eachEngine } from "../support/databases.js";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20261122);
const MESSAGES = Number(process.env["FUZZ_MESSAGES"] ?? 2_000);
const AT_ONCE = 50;

const said = [...Object.values(WORDS).map((entry) => entry.words), ...Object.values(CONTROLS)].flatMap((words) =>
  LANGUAGES.flatMap((language) => words[language]),
);
const answers = (
  "Donate|20 aed|100 人民币|1.234,50 eur|-1|1e9|0|usdt|trc20|btc|as paid|Make it|Delete it|Keep it|yes|no|1|2|2. Donate|open|" +
  "open usd|Payer decides|AED|EUR|Wie bezahlt|Erstellen|生成收款码|按支付币种|Dubai|utc+4|thorb|Move it|donate|code|“Menu”|" +
  "English|中文|Deutsch|/statistics donate|/delete-code donate|/my-codes 2|stats donate|pause 1|rename donate|handle shop-x"
).split("|");

const sentence = fc.constantFrom(...said, ...answers);
const message = fc.oneof(
  { weight: 8, arbitrary: sentence },
  { weight: 2, arbitrary: fc.tuple(sentence, fc.string({ unit: "grapheme", maxLength: 8 })).map(([a, b]) => a + b) },
  { weight: 2, arbitrary: fc.tuple(sentence, sentence).map(([a, b]) => `${a} ${b}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(sentence, fc.nat())
      .map(([text, at]) => text.slice(0, at % (text.length + 1)) + text.slice((at % (text.length + 1)) + 1)),
  },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
  { weight: 1, arbitrary: fc.stringMatching(/^[0-9.,'’ e+\-−٣１aedusdt€$%]{0,20}$/u) },
);

eachEngine("any message", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  it("is answered, and nothing crashes", async () => {
    const chat = startChat(database);
    const people = Array.from({ length: 12 }, (_, n) => chat.person(`Person ${n}`));
    const texts = fc.sample(fc.tuple(fc.nat(people.length - 1), message), { seed: SEED, numRuns: MESSAGES });
    for (let at = 0; at < texts.length; at += AT_ONCE) {
      const batch = texts.slice(at, at + AT_ONCE).map(([who, text]) => chat.message(people[who]!.userId, text));
      await chat.bot.handle(batch);
      expect(chat.problems, `seed ${SEED}, from message ${at}`).toEqual([]);
      const firsts = batch.map((one) => deriveId(one.messageId, "reply:0"));
      const replies = await database.db.select().from(outbox).where(inArray(outbox.messageId, firsts));
      expect(replies).toHaveLength(batch.length);
      const shown = readAnswer(replies).text;
      expect(shown).not.toMatch(UNSHOWABLE);
      expect(shown).not.toMatch(/undefined|\[object/);
    }
  }, 120_000);
});
