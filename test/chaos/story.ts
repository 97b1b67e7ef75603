import type { Payment, Person } from "../support/payer.js";
import type { Kind } from "./kinds.js";
import type { Sending } from "./sending.js";

/** An order as those who agreed on it know it. */
export interface Agreed {
  id: string;
  title: string;
  shop: Person;
  payee: { members: string[]; threshold: number };
  /** Of the quote asset, decimal. */
  price: string;
  /** What the payer's page asks for the whole of it. */
  shown: Payment;
  /** What pays the whole of it in that asset at today's prices, which stand still: decimal. */
  today: string;
  /** Milliseconds since 1970; null: none that matters here. */
  deadline: number | null;
  graceMs: number;
  /** What the payee wants to receive; null: what is paid. */
  wants: string | null;
  strict: boolean;
  isInvoice: boolean;
  /** The merchant pays it for a refund; its payee is the payer of then. */
  isRefund: boolean;
}

/** A payment that is made. */
export interface Act {
  payer: Person;
  payment: Payment;
  /** What the money names, by trace or memo; null: nothing. */
  order: Agreed | null;
}

/** What somebody decides: about an order, or about money that was sent under a trace. */
export type Word = { said: "cancel" } | { said: "accept" | "refuse" | "return" | "assign"; trace: string };

/** Payments made at about the same time, or a word; each step begins when the one before was heard of. */
export type Step = { acts: Act[] } | { word: Word };

/** All that happens about one order, or about money that names none. */
export interface Visit {
  kind: Kind;
  /** When it begins: part of the window. */
  at: number;
  order: Agreed | null;
  /** `waits`: its deadline is to pass in the run that follows, where it `ends`. */
  course: "now" | "waits" | "ends";
  /** As it is made: read after it is over. */
  history: Step[];
  /** What the order pays for, when it is money for others. */
  sending: Sending | null;
  /** The merchant gave all of it back: by a link they paid, or out of what had not gone out yet. */
  refund: "link" | "unsettled" | null;
  /** What came of it: the order that the merchant pays. */
  more: Visit[];
  /** Money that people need for it. */
  purse: { who: Person; asset: string; amount: string }[];
  run(): Promise<void>;
}
