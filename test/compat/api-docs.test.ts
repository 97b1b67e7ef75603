import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API_ERRORS } from "../../src/web/api/errors.js";
import { ApiStage } from "../support/api-stage.js";
import { type Block, blocksOfPage, blocksOfReadme, keyInChat, plain, shapeOf } from "../support/documented.js";
import { ASSETS } from "../support/sandbox.js";
import { Visitor } from "../support/shop.js";
import { until } from "../support/until.js";

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
if (!hasCurl && process.env["CI"] === "true") throw new Error("curl is not here; in CI it must be.");

describe("what is written about the API", { timeout: 120_000 }, () => {
  let stage: ApiStage;
  let html: string;

  beforeAll(async () => {
    stage = await ApiStage.open();
    const response = await fetch(`${stage.program.url}/docs`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
    html = await response.text();
  });
  afterAll(async () => {
    await stage?.close();
  });

  describe("the page at /docs", () => {
    test("has one main heading, and none below it leaves out a level", () => {
      const levels = [...html.matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level));
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      expect(levels[0]).toBe(1);
      expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    });

    test("has landmarks with names, and every table headers for its columns and rows", () => {
      expect(html.match(/<main\b/g)).toHaveLength(1);
      expect(html).toContain('<html lang="en"');
      expect([...html.matchAll(/<nav\b([^>]*)>/g)].filter(([, tag]) => !/aria-label="[^"]+"/.test(tag!))).toEqual([]);
      const sections = [...html.matchAll(/<section aria-labelledby="([^"]+)"><h2 id="([^"]+)">/g)];
      expect(sections.length).toBe(html.match(/<section\b/g)?.length);
      expect(sections.filter(([, label, id]) => label !== id)).toEqual([]);
      const tables = [...html.matchAll(/<table>(.*?)<\/table>/gs)].map(([, table]) => table!);
      expect(tables.length).toBeGreaterThan(20);
      for (const table of tables) {
        const [head, ...rows] = table.split("<tr>").slice(1);
        expect(head).toMatch(/^(<th scope="col">[^<]+<\/th>)+/);
        expect(rows.filter((row) => !row.startsWith('<th scope="row">'))).toEqual([]);
      }
    });

    test("whatever scrolls can be reached by the keyboard, and has a name", () => {
      const scrolling = [...html.matchAll(/<(?:pre|div class="scroll")([^>]*)>/g)].map(([, tag]) => tag!);
      expect(scrolling.filter((tag) => !/tabindex="0" role="group" aria-label="[^"]+"/.test(tag))).toEqual([]);
    });

    test("runs nothing that stands in it, and its links lead somewhere", async () => {
      expect(html).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|\sstyle=|\son\w+=/);
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
      expect(new Set(ids).size).toBe(ids.length);
      const links = [...new Set([...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link!))];
      expect(links.filter((link) => link.startsWith("#") && !ids.includes(link.slice(1)))).toEqual([]);
      for (const link of links.filter((one) => one.startsWith("/"))) {
        expect([link, (await fetch(stage.program.url + link)).status]).toEqual([link, 200]);
      }
    });

    test("has every endpoint of openapi.json with its parameters, and nothing without a word", async () => {
      const api = (await (await fetch(`${stage.program.url}/openapi.json`)).json()) as {
        paths: Record<string, object>;
      };
      const documented = [...html.matchAll(/<h3 id="[^"]+"><code>([^<]+)<\/code><\/h3>/g)].map(([, name]) => name!);
      const served = Object.entries(api.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      );
      expect(documented.toSorted()).toEqual(served.toSorted());
      const tables = [...html.matchAll(/aria-label="((?:Parameters|Answer) of [^"]+)">(.*?)<\/table>/gs)];
      const silent = tables.flatMap(([, name, table]) =>
        [...table!.matchAll(/<th scope="row"><code>((?:(?!<\/th>).)*)<\/th><td>(?:<b>[^<]*<\/b>)?<\/td>/g)].map(
          (row) => `${name}: ${plain(row[1]!)}`,
        ),
      );
      expect(silent).toEqual([]);
    });

    test("has exactly the codes that requests are refused with", () => {
      const table = /aria-label="Codes of refusals">(.*?)<\/table>/s.exec(html)?.[1] ?? "";
      const rows = [...table.matchAll(/<th scope="row">(.*?)<\/th><td>(.*?)<\/td>/g)];
      expect(rows.map(([, code, says]) => [code, plain(says!)])).toEqual(
        Object.values(API_ERRORS)
          .toSorted(([one], [other]) => one - other)
          .map(([code, message]) => [String(code), message]),
      );
    });
  });

  describe.skipIf(!hasCurl)("its examples run", () => {
    /** Runs a page's shell examples in one shell, as a reader does, and gives what each of them says. */
    async function says(blocks: Block[]): Promise<string[]> {
      const script = blocks.map(({ code }) => `${code}\nprintf '\\n=====\\n'`).join("\n");
      const shell = spawn("bash", ["-eu", "-c", script], { stdio: ["ignore", "pipe", "pipe"] });
      let said = "";
      let complained = "";
      shell.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
      shell.stderr.on("data", (chunk: Buffer) => (complained += chunk.toString()));
      const [code] = (await once(shell, "close")) as [number];
      expect([code, complained]).toEqual([0, ""]);
      return said.split("\n=====\n").slice(0, -1);
    }

    async function run(blocks: Block[]): Promise<string[]> {
      const shell = blocks.filter(({ language }) => language === "sh");
      const said = await says(shell);
      for (const [index, block] of shell.entries()) {
        const told = said[index]!.trim();
        if (told.startsWith("http")) expect((await fetch(told)).status).toBe(200);
        else if (told.startsWith("{")) compare(JSON.parse(told), blocks[blocks.indexOf(block) + 1]);
        else expect(told).toMatch(/^[0-9a-f-]{36}$/);
      }
      return said;
    }

    const withKey = (blocks: Block[], key: string): Block[] =>
      blocks.map((block) => ({ ...block, code: block.code.replace(/^KEY=mixtill_…$/m, `KEY=${key}`) }));

    /** An answer, and what the page shows of it. */
    function compare(answer: unknown, shown: Block | undefined): void {
      const expected = (shown?.language === "json" ? JSON.parse(shown.code) : {}) as {
        code?: number;
        message?: string;
      };
      // Below it may also stand what somebody else is told.
      if (expected.code === undefined) {
        expect(answer).toMatchObject({ code: 0, success: true });
        return;
      }
      expect(shapeOf(answer)).toEqual(shapeOf(expected));
      expect(answer).toMatchObject({ code: expected.code, message: expected.message });
    }

    test("those of the page, in a shell: as MixPay has it, and once that is paid, our own", async () => {
      const blocks = blocksOfPage(html);
      const own = blocks.findIndex(({ code }) => code.startsWith("KEY="));
      const isShell = ({ language }: Block) => language === "sh";
      expect(blocks.slice(0, own).filter(isShell).length).toBeGreaterThanOrEqual(8);
      expect(blocks.slice(own).filter(isShell).length).toBeGreaterThanOrEqual(12);
      const said = await run(blocks.slice(0, own));
      const page = said.find((told) => told.includes("/code/"))!.trim();
      const payee = said.find((told) => /^[0-9a-f-]{36}\s*$/.test(told))!.trim();
      const [payer, traceId] = [await stage.somebody("Payer"), page.slice(-36)];
      await stage.control.faucet(payer.userId, ASSETS.usdtTron, "50");
      await payer.pays((await new Visitor().renews(page, ASSETS.usdtTron)).payment!);
      await stage.result({ traceId }, "success");

      const key = await keyInChat(stage);
      const given = `API=${stage.base}\nPAYEE=${payee}\nCODE=${traceId}\n`;
      const [first, ...others] = withKey(blocks.slice(own), key);
      await run([{ ...first!, code: given + first!.code }, ...others]);

      // The webhook that was added is told of the next payment, in the words of the page.
      const again = await stage.told<{ code: string }>("POST", "/one_time_payment", {
        form: { payeeId: payee, orderId: "shop-1002", quoteAssetId: "usd", quoteAmount: "10", settlementAssetId: "" },
      });
      const next = await new Visitor().renews(`${stage.program.url}/code/${again.code}`, ASSETS.usdtTron);
      await payer.pays(next.payment!);
      await stage.result({ traceId: again.code }, "success");
      const headers = { authorization: `Bearer ${key}` };
      const body = await until("what the webhook is told", async () => {
        const found = await stage.told<{ deliveries: { deliveryId: string; event: string }[] }>("GET", "/deliveries", {
          headers,
        });
        const delivery = found.deliveries.find(({ event }) => event === "order.success")!;
        const path = `/deliveries/${delivery.deliveryId}`;
        return (await stage.told<{ body: string }>("GET", path, { headers })).body;
      });
      const shown = blocks.find(({ code }) => code.includes('"event": "order.success"'))!;
      expect(shapeOf(JSON.parse(body))).toEqual(shapeOf(JSON.parse(shown.code)));
    });

    test("those of the README, in a shell", async () => {
      const blocks = withKey(blocksOfReadme(stage.program.url), await keyInChat(stage));
      expect(blocks.filter(({ language }) => language === "sh")).toHaveLength(3);
      await run(blocks);
    });
  });
});
