import type { Dice } from "../random.js";
import type { Field, Operation } from "./document.js";
import type { Values } from "./values.js";

/** A parameter as it is going to be sent. */
export interface Sent {
  name: string;
  value: unknown;
}

const OPTIONAL = 0.25;
/** What the document says in words alone: one of several has to be there. */
const NEEDED: Record<string, string[]> = {
  "POST /payments": ["quoteAssetId", "quoteAmount"],
  "GET /payments_estimated": ["quoteAmount"],
  "GET /payments_result": ["traceId"],
};

/** The parameters of a request that the document allows; `isBare`: only those that have to be there. */
export function plainFields({ name, fields }: Operation, values: Values, dice: Dice, isBare = false): Sent[] {
  const needed = NEEDED[name] ?? [];
  const isSent = (field: Field): boolean =>
    field.isRequired ||
    (needed.includes(field.name) && (isBare || dice.chance(0.9))) ||
    (!isBare && dice.chance(OPTIONAL));
  return fields
    .filter((field) => !field.isInPath && isSent(field))
    .map((field) => ({ name: field.name, value: values.plain(field, dice) }));
}

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "",
  " ",
  "0",
  "a[b][c]",
  "\0",
  "null",
  "\ud800",
];
const TWISTS: readonly ((name: string) => string)[] = [
  (name) => `${name}[]`,
  (name) => `${name}[0]`,
  (name) => `${name}[999999999]`,
  (name) => `${name}[__proto__]`,
  (name) => `${name}[__proto__][polluted]`,
  (name) => `__proto__[${name}]`,
  (name) => `constructor[prototype][${name}]`,
  (name) => `[${name}]`,
  (name) => `${name}[`,
  (name) => `${name}.x`,
  (name) => name.toUpperCase(),
  (name) => ` ${name} `,
];

type Change = (sent: Sent[], at: number, operation: Operation, values: Values, dice: Dice) => Sent[];

const replaced = (sent: Sent[], at: number, change: Partial<Sent>): Sent[] =>
  sent.map((one, n) => (n === at ? { ...one, ...change } : one));

const CHANGES: readonly (readonly [weight: number, change: Change])[] = [
  [4, (sent, at) => sent.toSpliced(at, 1)],
  [10, (sent, at, _, values, dice) => replaced(sent, at, { value: values.odd(dice) })],
  [
    3,
    (sent, at, { fields }, values, dice) =>
      sent.toSpliced(at, 0, { name: dice.one(fields).name, value: values.odd(dice) }),
  ],
  [2, (sent, at, _, values, dice) => [...sent, { name: sent[at]!.name, value: values.odd(dice) }]],
  [1, (sent, at, _, __, dice) => [...sent, ...copies(sent[at]!, dice)]],
  [2, (sent, at, _, __, dice) => replaced(sent, at, { name: dice.one(TWISTS)(sent[at]!.name) })],
  [2, (sent, _, __, values, dice) => [...sent, { name: dice.one(NAMES), value: values.odd(dice) }]],
  [1, (sent, at, _, __, dice) => replaced(sent, at, { value: dice.one(sent).value })],
  [1, (sent, at) => replaced(sent, at, { value: [sent[at]!.value, sent[at]!.value] })],
  [1, (sent, at) => replaced(sent, at, { value: { [sent[at]!.name]: sent[at]!.value } })],
  [1, (sent, at, _, __, dice) => replaced(sent, at, { value: deep(dice.below(10_000)) })],
  [1, (sent, at, _, __, dice) => replaced(sent, at, { value: longer(sent[at]!.value, dice) })],
  [
    1,
    (sent, at, _, values, dice) =>
      replaced(sent, at, { value: Array.from({ length: dice.below(400) }, () => values.odd(dice)) }),
  ],
];

/** The same, with something wrong. */
export function wrongFields(sent: Sent[], operation: Operation, values: Values, dice: Dice): Sent[] {
  if (operation.fields.length === 0) return [{ name: dice.one(NAMES), value: values.odd(dice) }];
  if (sent.length === 0) return [{ name: dice.one(operation.fields).name, value: values.odd(dice) }];
  return dice.weighted(CHANGES)(sent, dice.below(sent.length), operation, values, dice);
}

/** Several times more than a body may have; the time of a run is for requests, not for one of them. */
const LONGEST = 200_000;

const text = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
const longer = (value: unknown, dice: Dice): string =>
  text(value)
    .slice(0, LONGEST / 3_000 + dice.below(1_000))
    .repeat(dice.below(3_000))
    .slice(0, LONGEST);

function copies(sent: Sent, dice: Dice): Sent[] {
  const most = Math.min(2_000, LONGEST / (JSON.stringify(sent).length + 1));
  return Array.from({ length: dice.below(most) }, () => sent);
}

/** JSON as deep as that, to be written as it is. */
export class Written {
  constructor(readonly json: string) {}
}

const deep = (depth: number): Written => new Written("[".repeat(depth) + "]".repeat(depth));
