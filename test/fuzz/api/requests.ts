import type { Dice } from "../random.js";
import { type Body, formText, WAYS, wrongBody } from "./bodies.js";
import type { Operation } from "./document.js";
import { plainFields, type Sent, wrongFields } from "./fields.js";
import type { Values } from "./values.js";

/**
 * `plain`: the document allows it. `wrong`: an endpoint is asked, with something wrong in what it is asked with.
 * `astray`: another path, method or header than any program has. `broken`: hardly HTTP. `left`: nobody waits for the answer.
 */
export const KINDS = ["plain", "wrong", "astray", "broken", "left"] as const;
export type Kind = (typeof KINDS)[number];

export interface Asked {
  kind: Kind;
  operation: Operation;
  method: string;
  bytes: Buffer;
  /** Whose key it carries: that of the shop for everything, for something else alone, none that is good, another shop's. */
  key: "good" | "narrow" | "bad" | "foreign";
}

/** A request before it is written down. */
interface Draft {
  method: string;
  /** With the query. */
  target: string;
  headers: [name: string, value: string][];
  body: Buffer;
  isChunked?: boolean;
}

const SHARES: readonly (readonly [weight: number, kind: Kind])[] = [
  [40, "plain"],
  [46, "wrong"],
  [9, "astray"],
  [4, "broken"],
  [1, "left"],
];

/** Makes requests: the same dice give the same ones. */
export class Requests {
  constructor(
    readonly operations: Operation[],
    readonly values: Values,
  ) {}

  /** One that has to be fulfilled. */
  bare(operation: Operation, dice: Dice): Asked {
    const draft = this.#draft(operation, plainFields(operation, this.values, dice, true), dice, false);
    const { headers, key } = this.#named(operation, dice, "bare");
    const bytes = written({ ...draft, headers: [...draft.headers, ...headers] });
    return { kind: "plain", operation, method: draft.method, bytes, key };
  }

  next(dice: Dice): Asked {
    const operation = dice.one(this.operations);
    const kind = dice.weighted(SHARES);
    let sent = plainFields(operation, this.values, dice);
    const mistakes = kind === "plain" ? 0 : 1 + dice.below(3);
    for (let n = 0; n < mistakes; n++) sent = wrongFields(sent, operation, this.values, dice);
    const { headers, key } = this.#named(operation, dice, kind === "plain" ? "plain" : "wrong");
    const plain = this.#draft(operation, sent, dice, kind !== "plain");
    const draft = { ...plain, headers: [...plain.headers, ...headers] };
    const strayed = kind === "astray" ? dice.one(STRAYS)(draft, dice) : draft;
    const whole = written(strayed);
    const bytes = kind === "broken" ? dice.one(BREAKS)(whole, dice) : whole;
    return { kind, operation, method: strayed.method, bytes, key };
  }

