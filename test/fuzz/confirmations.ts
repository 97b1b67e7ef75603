import { LANGUAGES, texts } from "../../src/i18n/index.js";
import { type Change, type Row, textOf } from "./changes.js";
import type { Facts } from "./facts.js";
import type { Run } from "./watch.js";

/** How a change may come about in the chat. */
type How =
  /** The newest question that was answered had this key, and was answered by one of its buttons or a short word. */
  | { answers: RegExp }
  /** The newest question that was answered had this key; what was typed is the new value. */
  | { typed: RegExp }
  /** By a command that names what it is about by its id, as buttons of cards do that said the amount. */
  | "named"
  /** By whatever was said: it moves no money, and can be taken back. */
  | "said";

interface Rule {
  what: string;
  table: string;
  when(change: Change): boolean;
  /** Flows → how. */
  by?: Record<string, How | How[]>;
  /** How in all other flows; absent: by a question whose key says that it confirms. */
  otherwise?: How;
  /** Flows that may do it at all; absent: any that asks. */
  only?: string[];
  /** What the question must have said: amounts, and what people are called. */
  shown?(row: Row, facts: Facts): { amounts?: string[]; words?: string[] };
  /** Who may: null when it is about themselves and nobody's right is needed. */
  mayDo(run: Run, change: Change, facts: Facts): boolean;
}

/** Keys of questions that are confirmations, whatever flow asks them. */
const CONFIRMS: How = { answers: /^(confirm|sure)/ };

const was = ({ before, after }: Change, column: string): boolean =>
  before !== null && after !== null && textOf(before, column) !== textOf(after, column);
const isNew = ({ before }: Change): boolean => before === null;
const shop = (change: Change): string => textOf(change.after ?? change.before, "merchant_id");

/** What is called so by itself is called so in the language of the last message, for whoever has not chosen one. */
const UNTITLED = new Set<string>(LANGUAGES.map((language) => texts(language)("invoice.untitled")));
const isUntitled = (title: string): boolean => UNTITLED.has(title);

