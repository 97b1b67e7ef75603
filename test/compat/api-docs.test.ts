import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API_ERRORS } from "../../src/web/api/errors.js";
import { ApiStage } from "../support/api-stage.js";
import { freePort } from "../support/processes.js";
import { ASSETS } from "../support/sandbox.js";
import { Visitor } from "../support/shop.js";
import { until } from "../support/until.js";

interface Block {
  language: string;
  code: string;
}

const ENTITIES: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
const plain = (html: string): string =>
  html.replace(/<[^>]+>/g, "").replace(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity]!);

/** What a reader of the page copies, in its order. */
const blocksOfPage = (html: string): Block[] =>
  [...html.matchAll(/<code class="language-(\w+)">(.*?)<\/code>/gs)].map(([, language, code]) => ({
    language: language!,
    code: plain(code!),
  }));

/** The same of a section of the README. */
function blocksOfReadme(): Block[] {
  const section = /^## For shops and programs\n(.*?)^## /ms.exec(readFileSync("README.md", "utf8"))?.[1] ?? "";
  return [...section.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }));
}

/** The same JSON with the types of its values in place of them; texts of both are alike when both are empty or neither. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]));
}

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
if (!hasCurl && process.env["CI"] === "true") throw new Error("curl is not here; in CI it must be.");

describe("what is written about the API", { timeout: 120_000 }, () => {
  let stage: ApiStage;
  let html: string;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    stage = await ApiStage.open();
    const response = await fetch(`${stage.program.url}/docs`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
    html = await response.text();
  });
  afterAll(async () => {
    for (const child of running) child.kill();
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
      const parameters = [...html.matchAll(/aria-label="Parameters of ([^"]+)">(.*?)<\/table>/gs)];
      const silent = parameters.flatMap(([, name, table]) =>
        [...table!.matchAll(/<th scope="row">(.*?)<\/th><td>(?:<b>[^<]*<\/b>)?<\/td>/g)].map(
          (row) => `${name} ${row[1]}`,
        ),
      );
      expect(silent).toEqual([]);
    });

    test("has exactly the codes that requests are refused with", () => {
      const table = /aria-label="Codes of refusals">(.*?)<\/table>/s.exec(html)?.[1] ?? "";
      const rows = [...table.matchAll(/<th scope="row">(.*?)<\/th><td>(.*?)<\/td>/g)];
      expect(rows.map(([, code, says]) => [code, plain(says!)])).toEqual(
        Object.values(API_ERRORS).map(([code, message]) => [String(code), message]),
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

    async function run(blocks: Block[]): Promise<void> {
      const shell = blocks.filter(({ language }) => language === "sh");
      const said = await says(shell);
      for (const [index, block] of shell.entries()) {
        const told = said[index]!.trim();
        if (told.startsWith("http")) expect((await fetch(told)).status).toBe(200);
        else if (told.startsWith("{")) compare(JSON.parse(told), blocks[blocks.indexOf(block) + 1]);
        else expect(told).toMatch(/^[0-9a-f-]{36}$/);
      }
    }

    /** An answer, and what the page shows of it. */
    function compare(answer: unknown, shown: Block | undefined): void {
      if (shown?.language !== "json") {
        expect(answer).toMatchObject({ code: 0, success: true });
        return;
      }
      const expected = JSON.parse(shown.code) as { code: number; message: string };
      expect(shapeOf(answer)).toEqual(shapeOf(expected));
      expect(answer).toMatchObject({ code: expected.code, message: expected.message });
    }

    /** Starts a program of the page; everything it says. */
    function starts({ code }: Block): { said: () => string; ended: Promise<unknown> } {
      const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
        env: { PATH: process.env["PATH"] },
        stdio: ["ignore", "pipe", "pipe"],
      });
      running.push(child);
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      return { said: () => said, ended: once(child, "close") };
    }

    const ofReadme = (): Block[] =>
      blocksOfReadme().map(({ language, code }) => ({
        language,
        code: code.replaceAll("https://pay.example.com", stage.program.url),
      }));

    test("those of the page, in a shell", async () => {
      const blocks = blocksOfPage(html);
      expect(blocks.filter(({ language }) => language === "sh").length).toBeGreaterThanOrEqual(7);
      await run(blocks);
    });

    test("those of the README, in a shell", async () => {
      expect(ofReadme().filter(({ language }) => language === "sh")).toHaveLength(2);
      await run(ofReadme());
    });

    test("those with mixpayjs", async () => {
      const programs = [...blocksOfPage(html), ...ofReadme()].filter(({ code }) => code.includes('from "mixpayjs"'));
      expect(programs).toHaveLength(2);
      for (const program of programs) {
        const { said, ended } = starts(program);
        expect(await ended).toEqual([0, null]);
        expect(said()).toContain("symbol: 'USDT'");
      }
    });

    test("the receiver of callbacks: told of a payment, and deaf to who only claims it", async () => {
      const receiver = blocksOfPage(html).find(({ code }) => code.includes("createServer"))!;
      const port = await freePort();
      const { said } = starts({ ...receiver, code: receiver.code.replace("listen(3000)", `listen(${port})`) });
      const address = `http://127.0.0.1:${port}/paid`;
      const body = JSON.stringify({ orderId: "docs-1001", traceId: "", payeeId: "" });
      const forged = await until("the receiver", () => fetch(address, { method: "POST", body }));
      expect(forged.status).toBe(403);

      const [shop, payer] = [await stage.somebody("Shop"), await stage.somebody("Payer")];
      await stage.control.faucet(payer.userId, ASSETS.usdtTron, "50");
      const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", {
        form: {
          payeeId: shop.userId,
          orderId: "docs-1001",
          quoteAssetId: "usd",
          quoteAmount: "10",
          settlementAssetId: ASSETS.usdtTron,
          callbackUrl: address,
        },
      });
      const page = await new Visitor().renews(`${stage.program.url}/code/${code}`, ASSETS.usdtTron);
      await payer.pays(page.payment!);
      await until("the callback", () => said().includes("docs-1001 success 10 usd"), { timeoutMs: 60_000 });
    });

    test("what the plugin for WooCommerce is given is where things are", async () => {
      const lines = [...blocksOfPage(html), ...ofReadme()].filter(({ language }) => language === "php");
      const defined = lines.flatMap(({ code }) => [...code.matchAll(/^define\('(MIXPAY_\w+)', '([^']+)'\);$/gm)]);
      const expected = { MIXPAY_API_URL: "/v1", MIXPAY_PAY_LINK: "/pay", MIXPAY_CODE_LINK: "/code" };
      for (const [, name, value] of defined) {
        expect(value).toBe(stage.program.url + expected[name as keyof typeof expected]);
      }
      expect(defined).toHaveLength(5);
    });
  });
});