  /** Who asks, and how the request is called. `bare`: as it has to be. */
  #named({ scope, takesName }: Operation, dice: Dice, how: "bare" | "plain" | "wrong") {
    const headers: Draft["headers"] = [];
    const { keys, names } = this.values.world;
    const name = how === "wrong" && dice.chance(0.3) ? inHeader(this.values.odd(dice)) : dice.one(names);
    if ((takesName && dice.chance(0.5)) || dice.chance(0.02)) headers.push(["idempotency-key", name]);
    const others = keys.narrow.filter((one) => one.scope !== scope);
    const [key, sent] = dice.weighted<readonly [Asked["key"], string]>([
      [how === "bare" ? 1e9 : 14, ["good", `Bearer ${keys.good}`]],
      [2, ["narrow", `Bearer ${dice.one(others).key}`]],
      [1, ["bad", ""]],
      [1, ["bad", `Bearer ${keys.revoked}`]],
      [1, ["bad", `bearer ${keys.good.slice(0, -1)}`]],
      [1, ["bad", inHeader(this.values.odd(dice))]],
      [2, ["foreign", `Bearer ${keys.foreign}`]],
    ]);
    if (sent !== "" && (scope !== null || dice.chance(0.1))) headers.push(["authorization", sent]);
    return { headers, key };
  }

  #draft(operation: Operation, sent: Sent[], dice: Dice, isWrong: boolean): Draft {
    const { method, path, fields } = operation;
    const target = `/v1${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const field = fields.find((one) => one.name === name)!;
      return inPath(isWrong && dice.chance(0.5) ? this.values.odd(dice) : this.values.plain(field, dice));
    })}`;
    const headers: Draft["headers"] = [
      ["host", "127.0.0.1"],
      ["x-forwarded-for", `203.0.${dice.below(256)}.${dice.below(256)}`],
    ];
    // A POST by its query alone, and a GET with a body, are ways of programs that are there.
    const inQuery = sent.length === 0 || dice.chance(method === "GET" ? 0.8 : 0.15);
    // By what is split at random, some is in both.
    const query = inQuery ? sent : sent.filter(() => dice.chance(0.05));
    const text = formText(query, dice, isWrong ? 0.1 : 0);
    const asked =
      text === "" ? target : `${target}?${isWrong && dice.chance(0.1) ? text : text.replaceAll(/[^\x21-\x7e]|#/g, "")}`;
    if (inQuery) {
      // mixpayjs says so of every GET.
      if (dice.chance(0.1)) headers.push(["content-type", "application/json"]);
      return { method, target: asked, headers, body: Buffer.alloc(0) };
    }
    const way = WAYS[method === "GET" ? "json" : dice.one(["json", "form", "multipart"] as const)];
    const made = way(sent, dice);
    const body: Body = isWrong && dice.chance(0.25) ? wrongBody(made, dice) : made;
    if (body.type !== null) headers.push(["content-type", body.type]);
    return { method, target: asked, headers, body: body.bytes, isChunked: dice.chance(0.1) };
  }
}

/** What a line can hold. */
const inHeader = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? ""))
    .slice(0, 600)
    .replaceAll(/[^\x20-\xff]|\x7f/g, "");

function inPath(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return encodeURIComponent(text.slice(0, 600).replaceAll(/\p{Cs}/gu, "\ufffd"));
}

function written({ method, target, headers, body, isChunked = false }: Draft): Buffer {
  const length: [string, string][] = isChunked
    ? [["transfer-encoding", "chunked"]]
    : body.length > 0 || method === "POST"
      ? [["content-length", String(body.length)]]
      : [];
  const head = [
    `${method} ${target} HTTP/1.1`,
    ...[...headers, ...length].map(([name, value]) => `${name}: ${value}`),
    "",
    "",
  ];
  return Buffer.concat([Buffer.from(head.join("\r\n"), "latin1"), isChunked ? chunked(body) : body]);
}

function chunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  const size = Math.max(1, Math.ceil(body.length / 7));
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

const METHODS = [
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "HEAD",
  "TRACE",
  "PROPFIND",
  "LINK",
  "REPORT",
  "MKCOL",
  "GET",
  "POST",
  "QUERY",
];
const PATHS = [
  "/v1",
  "/v1/",
  "/v1/nothing",
  "/v1//payments",
  "/v1/payments/",
  "/v1/payments/refresh/x",
  "/v1/%70ayments",
  "/v1/payments%2frefresh",
  "/v1/../v1/payments",
  "/v1/./payments",
  "/v1/%",
  "/v1/%zz",
  "/v1/%ff%fe",
  "/v1/%00",
  "/v1/;x=1",
  "/v1/user/mixin_uuid",
  "/v1/user/mixin_uuid/",
  "/v1/user/mixin_uuid/%",
  "/v1/user/mixin_uuid/%E0%A4%A",
  "/v1/user/mixin_uuid/1/2",
  "/v1/__proto__",
  "/v1/constructor",
  "/v1/payments?",
  "/v1/payments?%",
  "/v1/payments_result?traceId=%E0%A4%A",
  "/v1/payments#x",
  "/v1/Payments",
  `/v1/${"a/".repeat(2_000)}`,
  `/v1/${"a".repeat(8_000)}`,
];
const HEADERS: readonly [string, string][] = [
  ["x-forwarded-for", ",,,::ffff:1.2.3.4, [::1]:5, unknown"],
  ["x-forwarded-for", "1.2.3.4,".repeat(1_000)],
  ["x-forwarded-proto", "javascript"],
  ["x-forwarded-host", "evil.example"],
  ["accept-language", "x".repeat(5_000)],
  ["accept", "text/html;q=x"],
  ["cookie", `a=${"b".repeat(8_000)}`],
  ["content-encoding", "gzip"],
  ["content-type", "text/plain"],
  ["origin", "null"],
  ["x-http-method-override", "DELETE"],
  ["expect", "100-continue"],
  ["range", "bytes=0-"],
  ["if-none-match", "*"],
  ["authorization", "Bearer \xff"],
  ["upgrade", "websocket"],
  ["connection", "close"],
  ["x-odd", "\xe9\xff"],
];

