import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Person } from "./payer.js";
import { freePort } from "./ports.js";
import { type Program, startBotProcess } from "./processes.js";
import { SandboxControl } from "./sandbox.js";
import { type Patience, until } from "./until.js";

/** What every answer of the API stands in. */
export interface Envelope<Data = unknown> {
  code: number;
  success: boolean;
  message: string;
  data: Data;
  timestampMs: number;
}

export interface Answer<Data = unknown> {
  status: number;
  headers: Headers;
  /** As it came. */
  text: string;
  body: Envelope<Data>;
}

export type Fields = Record<string, string | readonly string[]>;

/** A request, sent in whichever way a caller does it. */
export interface Sent {
  query?: Fields;
  form?: Fields;
  multipart?: Fields;
  /** Sent as it is when it is a text. */
  json?: unknown;
  headers?: Record<string, string>;
}

/** The whole program with its own sandbox, and whoever speaks to its API over HTTP. */
export class ApiStage {
  static #asked = 0;

  private constructor(
    readonly program: Program,
    readonly control: SandboxControl,
    readonly botId: string,
    readonly folder: string,
  ) {}

  static async open(environment: Record<string, string> = {}): Promise<ApiStage> {
    const folder = await mkdtemp(join(tmpdir(), "mixtill-api-"));
    const sandboxPort = await freePort();
    const program = await startBotProcess({ folder, sandboxUrl: null, sandboxPort, environment });
    const control = new SandboxControl(`http://127.0.0.1:${sandboxPort}`);
    return new ApiStage(program, control, (await control.bot()).user_id, folder);
  }

  /** What clients are given as base address. */
  get base(): string {
    return `${this.program.url}/v1`;
  }

  /** An address of the net that nobody has had before: limits count by it. */
  static address(): Record<string, string> {
    const n = ++ApiStage.#asked;
    return { "x-forwarded-for": `203.0.${(n >> 8) & 255}.${n & 255}` };
  }

  /** Somebody with a wallet, new, so that what is counted by payee begins with them. */
  async somebody(name: string): Promise<Person> {
    return new Person(this.control.url, await this.control.addUser(name), this.botId);
  }

  /** One of those who are there from the beginning: Thorb, Ada, Ben. */
  async person(name: string): Promise<Person> {
    return new Person(this.control.url, await this.control.person(name), this.botId);
  }

  async ask<Data = unknown>(method: string, path: string, sent: Sent = {}): Promise<Answer<Data>> {
    const url = new URL(this.base + path);
    url.search = pairs(sent.query).toString();
    const response = await fetch(url, {
      method,
      ...bodyOf(sent, { connection: "close", ...ApiStage.address(), ...sent.headers }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Envelope<Data> };
  }

  /** The same, for who only wants the data of a request that must succeed. */
  async told<Data>(method: string, path: string, sent: Sent = {}): Promise<Data> {
    const { status, text, body } = await this.ask<Data>(method, path, sent);
    if (status !== 200 || body.code !== 0 || !body.success) throw new Error(`${method} ${path}: ${status} ${text}`);
    return body.data;
  }

  /** Asks for the result of an order until it has this status. */
  result<Data extends { status: string }>(query: Fields, status: string, patience: Patience = {}): Promise<Data> {
    return until(
      `the status ${status} of ${JSON.stringify(query)}`,
      async () => {
        const data = await this.told<Data>("GET", "/payments_result", { query });
        if (data.status !== status) throw new Error(`it is ${data.status}`);
        return data;
      },
      { timeoutMs: 60_000, everyMs: 100, ...patience },
    );
  }

  async close(): Promise<void> {
    await this.program.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Names and values in the order given; a list gives its name several times. */
function pairs(fields: Fields = {}): URLSearchParams {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(entries);
}

function bodyOf({ form, multipart, json }: Sent, headers: Record<string, string>) {
  if (form) return { headers, body: pairs(form) };
  if (multipart) {
    const body = new FormData();
    for (const [name, value] of pairs(multipart)) body.append(name, value);
    return { headers, body };
  }
  if (json === undefined) return { headers };
  const body = typeof json === "string" ? json : JSON.stringify(json);
  return { headers: { "content-type": "application/json", ...headers }, body };
}
