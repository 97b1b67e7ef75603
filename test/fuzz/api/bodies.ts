import type { Dice } from "../random.js";
import { type Sent, Written } from "./fields.js";

/** What a request carries. */
export interface Body {
  bytes: Buffer;
  /** The content type it is said to have; null: none. */
  type: string | null;
}

/** As a form has it. */
const asText = (value: unknown): string => {
  if (value instanceof Written) return value.json;
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
};

/** Names and texts: lists as PHP and as browsers send them. */
function pairs(sent: Sent[], dice: Dice): [string, string][] {
  return sent.flatMap(({ name, value }): [string, string][] => {
    if (!Array.isArray(value)) return [[name, asText(value)]];
    const style = dice.one([() => name, () => `${name}[]`, (n: number) => `${name}[${n}]`]);
    return value.map((one, n) => [style(n), asText(one)]);
  });
}

/** Text of a query or a form; now and then broken. */
export function formText(sent: Sent[], dice: Dice, brokenShare = 0.05): string {
  const text = pairs(sent, dice)
    .map((pair) =>
      pair.map((part) => (dice.chance(0.02) ? part.replaceAll(/[&=#\s]|[^\x21-\x7e]/g, "") : encoded(part))).join("="),
    )
    .join("&");
  return dice.chance(brokenShare) ? broken(text, dice) : text;
}

/** Lone surrogates, too, as three bytes that no decoder takes. */
const encoded = (text: string): string =>
  LONE.test(text)
    ? Array.from(text, (letter) => (LONE.test(letter) ? "%ED%A0%80" : escaped(letter))).join("")
    : escaped(text);

const escaped = (text: string): string => encodeURIComponent(text).replaceAll("%20", "+");

const LONE = /\p{Cs}/u;
const SPLINTERS = [
  "%",
  "%%",
  "%z1",
  "%0",
  "%00",
  "%ff%fe",
  "%C0%80",
  "%ED%A0%80",
  "&&&",
  "=",
  "==",
  "&=&",
  "?",
  "#",
  "+",
  ";",
  "[",
  "]",
  "\\",
];

function broken(text: string, dice: Dice): string {
  const at = dice.below(text.length + 1);
  return text.slice(0, at) + dice.one(SPLINTERS) + text.slice(dice.chance(0.5) ? at : at + 1);
}

function jsonText(sent: Sent[], dice: Dice): string {
  const parts = sent.map(({ name, value }) => `${JSON.stringify(name)}:${jsonOf(value, dice)}`);
  return `{${parts.join(dice.chance(0.1) ? " ,\n\t" : ",")}}`;
}

/** What only looks like a number may be sent as one. */
function jsonOf(value: unknown, dice: Dice): string {
  if (value instanceof Written) return value.json;
  if (typeof value === "string" && /^[-+\w.]{1,60}$/.test(value) && dice.chance(0.1)) return value;
  return JSON.stringify(value) ?? "null";
}

const BOUNDARIES = ["----x", "a", "x".repeat(70)];

function multipart(sent: Sent[], dice: Dice): Body {
  const boundary = dice.one(BOUNDARIES);
  const sections = pairs(sent, dice).map(([name, text]) => {
    const file = dice.chance(0.03) ? '; filename="a.txt"' : "";
    const type = dice.chance(0.05) ? "content-type: text/plain; charset=utf-16\r\n" : "";
    const quoted = name.replaceAll(/["\r\n]/g, "%22");
    return `--${boundary}\r\ncontent-disposition: form-data; name="${quoted}"${file}\r\n${type}\r\n${text}\r\n`;
  });
  const said = dice.chance(0.03)
    ? dice.one(["", "; boundary=", "; boundary=other", '; boundary="'])
    : `; boundary=${boundary}`;
  const end = dice.chance(0.05) ? "" : `--${boundary}--\r\n`;
  return { bytes: Buffer.from(sections.join("") + end), type: `multipart/form-data${said}` };
}

const TYPES = [
  null,
  "",
  "application/json",
  "application/json; charset=utf-8",
  "application/x-www-form-urlencoded",
  "text/plain",
  "text/html",
  "multipart/form-data",
  "multipart/mixed; boundary=a",
  "application/octet-stream",
  "application/vnd.api+json",
  "application/xml",
  "\xff/\xfe",
  "x".repeat(2_000),
];

type Way = (sent: Sent[], dice: Dice) => Body;
const FORM = "application/x-www-form-urlencoded";

/** How bodies are sent. */
export const WAYS: Record<"json" | "form" | "multipart", Way> = {
  json: (sent, dice) => ({ bytes: Buffer.from(jsonText(sent, dice)), type: "application/json" }),
  form: (sent, dice) => ({ bytes: Buffer.from(formText(sent, dice)), type: FORM }),
  multipart,
};

/** The same, with its bytes or what is said of them changed. */
export function wrongBody({ bytes, type }: Body, dice: Dice): Body {
  const at = dice.below(bytes.length + 1);
  return dice.weighted<() => Body>([
    [4, () => ({ bytes, type: dice.one(TYPES) })],
    [2, () => ({ bytes: bytes.subarray(0, at), type })],
    [2, () => ({ bytes: Buffer.concat([bytes.subarray(0, at), noise(dice), bytes.subarray(at)]), type })],
    [1, () => ({ bytes: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]), type })],
    [1, () => ({ bytes: Buffer.from(bytes.toString("latin1"), "utf16le"), type })],
    [
      1,
      () => ({
        bytes: Buffer.from(dice.one(["null", "[]", "[1]", "0", '"x"', "{", "}", "{}", "[[]]", '{"a":}', "\0", " "])),
        type,
      }),
    ],
    [0.3, () => ({ bytes: Buffer.alloc(60_000 + dice.below(90_000), dice.one(["a", "[", '{"a":', "%", "&"])), type })],
  ])();
}

const noise = (dice: Dice): Buffer => Buffer.from(Array.from({ length: 1 + dice.below(8) }, () => dice.below(256)));
