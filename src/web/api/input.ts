import type { Context } from "hono";
import { z } from "zod";
import { readBody } from "./body.js";
import { ApiError } from "./errors.js";
import { parseExactly } from "./json.js";
import { fieldsOf } from "./multipart.js";

/** Which parameters there are, and whether each is one text or a list of texts. */
export type Names = ReadonlyMap<string, "text" | "list">;

/** Parameters as they came: texts, lists of texts, and whatever else JSON can hold, for the schemas to refuse. */
export type Input = Record<string, unknown>;

/**
 * What becomes of names that nobody asked for, of values that are blank, and of all but the last of several: passed over,
 * as MixPay does, or refused. A slip in what moves money must not say something else than was meant: "amount=4" is not
 * all of it.
 */
export type Care = "lenient" | "exact";

type Sent = Iterable<readonly [name: string, value: unknown]>;

/** Far more than the 256 members of a group. */
const MOST_VALUES = 1_000;
/** Of a name that nobody knows. */
const NAME_SHOWN = 40;

/** What a request says that is larger than anybody needs. */
export class TooLarge extends ApiError {
  constructor() {
    super("parameter", "The request is too large.");
  }
}

/** The parameters of a schema. */
export function namesOf(schema: z.ZodObject): Names {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return new Map(
    Object.entries(properties).map(([name, property]) => [
      name,
      typeof property === "object" && property.type === "array" ? "list" : "text",
    ]),
  );
}

/**
 * The parameters of a request, in whichever way it sends them: in the path, in the query (also of a POST), in a form of
 * either kind, in JSON (also under GET). Texts are trimmed, and what is blank or null is absent. Where a name comes twice
 * the body goes before the query; a text that comes several times is the last one, as PHP has it; with exact care both are
 * refused.
 */
export async function readInput(c: Context, names: Names, care: Care = "lenient"): Promise<Input> {
  const query = new URL(c.req.url).searchParams;
  const input: Input = {};
  for (const sent of [query, await bodyOf(c), Object.entries(c.req.param())]) {
    const found = pick(sent, names, care);
    const twice = Object.keys(found).find((name) => name in input);
    if (care === "exact" && twice !== undefined) throw repeated(twice);
    Object.assign(input, found);
  }
  return input;
}

/** The same of an address alone, where what comes besides is no program's. */
export const inputOfQuery = (c: Context, names: Names): Input =>
  pick(new URL(c.req.url).searchParams, names, "lenient");

/** Of what was sent, what anybody asked for. */
function pick(sent: Sent, names: Names, care: Care): Input {
  const found = new Map<string, unknown[]>();
  let count = 0;
  for (const [key, value] of sent) {
    const given: unknown[] = isList(value) ? Object.values(value) : [value];
    count += Math.max(1, given.length);
    if (count > MOST_VALUES) throw new ApiError("parameter", `The request says more than ${MOST_VALUES} things.`);
    // PHP writes lists as receivers[]=…&receivers[]=… or receivers[0]=…&receivers[1]=…
    const name = /^([^[\]]+)\[\d*\]$/.exec(key)?.[1] ?? key;
    if (!names.has(name)) {
      if (care === "exact") throw unknown(key, names);
      continue;
    }
    const values = found.get(name) ?? [];
    const texts = given.map((one) => textOf(name, one));
    if (care === "exact" && (texts.length === 0 || texts.includes(null))) throw blank(name);
    values.push(...texts.flatMap((one) => one ?? []));
    if (care === "exact" && names.get(name) === "text" && values.length > 1) throw repeated(name);
    found.set(name, values);
  }
  return Object.fromEntries(
    [...found]
      .filter(([, values]) => values.length > 0)
      .map(([name, values]) => [name, names.get(name) === "list" ? values : values.at(-1)]),
  );
}

function unknown(key: string, names: Names): ApiError {
  const known = names.size === 0 ? "takes none" : `takes ${[...names.keys()].join(", ")}`;
  const shown = Array.from(key).slice(0, NAME_SHOWN).join("");
  return new ApiError("parameter", `There is no parameter “${shown}” here: this address ${known}. Nothing was done.`);
}

const blank = (name: string): ApiError =>
  new ApiError("parameter", `${name} is blank: give it a value, or leave it out. Nothing was done.`);

const repeated = (name: string): ApiError =>
  new ApiError("parameter", `${name} is said more than once: say it once. Nothing was done.`);

/** PHP writes a list with holes in it as {"0": …, "2": …}. */
const isList = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && Object.keys(value).every((key) => /^\d+$/.test(key)));

/** No text: left to the schema. */
function textOf(name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") return value;
  const text = value.trim();
  // The database keeps neither.
  if (/[\0\p{Cs}]/u.test(text)) throw new ApiError("parameter", `${name} holds a character that is no text.`);
  return text === "" ? null : text;
}

async function bodyOf(c: Context): Promise<Sent> {
  const bytes = await readBody(c).catch(() => {
    throw new ApiError("parameter", "The request broke off.");
  });
  if (bytes === null) throw new TooLarge();
  if (bytes.length === 0) return [];
  const type = c.req.header("content-type") ?? "";
  if (/^multipart\//i.test(type)) {
    return fieldsOf(bytes, type).catch(() => {
      throw new ApiError("parameter", "The body is no multipart form.");
    });
  }
  const text = new TextDecoder().decode(bytes).trim();
  if (text === "") return [];
  // Many a program sends JSON and says that it is text or a form; no form of ours begins like this.
  const json = /^[{[]/.test(text) || /^application\/([\w.-]+\+)?json\b/i.test(type);
  return json ? fromJson(text) : new URLSearchParams(text);
}

function fromJson(text: string): Sent {
  let parsed: unknown;
  try {
    parsed = parseExactly(text);
  } catch {
    throw new ApiError("parameter", "The body is no JSON.");
  }
  // PHP writes no parameters at all as [].
  if (parsed === null || (Array.isArray(parsed) && parsed.length === 0)) return [];
  if (typeof parsed === "object" && !Array.isArray(parsed)) return Object.entries(parsed);
  throw new ApiError("parameter", "The body is no JSON object.");
}
