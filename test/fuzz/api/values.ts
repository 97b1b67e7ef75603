import fc from "fast-check";
import type { Dice } from "../random.js";
import { mutated, randomText } from "../texts.js";
import type { Field, Schema } from "./document.js";

/** What exists, so that requests come further than to the first check. */
export interface World {
  payees: string[];
  users: string[];
  mixinIds: string[];
  assets: string[];
  /** Traces of orders that are there from the beginning. */
  opened: string[];
  /** Traces and numbers of orders: those that are there, and those that requests give. */
  traces: string[];
  numbers: string[];
  clients: string[];
  /** What the shop that has keys has sold. */
  sold: string[];
  /** Names of requests, and ids of what is made by them. */
  names: string[];
  refunds: string[];
  webhooks: string[];
  deliveries: string[];
  keys: Keys;
}

/** Keys: of the shop for everything, for one thing each, revoked, and of another shop. */
export interface Keys {
  good: string;
  narrow: { scope: string; key: string }[];
  revoked: string;
  foreign: string;
}

const PRICES = ["10.5", "1", "0.01", "25", "999.99", "3"];
const ADDRESSES = [
  "https://shop.example.com/?wc-api=wc_gateway_mixpay",
  "https%3A%2F%2Fshop.example.com%2Fpaid%3Fn%3D1",
  "https://例え.jp/支払い",
];
const FLAGS = ["0", "1", "true", "false", true, false, 0, 1];
const HOUR_MS = 3_600_000;

/** Values of the parameters whose schema does not say what exists. */
const KNOWN: Record<string, (world: World, dice: Dice) => unknown> = {
  payeeId: ({ payees }, dice) => spelt(dice.one(payees), dice),
  quoteAssetId: ({ assets }, dice) => (dice.chance(0.7) ? dice.one(["usd", "USD", "aed", "jpy"]) : dice.one(assets)),
  settlementAssetId: ({ assets }, dice) => dice.one(assets),
  paymentAssetId: ({ assets }, dice) => spelt(dice.one(assets), dice),
  traceId: ({ opened, traces, sold }, dice) => dice.one(dice.one([opened, traces, sold])),
  refundId: ({ refunds }, dice) => dice.one(refunds),
  webhookId: ({ webhooks }, dice) => dice.one(webhooks),
  deliveryId: ({ deliveries }, dice) => dice.one(deliveries),
  url: (_, dice) => dice.one(["https://shop.example.com/paid", "shop.example.com", "https://例え.jp/"]),
  reason: (_, dice) => dice.one(["cold", "午餐", "x".repeat(200)]),
  timeZone: (_, dice) => dice.one(["Europe/Berlin", "asia/dubai", "UTC"]),
  code: () => "donate",
  payer: ({ mixinIds }, dice) => dice.one(mixinIds),
  q: (_, dice) => dice.one(["hush", "COFFEE", "%", "_", "午"]),
  limit: (_, dice) => dice.one(["1", 20, "100"]),
  page: (_, dice) => dice.one(["1", 2, "999999"]),
  from: (_, dice) => dice.one(["0", "1", String(Date.now() - 30 * 24 * HOUR_MS)]),
  to: (_, dice) => dice.one([Math.floor(Date.now() / 1000), String(Date.now() + HOUR_MS)]),
  cursor: ({ sold }, dice) =>
    Buffer.from(`${Date.now() * 1000 - dice.below(1e9)}.${dice.one(sold)}`).toString("base64url"),
  orderId: ({ numbers }, dice) => dice.one(numbers),
  clientId: ({ clients }, dice) => dice.one(clients),
  mixin_id: ({ mixinIds }, dice) => dice.one(mixinIds),
  receivers: ({ users }, dice) => [...users, ...Array.from({ length: dice.below(6) }, () => dice.one(users))],
  threshold: (_, dice) => dice.one(["1", "2", 3]),
  quoteAmount: (_, dice) => dice.one(PRICES),
  paymentAmount: (_, dice) => dice.one(PRICES),
  strictMode: (_, dice) => dice.one(FLAGS),
  isChain: (_, dice) => dice.one(["0", false, 0, "false", "1"]),
  remark: (_, dice) => dice.one(["Coffee", "午餐", "قهوة", "x".repeat(50)]),
  settlementMemo: () => "for the books",
  returnTo: (_, dice) => dice.one(ADDRESSES),
  failedReturnTo: (_, dice) => dice.one(ADDRESSES),
  callbackUrl: (_, dice) => dice.one(ADDRESSES),
  callbackEvent: (_, dice) => dice.one(["settle", "pending|paid_less", "unheard-of|settle"]),
  expiredTimestamp: (_, dice) => {
    const at = Date.now() + HOUR_MS;
    return dice.one([at, Math.floor(at / 1000), String(at), "0"]);
  },
  expireSeconds: (_, dice) => dice.one(["86400", 600, "0"]),
  with: (_, dice) => dice.one(["payment", "transactions", "payment,transactions", "payment, nothing"]),
};

