import { seeded } from "../../src/sandbox/control/faults.js";
import { ASSETS, type FaultRule } from "../support/sandbox.js";

/** What somebody does with an order (or without one). */
export const KINDS = [
  "exact",
  "less",
  "more",
  "wrong asset",
  "twice",
  "corrected",
  "burnt",
  "unknown",
  "stray memo",
] as const;
export type Kind = (typeof KINDS)[number] | "late";

export interface PlannedVisit {
  kind: Kind;
  /** Which of the payers. */
  payer: number;
  asset: string;
  /** When they pay: part of the window. */
  at: number;
}

/** Somebody chats while all this happens. */
export interface PlannedTalk {
  /** Which of the payers. The merchant makes a code meanwhile, and would have other words taken as answers. */
  payer: number;
  text: string;
  at: number;
}

/**
 * When the bot is killed: at a part of the window after the first payment (or the restart), when a rule has fired, or
 * so many milliseconds after something was seen to happen: what is not to be cut in two happens there.
 */
export type Kill = { at: number } | { moment: string; rule: FaultRule } | { after: Sight; ms: number };

/** What can be seen from outside: a payment became final, somebody was told of money, somebody said something. */
export const SIGHTS = ["a payment became final", "somebody was told", "somebody spoke"] as const;
export type Sight = (typeof SIGHTS)[number];

/** The bot reads, records and answers within this time of a sight. */
const SOON_MS = 50;

/** All that chance decides about a run, before it begins. */
export interface Plan {
  index: number;
  price: string;
  visits: PlannedVisit[];
  talks: PlannedTalk[];
  kills: Kill[];
  faults: FaultRule[];
}

export const PAYERS = 3;
const PAYABLE = [ASSETS.usdtTron, ASSETS.btc, ASSETS.eth];
const PRICES = ["25 AED", "9.99 EUR", "1500 JPY", "0.002 BTC", "7 USD"];
const TALKS = ["help", "menu", "/statistics", "what is this?", "20 AED", "settings"];

/** From the beginning of a world until its prepared quotes have expired, two in four runs pay one of them. */
export const isLateRun = (index: number): boolean => index >= 12 && index % 4 < 2;

/** The plan of run `index`: the same for the same seed. */
export function makePlan(seed: number, index: number, botId: string): Plan {
  const random = seeded(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const upTo = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length)]!;
  const visit = (kind: Kind): PlannedVisit => ({ kind, payer: upTo(PAYERS), asset: pick(PAYABLE), at: random() * 0.5 });

  const visits = [visit("exact"), ...Array.from({ length: 2 + upTo(4) }, () => visit(pick(KINDS)))];
  // Somebody is the first, and the window begins with them.
  visits[0]!.at = 0;
  if (isLateRun(index)) visits.push({ ...visit("late"), asset: ASSETS.usdtTron });
  const talks = Array.from({ length: 1 + upTo(4) }, () => ({
    payer: upTo(PAYERS),
    text: pick(TALKS),
    at: random(),
  }));
  const kill = (latest: number): Kill =>
    random() < 0.5 ? { after: pick(SIGHTS), ms: random() * SOON_MS } : { at: random() * latest };
  const kills: Kill[] = [random() < 0.3 ? pick(moments(botId)) : kill(1.5)];
  while (kills.length < 3 && random() < 0.4) kills.push(kill(1.5));
  const faults = troubles(botId, upTo).filter(() => random() < 0.3);
  return { index, price: pick(PRICES), visits, talks, kills, faults };
}

/** The run without chance, kills and faults that tells how long the window is. */
export function calmPlan(): Plan {
  const kinds: Kind[] = ["exact", "twice", "less", "exact", "unknown"];
  const visits = kinds.map((kind, n) => ({ kind, payer: n % PAYERS, asset: PAYABLE[n % 3]!, at: n / 10 }));
  return { index: -1, price: PRICES[0]!, visits, talks: [{ payer: 0, text: "help", at: 0.5 }], kills: [], faults: [] };
}

/** Moments that chance would hardly meet: the sandbox stops answering exactly there, and the bot is killed in it. */
function moments(botId: string): Extract<Kill, { moment: string }>[] {
  const at = (moment: string, kind: string, method: string, path: string) => ({
    moment,
    rule: { kind, match: { user: botId, method, path }, count: 1, delay_ms: 4_000 },
  });
  return [
    at("while the wallet is read", "timeout_before", "GET", "/safe/outputs"),
    at("payout verified, answer lost", "timeout_after", "POST", "/safe/transaction/requests"),
    at("payout stored, not yet sent", "timeout_before", "POST", "/safe/transactions"),
    at("payout sent, answer lost", "timeout_after", "POST", "/safe/transactions"),
    at("asking what became of a payout", "timeout_before", "GET", "/safe/transactions/"),
    at("messages not yet sent", "timeout_before", "POST", "/messages"),
    at("messages sent, answer lost", "timeout_after", "POST", "/messages"),
    at("acknowledgement lost", "timeout_before", "POST", "/acknowledgements"),
  ];
}

/** What can go wrong by itself; each a few times only, so that every run ends. */
function troubles(botId: string, upTo: (n: number) => number): FaultRule[] {
  const user = { user: botId };
  return [
    { kind: "blaze_drop", match: user, probability: 0.3, count: 1 + upTo(3) },
    { kind: "blaze_refuse", match: user, status: 503, count: 1 + upTo(2) },
    { kind: "message_duplicate", match: user, probability: 0.5, count: 20 },
    { kind: "message_reorder", match: user, probability: 0.5, count: 20 },
    { kind: "message_delay", match: user, probability: 0.4, count: 10, delay_ms: 50 + upTo(700) },
    { kind: "http_500", match: user, probability: 0.2, count: 1 + upTo(5) },
    { kind: "http_500", match: { ...user, path: "/safe/" }, probability: 0.5, count: 1 + upTo(3) },
    { kind: "rate_limit_429", match: { ...user, path: "/messages" }, count: 1 },
    { kind: "timeout_before", match: user, probability: 0.1, count: 1 + upTo(3), delay_ms: 200 + upTo(1_000) },
    { kind: "timeout_before", match: { ...user, path: "/safe/tr" }, probability: 0.4, count: 2, delay_ms: upTo(1_000) },
    { kind: "timeout_after", match: { ...user, path: "/safe/tr" }, probability: 0.4, count: 3, delay_ms: upTo(1_000) },
    { kind: "timeout_after", match: { ...user, path: "/messages" }, probability: 0.4, count: 2, delay_ms: upTo(1_000) },
    { kind: "silence", match: { ...user, method: "POST" }, probability: 0.15, count: 2 },
    { kind: "finality_delay", probability: 0.4, count: 3, delay_ms: 200 + upTo(1_500) },
  ];
}
