import { seeded } from "../../src/sandbox/control/faults.js";
import { ASSETS, type FaultRule } from "../support/sandbox.js";
import { isTimed, type Kind, KINDS } from "./kinds.js";
import type { Engine, Provider } from "./world.js";

export interface PlannedVisit {
  kind: Kind;
  /** Which of the payers. */
  payer: number;
  asset: string;
  /** When it begins: part of the window. */
  at: number;
  /** Some go one of two ways. */
  coin: boolean;
}

/** Somebody chats while all this happens. */
export interface PlannedTalk {
  /** Which of the payers. */
  payer: number;
  text: string;
  at: number;
}

/** What can be seen from outside: a payment became final, somebody was told of money, somebody said something. */
export const SIGHTS = ["a payment became final", "somebody was told", "somebody spoke"] as const;
export type Sight = (typeof SIGHTS)[number];

/**
 * When the blow falls: at a part of the window after the first payment (or the blow before), when a rule has fired, or so
 * many milliseconds after something was seen to happen: what is not to be cut in two happens there.
 */
export type Moment = { at: number } | { moment: string; rule: FaultRule } | { after: Sight; ms: number };

/** Which process: the one that has a role, or any. */
export type Whom = "wallet" | "blaze" | "any";

export type Blow = { when: Moment } & (
  | { what: "kill"; whom: Whom; backMs: number }
  | { what: "stop"; whom: Whom; backMs: number }
  | { what: "freeze"; whom: Whom; ms: number }
  | { what: "database"; mode: "fast" | "immediate"; downMs: number }
);

/** All that chance decides about a run, before it begins. */
export interface Plan {
  index: number;
  price: string;
  visits: PlannedVisit[];
  talks: PlannedTalk[];
  blows: Blow[];
  faults: FaultRule[];
  /** How Mixin Route behaves. */
  route: Record<string, unknown>;
}

/** The bot reads, records and answers within this time of a sight. */
const SOON_MS = 50;

/** The first of them chat, the others pay. */
export const PAYERS = 6;
export const TALKERS = 2;
const RUSH = 6;
const PAYABLE = [ASSETS.usdtTron, ASSETS.btc, ASSETS.eth];
const PRICES = ["25 AED", "9.99 EUR", "1500 JPY", "0.002 BTC", "7 USD"];
const TALKS = ["help", "menu", "/statistics", "what is this?", "20 AED", "settings"];

/** Two lanes of runs go side by side; each lane has a new world, with the other provider, after so many of its own. */
const BLOCK = 16;
export const providerOf = (index: number): Provider => (Math.floor(index / (2 * BLOCK)) % 2 === 0 ? "desk" : "route");

/** The plan of run `index`: the same for the same seed and engine. */
export function makePlan(seed: number, index: number, engine: Engine, botId: string): Plan {
  const random = seeded(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const upTo = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length)]!;
  const visit = (kind: Kind): PlannedVisit => ({
    kind,
    payer: TALKERS + upTo(PAYERS - TALKERS),
    asset: pick(PAYABLE),
    at: random() * 0.5,
    coin: random() < 0.5,
  });
  // Each kind comes in turn, the others by chance. Deadlines take their time: they come together, in few runs.
  const inTurn = [KINDS[(2 * index) % KINDS.length]!, KINDS[(2 * index + 1) % KINDS.length]!];
  const others = inTurn.some(isTimed) ? KINDS : KINDS.filter((kind) => !isTimed(kind));
  const drawn = [...inTurn, ...Array.from({ length: 2 + upTo(4) }, () => pick(others))];
  // Two refunds of one shop at a time could be paid out of each other's payments.
  const visits = drawn.filter((kind, n) => kind !== "refunded" || drawn.indexOf(kind) === n).map(visit);
  // Somebody is the first, and the window begins with them.
  visits[0]!.at = 0;
  // Many who pay at once share what goes out.
  if (random() < 0.25) {
    const together = visit("exact");
    for (let n = 0; n < RUSH; n++) visits.push({ ...together, payer: TALKERS + (n % (PAYERS - TALKERS)) });
  }
  const talks = Array.from({ length: 1 + upTo(4) }, () => ({ payer: upTo(TALKERS), text: pick(TALKS), at: random() }));
  const faults = troubles(botId, upTo).filter(() => random() < 0.3);
  const blows = engine === "cluster" ? clusterBlows(botId, random) : killsOf(botId, random);
  const route = {
    reset: true,
    seed: index,
    delay_ms: 50 + upTo(1_500),
    delay_random: true,
    fail_share: 0.3,
    slippage_bps: random() < 0.3 ? upTo(200) : 0,
  };
  return { index, price: pick(PRICES), visits, talks, blows, faults, route };
}

/** The run without chance, blows and faults that tells how long the window is. */
export function calmPlan(): Plan {
  const kinds: Kind[] = ["exact", "second", "less", "exact", "converts", "group"];
  const visits = kinds.map((kind, n) => ({
    kind,
    payer: TALKERS + (n % (PAYERS - TALKERS)),
    asset: PAYABLE[n % 3]!,
    at: n / 10,
    coin: true,
  }));
  const route = { reset: true, delay_ms: 100 };
  return {
    index: -1,
    price: PRICES[0]!,
    visits,
    talks: [{ payer: 0, text: "help", at: 0.5 }],
    blows: [],
    faults: [],
    route,
  };
}

type Random = () => number;
const one = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

function momentOf(random: Random): Moment {
  return random() < 0.5 ? { after: one(random, SIGHTS), ms: random() * SOON_MS } : { at: random() * 1.5 };
}

/** The single process is killed, up to three times. */
function killsOf(botId: string, random: Random): Blow[] {
  const kill = (when: Moment): Blow => ({ what: "kill", whom: "any", backMs: 0, when });
  const blows = [kill(random() < 0.3 ? one(random, moments(botId)) : momentOf(random))];
  while (blows.length < 3 && random() < 0.4) blows.push(kill(momentOf(random)));
  return blows;
}

/** One of three processes is killed, stopped or frozen, or PostgreSQL is restarted under all of them. */
function clusterBlows(botId: string, random: Random): Blow[] {
  const blows: Blow[] = [];
  do {
    const when = random() < 0.3 ? one(random, moments(botId)) : momentOf(random);
    const whom = one<Whom>(random, ["wallet", "wallet", "blaze", "any"]);
    const dice = random();
    const backMs = Math.floor(random() * 1_500);
    if (dice < 0.55) blows.push({ what: "kill", whom, backMs, when });
    else if (dice < 0.67) blows.push({ what: "stop", whom, backMs, when });
    // Longer than anybody may be silent who has a role.
    else if (dice < 0.77) blows.push({ what: "freeze", whom, ms: 8_000 + Math.floor(random() * 7_000), when });
    else
      blows.push({
        what: "database",
        mode: random() < 0.5 ? "fast" : "immediate",
        downMs: Math.floor(random() * 1_000),
        when,
      });
  } while (blows.length < 3 && random() < 0.4);
  return blows;
}

/** Moments that chance would hardly meet: the sandbox stops answering exactly there, and the blow falls in it. */
function moments(botId: string): Extract<Moment, { moment: string }>[] {
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
    at("a swap asked for, answer lost", "timeout_after", "POST", "/web3/swap"),
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
    { kind: "timeout_after", match: { ...user, path: "/web3/" }, probability: 0.4, count: 2, delay_ms: upTo(1_000) },
    { kind: "silence", match: { ...user, method: "POST" }, probability: 0.15, count: 2 },
    { kind: "finality_delay", probability: 0.4, count: 3, delay_ms: 200 + upTo(1_500) },
  ];
}
