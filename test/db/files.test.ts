import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { orders } from "../../src/db/schema.js";
import { LANGUAGES } from "../../src/i18n/index.js";
import { type FileSpec, type Made, makeFile, MOST_LINES } from "../../src/reports/files/index.js";
import { eachEngine, empty } from "../support/databases.js";
import { CODE, filePorts, givesBack, isKnown, opensShop, sells, SHOP, USDT } from "../support/history.js";

const hasPoppler = ["pdftoppm", "pdftotext"].every((tool) => spawnSync(tool, ["-v"]).error === undefined);
if (!hasPoppler) {
  if (process.env["CI"] === "true") throw new Error("pdftotext is not installed: apt-get install poppler-utils");
  console.warn("PDF tests skipped: no pdftotext found (apt-get install poppler-utils)");
}

const csvSpec = (change: Partial<Extract<FileSpec, { kind: "file.csv" }>> = {}): FileSpec => ({
  kind: "file.csv",
  merchantId: SHOP,
  codeId: null,
  from: "2026-03-01T00:00:00.000Z",
  to: "2026-04-01T00:00:00.000Z",
  at: "2026-05-01T00:00:00.000Z",
  timeZone: "Asia/Dubai",
  language: "en",
  name: "payments",
  ...change,
});

const statementSpec = (change: Partial<Extract<FileSpec, { kind: "file.statement" }>> = {}): FileSpec => ({
  kind: "file.statement",
  merchantId: SHOP,
  shop: "Thorb's Coffee",
  number: "THORB-2026-03",
  from: "2026-02-28T20:00:00.000Z",
  to: "2026-03-31T20:00:00.000Z",
  at: "2026-05-01T00:00:00.000Z",
  timeZone: "Asia/Dubai",
  language: "en",
  name: "statement",
  ...change,
});

function bytesOf(made: Made): Promise<Buffer> {
  if ("refused" in made) throw new Error(made.refused);
  return made.content.arrayBuffer().then((bytes) => Buffer.from(bytes));
}