const spelt = (id: string, dice: Dice): string =>
  dice.weighted([
    [8, id],
    [1, id.toUpperCase()],
    [1, id.replaceAll("-", "")],
  ]);

/** Numbers, moments and names that have broken programs before. */
const ODD: readonly unknown[] = [
  "-1",
  "-0",
  "0",
  "+1",
  "1e5",
  "1e-7",
  "1e308",
  "1E+400",
  "-1e9999",
  "Infinity",
  "-Infinity",
  "NaN",
  "0x1f",
  "0b1",
  "1_000",
  "1,5",
  "1.",
  ".5",
  "1.2.3",
  "00001",
  "0.00000001",
  "0.000000001",
  "999999999999999",
  "9999999999999999",
  "1".repeat(60),
  `0.${"0".repeat(57)}1`,
  "9".repeat(400),
  "1".repeat(20_000),
  "१२",
  "１２",
  "½",
  "∞",
  "2026-02-30",
  "2026-11-23T00:00:00Z",
  "0",
  "1",
  "-62135596800",
  "253402300799",
  "253402300800",
  "8640000000000000",
  "8640000000000001",
  "99999999999999",
  "1000000000000",
  "999999999999",
  "2147483648",
  "4294967296",
  "9007199254740993",
  "undefined",
  "null",
  "true",
  "[object Object]",
  "{}",
  "[]",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "%",
  "%00",
  "%zz",
  "%E0%A4%A",
  "%2525252e",
  "\0",
  "a\0b",
  "\ud800",
  "x\udfff",
  "\ud83d\ude00".repeat(50),
  "\u202eabc",
  "\ufeff",
  "\r\nx-injected: 1",
  "${7*7}",
  "{{7*7}}",
  "' or 1=1; --",
  "\\",
  "../../../etc/passwd",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "https://",
  "https://a b",
  "http://[",
  "https://user:pass@127.0.0.1:1/",
  `https://x.example/${"a".repeat(3_000)}`,
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  "{00000000-0000-0000-0000-000000000000}",
  0,
  -0,
  1,
  -1,
  1.5,
  1e21,
  1e-7,
  -1e300,
  Number.MAX_SAFE_INTEGER,
  true,
  false,
  null,
  "",
  " ",
  [],
  {},
  [[]],
  [null],
  [{}],
  ["a", ["b", ["c"]]],
  { 0: "a" },
  { 1: "a", 5: "b" },
  { length: 3 },
  { toString: "x" },
  { a: { b: { c: 1 } } },
];

/** Values for requests: such as do, and such as do not. */
export class Values {
  readonly #samples = new Map<string, string[]>();

  constructor(
    readonly world: World,
    readonly seed: number,
  ) {}

  /** One that the document allows. */
  plain({ name, schema }: Field, dice: Dice): unknown {
    const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
    return known && dice.chance(0.9) ? known(this.world, dice) : this.#ofSchema(schema, dice);
  }

  odd(dice: Dice): unknown {
    return dice.weighted<() => unknown>([
      [5, () => dice.one(ODD)],
      [3, () => randomText(dice)],
      [1, () => mutated(dice, dice.one(this.world.traces), dice.one(this.world.numbers))],
      [1, () => dice.one([...this.world.assets, ...this.world.users, ...this.world.traces])],
    ])();
  }

  #ofSchema({ type, pattern, allOf, items, minItems, enum: words }: Schema, dice: Dice): unknown {
    if (words) return dice.one(words);
    if (type === "array")
      return Array.from({ length: (minItems ?? 0) + dice.below(3) }, () => this.#ofSchema(items ?? {}, dice));
    const written = pattern ?? allOf?.find((one) => one.pattern !== undefined)?.pattern;
    if (written !== undefined) return dice.one(this.#matching(written));
    return type === "string" ? randomText(dice) : dice.one(ODD);
  }

  #matching(pattern: string): string[] {
    const known = this.#samples.get(pattern);
    if (known) return known;
    const made = fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 50, seed: this.seed });
    this.#samples.set(pattern, made);
    return made;
  }
}
