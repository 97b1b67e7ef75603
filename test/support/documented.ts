import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { ApiStage } from "./api-stage.js";
import { converses } from "./shop.js";

/** Something that readers of the documentation copy. */
export interface Block {
  language: string;
  code: string;
}

const ENTITIES: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };

/** What a browser shows of this HTML. */
export const plain = (html: string): string =>
  html.replace(/<[^>]+>/g, "").replace(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity]!);

/** What a reader of the page copies, in its order. */
export const blocksOfPage = (html: string): Block[] =>
  [...html.matchAll(/<code class="language-(\w+)">(.*?)<\/code>/gs)].map(([, language, code]) => ({
    language: language!,
    code: plain(code!),
  }));

/** The same of the README's section about the API, at this till. */
export function blocksOfReadme(url: string): Block[] {
  const section = /^## For shops and programs\n(.*?)^## /ms.exec(readFileSync("README.md", "utf8"))?.[1] ?? "";
  return [...section.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].map(([, language, code]) => ({
    language: language!,
    code: code!.replaceAll("https://pay.example.com", url),
  }));
}

/** The only block with this in it. */
export function blockWith(blocks: readonly Block[], text: string): Block {
  const found = blocks.filter(({ code }) => code.includes(text));
  if (found.length !== 1) throw new Error(`${found.length} examples have ${text}`);
  return found[0]!;
}

/** The same JSON with the types of its values in place of them; texts of both are alike when both are empty or neither. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]));
}

/** What Thorb's program is given: a key for everything, made in the chat. */
export async function keyInChat(stage: ApiStage): Promise<string> {
  const thorb = await (await stage.person("Thorb")).online();
  await converses(thorb, "new key Docs");
  await converses(thorb, "Everything");
  await thorb.says("Make the key");
  const isKey = ({ text }: { text: string }) => /^mixtill_[\w-]{43}$/.test(text);
  return (await thorb.hears("the key", isKey)).text;
}

/** Starts a program for Node.js; everything it says. */
export function starts({ code }: Block): { child: ChildProcess; said: () => string; ended: Promise<unknown> } {
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return { child, said: () => said, ended: once(child, "close") };
}
