import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { deriveId, freshId } from "../../src/db/ids.js";
import { orders } from "../../src/db/schema.js";
import type { PictureSpec } from "../../src/db/tables/chat.js";
import { LANGUAGE_NAMES, LANGUAGES, texts } from "../../src/i18n/index.js";
import { labelOf } from "../../src/flows/words.js";
import { makeFile } from "../../src/reports/files/index.js";
import { codesOf } from "../../src/shop/codes.js";
import { type Answer, startChat, type Talking, UNSHOWABLE } from "../support/conversation.js";
import { eachEngine } from "../support/databases.js";
import { filePorts, USDT } from "../support/history.js";

const NOW = new Date("2026-04-15T08:00:00Z");

/** The file that was promised, as it waits to be made. */
const fileOf = (answer: Answer): PictureSpec | null => {
  const row = answer.rows.find(({ picture }) => picture?.kind.startsWith("file."));
  return row?.picture ? { ...row.picture, failed: row.data, category: row.category } : null;
};

eachEngine("files in the chat", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;

  beforeAll(async () => {
    database = await open();
    chat = startChat(database, { clock: () => NOW });
  });

  async function makes(owner: Talking, ...titles: string[]): Promise<void> {
    for (const title of titles) {
      for (const line of [`receipt code ${title}`, "20 aed", "as paid", "Make it"]) await owner.says(line);
    }
  }

  async function paid(owner: Talking, title: string, at: string): Promise<void> {
    const code = (await codesOf(database.db, owner.userId)).find((one) => one.title === title)!;
    await database.db.insert(orders).values({
      id: freshId(),
      payeeId: owner.userId,
      merchantId: owner.userId,
      source: "code",
      codeId: code.id,
      title,
      quoteAsset: "aed",
      quoteAmount: "20",
      state: "paid",
      paymentAsset: USDT,
      paymentAmount: "5.45",
      payerId: deriveId("somebody", "user"),
      paidAt: new Date(at),
    });
  }

  describe("payments as a table", () => {
    it("come in one line, for a code and a time", async () => {
      const thorb = await chat.english("Thorb");
      await makes(thorb, "Donate", "March");
      await paid(thorb, "Donate", "2026-03-10T10:00:00Z");
      await paid(thorb, "March", "2026-03-11T10:00:00Z");
      const answer = await thorb.says("csv donate last month");
      expect(answer.text).toContain("Payments of “Donate”, March 2026, for a spreadsheet. Lines: 1.");
      expect(fileOf(answer)).toMatchObject({
        kind: "file.csv",
        category: "PLAIN_DATA",
        merchantId: thorb.userId,
        from: "2026-03-01T00:00:00.000Z",
        to: "2026-04-01T00:00:00.000Z",
        at: NOW.toISOString(),
        name: "payments-thorb-donate-2026-03-01-2026-03-31",
        failed: "The file could not be made now. Say “Export CSV” to try again.",
      });
      expect(fileOf(await thorb.says("donate last month csv"))?.["codeId"]).toBe(fileOf(answer)?.["codeId"]);
      // A code of that name is meant, and then its time is asked for; "2026-03" is the month.
      expect((await thorb.says("csv March")).text).toContain("For which time?");
      expect((await thorb.taps("Last month")).text).toContain("Payments of “March”, March 2026");
      expect((await thorb.says("export 2026-03")).text).toContain(
        "all codes and invoices, March 2026, for a spreadsheet. Lines: 2.",
      );
    });

    it("are asked for step by step, and a time that cannot be read is asked for again", async () => {
      const uma = await chat.english("Uma");
      await makes(uma, "Tea");
      await paid(uma, "Tea", "2026-04-02T10:00:00Z");
      expect((await uma.says("export")).text).toContain("For which time?");
      expect((await uma.says("when it rained")).text).toContain("I could not read that as a time.");
      expect((await uma.taps("This month")).text).toContain("April 2026, for a spreadsheet. Lines: 1.");
      expect((await uma.says("csv tee last month")).text).toContain("I could not read that as a time.");
      const none = await uma.says("2025");
      expect(none.text).toContain(
        "There are no payments of all codes and invoices in this time: 1 January 2025 – 31 December 2025.",
      );
      expect(fileOf(none)).toBeNull();
    });

    it("can be made as they were promised", async () => {
      const vera = await chat.english("Vera");
      await makes(vera, "Tea");
      await paid(vera, "Tea", "2026-04-02T10:00:00Z");
      const shown = await vera.says("show tea");
      expect([...shown.buttons.keys()]).toEqual(expect.arrayContaining(["Poster", "Export CSV"]));
      await vera.taps("Export CSV");
      const spec = fileOf(await vera.taps("Everything"))!;
      const made = await makeFile(spec, filePorts(database));
      expect("content" in made && (await made.content.text()).split("\r\n")).toHaveLength(3);
    });

    it("are of the own shop alone", async () => {
      const mallory = await chat.english("Mallory");
      expect((await mallory.says("csv all")).text).toContain("no receipt code");
      await makes(mallory, "Other");
      expect((await mallory.says("csv all")).text).toContain("There are no payments");
    });
  });

  describe("a statement", () => {
    it("is of a month, asked for or named, and none that is ahead", async () => {
      const willa = await chat.english("Willa");
      await makes(willa, "Tea");
      const answer = await willa.says("statement march");
      expect(answer.text).toContain("Statement no. WILLA-2026-03 for March 2026.");
      expect(fileOf(answer)).toMatchObject({
        kind: "file.statement",
        number: "WILLA-2026-03",
        from: "2026-03-01T00:00:00.000Z",
        to: "2026-04-01T00:00:00.000Z",
        name: "statement-willa-2026-03",
      });
      expect(fileOf(await willa.says("march statement"))).toMatchObject({ number: "WILLA-2026-03" });
      expect((await willa.says("statement")).text).toContain("For which month?");
      expect((await willa.says("2025")).text).toContain("I could not read that as a month.");
      expect((await willa.says("may 2026")).text).toContain("That time has not begun yet.");
    });
  });

  describe("a poster on paper", () => {
    it("has two sizes, chosen or named", async () => {
      const xena = await chat.english("Xena");
      await makes(xena, "Tea");
      expect((await xena.says("poster")).text).toContain("Which size?");
      expect((await xena.says("a5")).text).toContain("Please choose one of the two");
      const tent = await xena.taps("Table tent A6");
      expect(fileOf(tent)).toMatchObject({
        kind: "file.tent",
        title: "Tea",
        price: "20 AED",
        name: "table-tent-xena-tea",
      });
      await makes(xena, "Coffee");
      const a4 = fileOf(await xena.says("poster coffee a4"));
      expect(a4).toMatchObject({
        kind: "file.poster",
        url: "http://127.0.0.1:8080/xena/coffee",
        link: "127.0.0.1:8080/xena/coffee",
      });
    });

    it("of all codes is one sheet", async () => {
      const yoko = await chat.english("Yoko");
      await makes(yoko, "Tea", "Coffee");
      const sheet = fileOf(await yoko.says("all codes"))!;
      expect(sheet.kind).toBe("file.codes");
      expect(JSON.parse(String(sheet["codes"]))).toMatchObject([
        { title: "Tea" },
        { title: "Coffee", price: "20 AED" },
      ]);
    });
  });

  it("are of days as the language writes them, wherever their word stands", async () => {
    for (const [language, line, first] of [
      ["ja", "1/5〜3/10 CSV", "2026-01-05"],
      ["zh", "1/5-3/10 CSV", "2026-01-05"],
      ["en", "5/1-10/3 csv", "2026-01-05"],
    ] as const) {
      const who = await chat.english(`Day by day ${language}`);
      await makes(who, "Tea");
      await paid(who, "Tea", "2026-03-09T10:00:00Z");
      await who.says(LANGUAGE_NAMES[language]);
      const from = new Date(String(fileOf(await who.says(line))?.["from"]));
      expect(from.toISOString().slice(0, 10), line).toBe(first);
    }
  });

  it.each(LANGUAGES)("speak %s", async (language) => {
    const t = texts(language);
    const who = await chat.english(`Zoe ${language}`);
    await makes(who, "Tea");
    await paid(who, "Tea", "2026-03-10T10:00:00Z");
    await who.says(LANGUAGE_NAMES[language]);
    const said: string[] = [];
    const hears = async (text: string) => {
      const answer = await who.says(text);
      said.push(answer.text);
      return answer;
    };
    await hears(labelOf("csv", language));
    const csv = fileOf(await hears(t("files.period.lastMonth")));
    expect(csv).toMatchObject({ kind: "file.csv", language });
    await hears(labelOf("statement", language));
    expect(fileOf(await hears(t("files.period.lastMonth")))).toMatchObject({ kind: "file.statement", language });
    await hears(labelOf("poster", language));
    expect(fileOf(await hears(t("files.poster.a6")))).toMatchObject({ kind: "file.tent", language });
    expect(fileOf(await hears(labelOf("all-codes", language)))).toMatchObject({ kind: "file.codes", language });
    for (const text of said) expect(text.replaceAll(/[\u2066-\u2069]/g, "")).not.toMatch(UNSHOWABLE);
    expect(chat.problems).toEqual([]);
  });
});