/** The cells of a table as RFC 4180 has it, read by the letter. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    let value = "";
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        if (text[at] === '"' && text[at + 1] === '"') value += text[(at += 1)];
        else if (text[at] === '"') break;
        else value += text[at];
      }
      at += 1;
    } else while (at < text.length && text[at] !== "," && text[at] !== "\r") value += text[at++];
    rows.at(-1)!.push(value);
    if (text[at] === ",") at += 1;
    else {
      expect(text.slice(at, at + 2)).toBe("\r\n");
      at += 2;
      if (at < text.length) rows.push([]);
    }
  }
  return rows;
}

function pdfText(bytes: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), "statement-"));
  try {
    writeFileSync(join(folder, "a.pdf"), bytes);
    return execFileSync("pdftotext", ["-layout", join(folder, "a.pdf"), "-"]).toString();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

eachEngine("files", (open) => {
  let database: Database;

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    await opensShop(database);
    await isKnown(database, "ada", 'Ada, "the Countess"', "7000103970");
  });

  const table = async (change: Parameters<typeof csvSpec>[0] = {}) => {
    const bytes = await bytesOf(await makeFile(csvSpec(change), filePorts(database)));
    const [head, ...rows] = readCsv(bytes.toString("utf8"));
    return rows.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i]])));
  };

  describe("payments as a table", () => {
    it("have a line each, with what it was worth when it was paid and what to look it up by", async () => {
      const id = await sells(database, "one", "2026-03-05T10:03:22.123Z");
      expect(await table()).toEqual([
        {
          Kind: "Payment",
          Moment: "2026-03-05T14:03:22+04:00",
          "Local date": "2026-03-05",
          Title: "Donate",
          "Sold by": "Code",
          Price: "20",
          Currency: "AED",
          Paid: "5.44588155",
          "Paid asset": "USDT",
          "Paid network": "TRON",
          "Paid asset ID": USDT,
          "Rate (paid units per currency unit)": "0.2722940775",
          "Value when paid (in the currency)": "20",
          "Value when paid (USD)": "5.45",
          Fee: "0.04588155",
          Settled: "5.4",
          "Settled asset": "USDT",
          "Settled network": "TRON",
          "Settled asset ID": USDT,
          Payer: 'Ada, "the Countess"',
          "Payer's Mixin ID": "7000103970",
          "Payer's user ID": deriveId("ada", "user"),
          "Order ID": id,
          "Refund ID": "",
          "Transaction hash": "hash-in-one",
          "Request ID": deriveId("one", "trace"),
          "Settlement transaction hash": "hash of settlement of one",
          "Settlement request ID": deriveId("settlement of one", "transfer"),
          State: "Settled",
          "Given back (in the currency)": "0",
        },
      ]);
    });

    it("and refunds stand in the order of their time, refunds below zero", async () => {
      await sells(database, "one", "2026-03-05T10:00:00Z");
      await sells(database, "two", "2026-03-07T10:00:00Z", { oddity: "partial" });
      await givesBack(database, "one", "2026-03-06T10:00:00Z");
      const rows = await table();
      expect(rows.map((row) => [row["Kind"], row["Local date"], row["Price"], row["Value when paid (USD)"]])).toEqual([
        ["Payment", "2026-03-05", "20", "5.45"],
        ["Refund", "2026-03-06", "-5", "-1.36"],
        ["Payment", "2026-03-07", "20", "5.31"],
      ]);
      expect(rows[0]!["Given back (in the currency)"]).toBe("5");
      expect(rows[1]).toMatchObject({
        State: "Given back",
        "Transaction hash": "hash of refund of one",
        Paid: "-1.36147038",
      });
      expect(rows[2]!["Value when paid (in the currency)"]).toBe("19.5");
    });

    it("tell what was so at their moment, however late they are made", async () => {
      await sells(database, "one", "2026-03-05T10:00:00Z", { settledAt: new Date("2026-03-08T10:00:00Z") });
      await givesBack(database, "one", "2026-03-06T10:00:00Z");
      await sells(database, "later", "2026-03-20T10:00:00Z");
      const [row, ...more] = await table({ at: "2026-03-06T00:00:00.000Z" });
      expect(row).toMatchObject({ State: "Paid", "Given back (in the currency)": "0" });
      expect(more).toEqual([]);
    });

    it("leave out other times, other codes, what is not paid and what is no sale", async () => {
      await sells(database, "before", "2026-02-28T23:59:59.999Z");
      await sells(database, "first", "2026-03-01T00:00:00Z");
      await sells(database, "after", "2026-04-01T00:00:00Z");
      await sells(database, "open", "2026-03-10T00:00:00Z", { state: "open" });
      await sells(database, "funding", "2026-03-10T00:00:00Z", { source: "refund" });
      await sells(database, "invoice", "2026-03-11T00:00:00Z", { source: "invoice", codeId: null, title: "Lunch" });
      expect((await table()).map((row) => row["Title"])).toEqual(["Donate", "Lunch"]);
      expect((await table({ codeId: CODE })).map((row) => row["Local date"])).toEqual(["2026-03-01"]);
      expect(await table({ from: null })).toHaveLength(3);
    });

    it("run nothing in a spreadsheet, and open as UTF-8 there", async () => {
      const evil = ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", '"=1"', "＝1", "a\r\nb", "قهوة"];
      for (const [i, title] of evil.entries()) await sells(database, title, `2026-03-05T10:00:0${i}Z`, { title });
      const bytes = await bytesOf(await makeFile(csvSpec(), filePorts(database)));
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      const titles = (await table()).map((row) => row["Title"]);
      expect(titles).toEqual(["'=HYPERLINK(1)", "'+1", "'-1", "'@x", "'=1", '"=1"', "'＝1", "a b", "قهوة"]);
    });

    it("ask for the names of payers who never talked to the bot, and go without those that cannot be had", async () => {
      const ben = deriveId("ben", "user");
      await sells(database, "one", "2026-03-05T10:00:00Z", { payerId: ben });
      await sells(database, "two", "2026-03-06T10:00:00Z", { payerId: deriveId("nobody", "user") });
      const asked: string[][] = [];
      const ports = filePorts(database, async (ids) => {
        asked.push(ids);
        return new Map([[ben, { fullName: "=Ben", identityNumber: "7000" }]]);
      });
      const rows = readCsv((await bytesOf(await makeFile(csvSpec(), ports))).toString("utf8"));
      const payer = rows[0]!.indexOf("Payer");
      expect(rows.slice(1).map((row) => row[payer])).toEqual(["'=Ben", ""]);
      expect(asked).toEqual([[ben, deriveId("nobody", "user")]]);
    });

    it.each(LANGUAGES)("have a name for each column in %s", async (language) => {
      const bytes = await bytesOf(await makeFile(csvSpec({ language }), filePorts(database)));
      const [head] = readCsv(bytes.toString("utf8"));
      expect(new Set(head).size).toBe(30);
    });

    it("of moments to the microsecond go over pages without losing or doubling any", async () => {
      await many(2_500, "2026-03-05T10:00:00.000001Z", "0 seconds");
      expect(new Set((await table()).map((row) => row["Order ID"])).size).toBe(2_500);
    });

    it("are refused with a sentence when they are too many", async () => {
      await many(MOST_LINES + 1, "2026-03-05T10:00:00Z", "1 second");
      expect(await makeFile(csvSpec(), filePorts(database))).toEqual({
        refused: expect.stringContaining("at most 100,000 lines"),
      });
    }, 120_000);
  });

  async function many(count: number, from: string, apart: string): Promise<void> {
    await database.db.execute(sql`
      insert into ${orders} (id, payee_id, merchant_id, source, code_id, title, quote_asset, quote_amount, state,
        payment_asset, payment_amount, paid_at)
      select gen_random_uuid(), ${SHOP}, ${SHOP}, 'code', ${CODE}, 'Donate', 'aed', 20, 'paid', ${USDT}, 5.45,
        ${from}::timestamptz + n * ${apart}::interval
      from generate_series(1, ${count}::int) n`);
  }

  describe.skipIf(!hasPoppler)("a statement", () => {
    it("says its number, its sums by currency and asset, its days and its payments", async () => {
      await sells(database, "one", "2026-03-05T10:00:00Z");
      await sells(database, "two", "2026-03-05T11:00:00Z");
      await givesBack(database, "one", "2026-03-06T10:00:00Z");
      const text = pdfText(await bytesOf(await makeFile(statementSpec(), filePorts(database))));
      expect(text).toContain("Statement no. THORB-2026-03");
      expect(text).toContain("1 March 2026 – 31 March 2026");
      expect(text).toContain("Page 1 of 1");
      expect(text).toMatch(/AED\s+2\s+40 AED\s+-5 AED\s+35 AED/);
      expect(text).toMatch(/USDT \(TRON\)\s+2\s+10\.8917631 USDT \(TRON\)\s+-1\.36147038 USDT/);
      expect(text).toMatch(/USDT \(TRON\)\s+10\.8 USDT \(TRON\)\s+0\.0917631 USDT/);
      expect(text).toMatch(/6 Mar 2026\s+0\s+0 AED\s+-5 AED\s+-5 AED/);
      expect(text).toMatch(/Refund: Donate\s+Ada/);
      expect(text).not.toContain("not over");
    });

    it("of a month that is not over says so, and of one without payments, too", async () => {
      const bytes = await bytesOf(
        await makeFile(statementSpec({ at: "2026-03-10T08:00:00.000Z" }), filePorts(database)),
      );
      const text = pdfText(bytes);
      expect(text).toContain("The month is not over: payments until 10 Mar 2026, 12:00.");
      expect(text).toContain("No payments in this month.");
    });

    it("of many payments has its pages numbered and lists a thousand", async () => {
      await many(1_200, "2026-03-05T10:00:00Z", "10 minutes");
      const text = pdfText(await bytesOf(await makeFile(statementSpec(), filePorts(database))));
      const pages = text.match(/Page \d+ of \d+/g)!;
      expect(pages.at(-1)).toBe(`Page ${pages.length} of ${pages.length}`);
      expect(pages.length).toBeGreaterThan(15);
      expect(text).toContain("24,000 AED");
      expect(text).toContain("The first 1,000 are listed here");
      expect(text.match(/5\.45 USDT \(TRON\)/g)!.length).toBeGreaterThanOrEqual(1_000);
    });

    it.each(LANGUAGES)("in %s has its fonts in it and draws no empty box", async (language) => {
      await sells(database, "one", "2026-03-05T10:00:00Z", { title: "咖啡 قهوة コーヒー ☕" });
      const bytes = await bytesOf(await makeFile(statementSpec({ language }), filePorts(database)));
      const folder = mkdtempSync(join(tmpdir(), "statement-"));
      try {
        writeFileSync(join(folder, "a.pdf"), bytes);
        const fonts = execFileSync("pdffonts", [join(folder, "a.pdf")])
          .toString()
          .split("\n")
          .slice(2)
          .filter(Boolean);
        expect(fonts.length).toBeGreaterThan(2);
        for (const line of fonts) expect(line).toMatch(/(Inter|Noto).*yes yes yes/);
        execFileSync("pdftoppm", ["-png", "-r", "50", join(folder, "a.pdf"), join(folder, "page")]);
        expect(readdirSync(folder).filter((name) => name.endsWith(".png"))).toHaveLength(1);
        expect(
          readFileSync(
            join(
              folder,
              readdirSync(folder).find((name) => name.endsWith(".png"))!,
            ),
          ).length,
        ).toBeGreaterThan(5_000);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
});