const STRAYS: readonly ((draft: Draft, dice: Dice) => Draft)[] = [
  (draft, dice) => ({ ...draft, method: dice.one(METHODS) }),
  (draft, dice) => ({ ...draft, target: dice.one(PATHS) }),
  (draft, dice) => ({
    ...draft,
    headers: [...draft.headers, ...Array.from({ length: 1 + dice.below(3) }, () => dice.one(HEADERS))],
  }),
  (draft, dice) => ({
    ...draft,
    headers: [
      ...draft.headers,
      ...Array.from({ length: dice.below(60) }, (_, n): [string, string] => [`x-${n}`, "y".repeat(100)]),
    ],
  }),
];

type Break = (whole: Buffer, dice: Dice) => Buffer;
const headChanged =
  (change: (head: string, dice: Dice) => string): Break =>
  (whole, dice) => {
    const end = whole.indexOf("\r\n\r\n") + 2;
    return Buffer.concat([Buffer.from(change(whole.toString("latin1", 0, end), dice), "latin1"), whole.subarray(end)]);
  };

/** What hardly is HTTP; each is the last thing that its connection says. */
const BREAKS: readonly Break[] = [
  headChanged((head) => head.replace(/^\S+/, "BREW")),
  headChanged((head) => head.replace(/^\S+ /, "")),
  headChanged((head) => head.replace("HTTP/1.1", "HTTP/9.9")),
  headChanged((head) => head.replace(/host: .*\r\n/, "")),
  headChanged((head, dice) =>
    head.replace(
      /host: .*/,
      `host: ${dice.one(["", "a b", "%", "evil.example/x?", "[::1", "a@b", "x".repeat(5_000)])}`,
    ),
  ),
  headChanged((head) => head.replace("/v1", "http://evil.example/v1")),
  headChanged((head) => head.replace("/v1", "*")),
  headChanged((head) => head.replace("/v1", "/v1\0")),
  headChanged((head) => head.replace("/v1", "/v1/\\")),
  headChanged((head) => `${head}x-forwarded-for: \x01\r\n`),
  headChanged((head) => head.replace("/v1", "/v1/ü\xff")),
  headChanged((head) => head.replace(/ HTTP/, `?${"a".repeat(70_000)} HTTP`)),
  headChanged((head) => `${head}x-huge: ${"y".repeat(70_000)}\r\n`),
  headChanged((head) => head + "x-many: 1\r\n".repeat(3_000)),
  headChanged((head) => `${head}content-length: -1\r\n`),
  headChanged((head) => `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n`),
  headChanged((head) => `${head}transfer-encoding: gzip\r\n`),
  headChanged((head) => `${head}no colon here\r\n`),
  headChanged((head) => `${head}x-nul: a\0b\r\n`),
  headChanged((head) => `${head}: nameless\r\n`),
  headChanged((head) => `${head}expect: the-impossible\r\n`),
  (whole, dice) =>
    Buffer.from(Array.from({ length: 1 + dice.below(200) }, () => dice.below(256))).subarray(0, whole.length),
];