/** Every change that moves money, decides where it goes, or who decides; and what must have been said before. */
export const RULES: readonly Rule[] = [
  {
    what: "a refund is begun",
    table: "refunds",
    when: isNew,
    only: ["refund"],
    shown: (row, facts) => ({ amounts: [textOf(row, "amount")], words: [facts.nameOf(textOf(row, "payer_id"))] }),
    mayDo: (run, change, facts) => {
      const role = facts.roleIn(shop(change), run.userId);
      const order = facts.orders.get(textOf(change.after, "order_id"));
      return role === "owner" || role === "manager" || (role === "cashier" && order?.createdBy === run.userId);
    },
  },
  {
    what: "a refund that the shop has not paid yet is cancelled",
    table: "refunds",
    when: (change) => was(change, "state"),
    by: { refund: "named" },
    mayDo: (run, change, facts) => facts.roleIn(shop(change), run.userId) !== null,
  },
  {
    what: "money that waits is decided on",
    table: "intakes",
    when: (change) => was(change, "disposition"),
    by: {
      late: [{ answers: /^answer$/ }, "named"],
      return: [{ answers: /^confirm$/ }, "named"],
      for: { answers: /^confirm$/ },
      rest: { answers: /^confirm$/ },
    },
    shown: (row) => ({ amounts: [textOf(row, "amount")] }),
    mayDo: (run, { before }, facts) => {
      if (run.flow === "held") return facts.isOperator(run.userId);
      if (run.flow !== "late" && run.flow !== "cancel-invoice") return textOf(before, "sender_id") === run.userId;
      const order = facts.orders.get(textOf(before, "order_id"));
      const role = order ? facts.roleIn(order.merchantId, run.userId) : null;
      const isOwn = run.flow === "cancel-invoice" && role === "cashier" && order?.createdBy === run.userId;
      return role === "owner" || role === "manager" || isOwn;
    },
  },
  {
    what: "the operator's own money goes out",
    table: "transfers",
    when: (change) => isNew(change) && textOf(change.after, "kind") === "withdrawal",
    only: ["withdraw-float"],
    shown: (row) => ({ amounts: [textOf(row, "amount")] }),
    mayDo: (run, { after }, facts) =>
      facts.isOperator(run.userId) && JSON.stringify(after?.["members"]) === JSON.stringify([run.userId]),
  },
  {
    what: "money goes out",
    table: "transfers",
    when: (change) => isNew(change) && textOf(change.after, "kind") !== "withdrawal",
    by: {
      late: [{ answers: /^answer$/ }, "named"],
      return: [{ answers: /^confirm$/ }, "named"],
      claim: [{ answers: /^(confirm|refuse)/ }, "named"],
    },
    // Whose right it is says what it came of.
    mayDo: () => true,
  },
  {
    what: "a payout is let go, tried again or sent elsewhere",
    table: "transfers",
    // What is cancelled goes another way, which is judged where it begins.
    when: (change) =>
      (was(change, "state") && textOf(change.after, "state") !== "cancelled") ||
      was(change, "members") ||
      was(change, "destination"),
    by: { stuck: [{ answers: /^confirm$/ }, "said"] },
    shown: (row) =>
      textOf(row, "state") === "waiting" && row["approved_by"] ? { amounts: [textOf(row, "amount")] } : {},
    mayDo: (run, _change, facts) => facts.isOperator(run.userId) || run.flow === "payee",
  },
  {
    what: "money is sent to somebody",
    table: "remittances",
    when: isNew,
    shown: (row, facts) => ({
      amounts: [textOf(row, "quote_amount")],
      words: [row["recipient_id"] ? facts.nameOf(textOf(row, "recipient_id")) : textOf(row, "address")],
    }),
    mayDo: (run, { after }) => textOf(after, "sender_id") === run.userId,
  },
  {
    what: "what was sent is taken, refused or taken back",
    table: "remittances",
    when: (change) => was(change, "state"),
    by: { claim: [{ answers: /^(confirm|refuse)/ }, "named"] },
    mayDo: (run, { before, after }, facts) => {
      const isSender = textOf(before, "sender_id") === run.userId;
      const isTheirs = textOf(before, "recipient_id") === run.userId || before?.["recipient_id"] === null;
      const goesBack = textOf(after, "state") !== "claimed";
      return (isTheirs && run.flow === "claim") || (isSender && goesBack) || facts.isOperator(run.userId);
    },
  },
  {
    what: "somebody says whether it was them who opened a link",
    table: "claim_requests",
    when: (change) => was(change, "state"),
    by: { "confirm-claim": [{ answers: /^was it you$/ }, "named"] },
    mayDo: (run, { after }) => textOf(after, "user_id") === run.userId,
  },
  {
    what: "a shop's money goes to somebody else",
    table: "merchants",
    when: (change) => was(change, "payee_id"),
    only: ["payee"],
    shown: (row, facts) => ({ words: [facts.payeeOf(textOf(row, "payee_id"))] }),
    mayDo: (run, { after }) => textOf(after, "id") === run.userId,
  },
  {
    what: "a code's money goes to somebody else",
    table: "codes",
    when: (change) => was(change, "payee_id"),
    only: ["payee"],
    mayDo: (run, change, facts) => facts.roleIn(shop(change), run.userId) === "owner",
  },
  {
    what: "a shop's links move",
    table: "merchants",
    when: (change) => was(change, "handle"),
    // A shop without codes has no links yet.
    by: { handle: [{ answers: /^confirm$/ }, { typed: /^handle$/ }, "said"] },
    mayDo: (run, { after }) => textOf(after, "id") === run.userId,
  },
  {
    what: "what a shop receives, and which money it takes",
    table: "merchants",
    when: (change) =>
      ["settlement_asset", "grace_seconds", "tolerance_bps", "strict"].some((column) => was(change, column)),
    only: ["settlement", "grace", "tolerance", "strict"],
    otherwise: "said",
    mayDo: (run, { after }) => textOf(after, "id") === run.userId,
  },
  {
    what: "a shop is opened, or what it is told changes",
    table: "merchants",
    when: (change) => change.after !== null && !was(change, "payee_id") && !was(change, "handle"),
    otherwise: "said",
    mayDo: (run, { after }) => textOf(after, "id") === run.userId,
  },
  {
    what: "a code is made",
    table: "codes",
    when: isNew,
    shown: (row) => ({
      amounts: row["quote_amount"] === null ? [] : [textOf(row, "quote_amount")],
      words: [textOf(row, "title")],
    }),
    mayDo: (run, change, facts) => ["owner", "manager"].includes(facts.roleIn(shop(change), run.userId) ?? ""),
  },
  {
    what: "a code is deleted",
    table: "codes",
    when: (change) => textOf(change.after, "state") === "deleted" && was(change, "state"),
    shown: (row) => ({ words: [textOf(row, "title")] }),
    mayDo: (run, change, facts) => ["owner", "manager"].includes(facts.roleIn(shop(change), run.userId) ?? ""),
  },
  {
    what: "a code is paused, resumed or renamed",
    table: "codes",
    when: (change) => !isNew(change) && !was(change, "payee_id") && textOf(change.after, "state") !== "deleted",
    by: { "pause-code": "said", "resume-code": "said", "rename-code": "said" },
    mayDo: (run, change, facts) => ["owner", "manager"].includes(facts.roleIn(shop(change), run.userId) ?? ""),
  },
  {
    what: "an invoice is made",
    table: "orders",
    when: (change) => isNew(change) && textOf(change.after, "source") === "invoice",
    shown: (row) => ({
      amounts: [textOf(row, "quote_amount")],
      words: isUntitled(textOf(row, "title")) ? [] : [textOf(row, "title")],
    }),
    mayDo: (run, change, facts) => facts.roleIn(shop(change), run.userId) !== null,
  },
  {
    what: "an invoice is sent to somebody",
    table: "orders",
    when: (change) => was(change, "charged_user_id"),
    shown: (row, facts) => ({
      amounts: [textOf(row, "quote_amount")],
      words: [facts.nameOf(textOf(row, "charged_user_id"))],
    }),
    mayDo: (run, change, facts) => facts.roleIn(shop(change), run.userId) !== null,
  },
  {
    what: "an invoice is cancelled",
    table: "orders",
    when: (change) =>
      was(change, "state") &&
      textOf(change.after, "state") === "cancelled" &&
      textOf(change.after, "source") === "invoice",
    by: { "cancel-invoice": ["said", { answers: /^confirm$/ }] },
    mayDo: (run, change, facts) => {
      const role = facts.roleIn(shop(change), run.userId);
      return (
        role === "owner" ||
        role === "manager" ||
        (role === "cashier" && textOf(change.after, "created_by") === run.userId)
      );
    },
  },
  {
    what: "somebody is asked to work in a shop",
    table: "staff",
    when: (change) => textOf(change.after, "state") === "invited" && (isNew(change) || was(change, "state")),
    only: ["invite"],
    shown: (row, facts) => ({ words: [facts.nameOf(textOf(row, "user_id"))] }),
    mayDo: (run, change) => shop(change) === run.userId,
  },
  {
    what: "somebody begins to work in a shop, or does not",
    table: "staff",
    when: (change) => was(change, "state") && ["active", "declined"].includes(textOf(change.after, "state")),
    by: { invitation: { answers: /^answer$/ } },
    mayDo: (run, { after }) => textOf(after, "user_id") === run.userId,
  },
  {
    what: "somebody no longer works in a shop",
    table: "staff",
    when: (change) => was(change, "state") && textOf(change.after, "state") === "removed",
    mayDo: (run, change) =>
      run.flow === "shop" ? textOf(change.after, "user_id") === run.userId : shop(change) === run.userId,
  },
  {
    what: "a role or a refund limit changes",
    table: "staff",
    when: (change) => !isNew(change) && !was(change, "state"),
    // A new currency ends limits that were set in the old one.
    by: { staff: [{ answers: /^wish$/ }, { typed: /^limit$/ }], currency: "said" },
    mayDo: (run, change) => shop(change) === run.userId,
  },
  {
    what: "a group is a shop's, or no longer",
    table: "shop_groups",
    when: () => true,
    by: { "link-shop": "said", "unlink-shop": "said" },
    mayDo: (run, change, facts) => facts.roleIn(shop(change), run.userId) === "owner",
  },
  {
    what: "a key is made",
    table: "api_keys",
    when: isNew,
    only: ["new-key"],
    shown: (row) => ({ words: [textOf(row, "name")] }),
    mayDo: (run, change) => shop(change) === run.userId,
  },
  {
    what: "a key is revoked",
    table: "api_keys",
    when: (change) => was(change, "revoked_at"),
    only: ["revoke-key"],
    shown: (row) => ({ words: [textOf(row, "name")] }),
    mayDo: (run, change) => shop(change) === run.userId,
  },
  {
    what: "an address is told of orders",
    table: "webhooks",
    when: isNew,
    only: ["add-webhook"],
    otherwise: { typed: /^events$/ },
    mayDo: (run, change) => shop(change) === run.userId,
  },
  {
    what: "an address is told no more",
    table: "webhooks",
    when: (change) => was(change, "removed_at"),
    only: ["remove-webhook"],
    shown: (row) => ({ words: [textOf(row, "url")] }),
    mayDo: (run, change) => shop(change) === run.userId,
  },
  {
    what: "a program is told something that nobody paid for",
    table: "deliveries",
    when: (change) =>
      isNew(change) && (textOf(change.after, "event") === "ping" || textOf(change.after, "resend_of") !== ""),
    only: ["test-webhook", "resend"],
    otherwise: "said",
    mayDo: (run, change) => shop(change) === run.userId,
  },
  {
    what: "the till's settings change",
    table: "settings",
    when: () => true,
    mayDo: (run, _change, facts) => facts.isOperator(run.userId),
  },
];

/** The ways in which this flow may make this change; null: it may not. */
export function waysOf({ by, only, otherwise = CONFIRMS }: Rule, flow: string): How[] | null {
  if (only && !only.includes(flow)) return null;
  const ways = by?.[flow] ?? otherwise;
  return Array.isArray(ways) ? ways : [ways];
}

/** Tables of which rows change by themselves with the others: the books must have moved for a reason above. */
export const BOOKS = new Set(["ledger_entries"]);
export type { How, Rule };
