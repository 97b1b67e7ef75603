import { Decimal } from "decimal.js";
import type { LedgerOutput } from "../support/sandbox-ledger.js";
import type { Act, Agreed, Visit, Word } from "./story.js";

/** An amount that was offered for an order, as the till recorded it. */
export interface Offer {
  id: string;
  asset: string;
  amount: string;
  /** The part of the price it pays; null: all of it. */
  covers: string | null;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Price and payment are in the same asset: it cannot grow old. */
  isRateless: boolean;
}

/** What had to become of one payment. */
export interface Judged {
  act: Act;
  output: LedgerOutput;
  became: "applied" | "refunded" | "held";
  /** Of a refund. */
  code: number | null;
  /** Of money that is (or was) held. */
  reason: "partial" | "late" | "unknown" | null;
  surplus: Decimal;
  /** Went back because its payer asked for it, and was answered then. */
  isTakenBack: boolean;
}

/** What had to become of an order. */
export interface Judgement {
  visit: Visit;
  judged: Judged[];
  state: "none" | "open" | "paid" | "expired" | "cancelled";
  /** What its payee has a right to, before any conversion. */
  paid: { payer: string; asset: string; kept: Decimal; isLate: boolean } | null;
}

/** Time a payment may take to reach the network after its quote is over. */
const SLACK_MS = 30_000;
/** How far off the day's rate a payment on an old quote may be. */
const BAND = "0.01";
const CODE = { late: 40000, asset: 40020, second: 40021, unknown: 40022, amount: 40024, rate: 40025, cancelled: 40032 };

type Fit = { kind: "enough"; surplus: Decimal } | { kind: "part" } | { kind: "refused"; code: number };

/**
 * The table of what each payment leads to, worked out from who paid what and when, and from what was offered; without the
 * program's own rules.
 */
export function judge(
  visit: Visit,
  outputOf: (trace: string) => LedgerOutput | undefined,
  offerOf: (output: LedgerOutput) => Offer | undefined,
): Judgement {
  const { order } = visit;
  const judged: Judged[] = [];
  const result: Judgement = { visit, judged, state: order ? "open" : "none", paid: null };

  const held = (reason: Judged["reason"]) => judged.filter((one) => one.became === "held" && one.reason === reason);
  const back = (one: Judged, code: number): void => void Object.assign(one, { became: "refunded", code });
  const partsOf = (payer: string) => held("partial").filter(({ act }) => act.payer.userId === payer);

  function close(state: "expired" | "cancelled"): void {
    if (result.state !== "open") return;
    result.state = state;
    for (const one of held("partial")) back(one, state === "expired" ? CODE.amount : CODE.cancelled);
    for (const one of held("late")) back(one, state === "expired" ? CODE.late : CODE.cancelled);
  }

  function pays(one: Judged, surplus: Decimal, isLate: boolean): void {
    const payer = one.act.payer.userId;
    const own = partsOf(payer).filter((part) => part !== one);
    Object.assign(one, { became: "applied", code: null, surplus });
    for (const part of own) Object.assign(part, { became: "applied", code: null });
    const kept = own.reduce(
      (sum, { output }) => sum.plus(output.amount),
      new Decimal(one.output.amount).minus(surplus),
    );
    result.state = "paid";
    result.paid = { payer, asset: one.output.asset_id, kept, isLate };
    for (const rival of [...held("partial"), ...held("late")]) back(rival, CODE.second);
  }

  function arrive(one: Judged): void {
    const { act, output } = one;
    if (!act.order) return void Object.assign(one, { became: "held", reason: "unknown", code: CODE.unknown });
    const at = Date.parse(output.created_at);
    const { deadline, graceMs } = act.order;
    if (deadline !== null && at > deadline + graceMs) close("expired");
    if (result.state === "paid") return back(one, CODE.second);
    if (result.state !== "open") return back(one, CODE.late);
    const fitted = fit(act.order, one, offerOf(output), partsOf(act.payer.userId), offerOf);
    if (deadline !== null && at > deadline) {
      if (fitted.kind === "enough") return void Object.assign(one, { became: "held", reason: "late" });
      return back(one, CODE.late);
    }
    if (fitted.kind === "refused") return back(one, fitted.code);
    if (fitted.kind === "enough") return pays(one, fitted.surplus, false);
    Object.assign(one, { became: "held", reason: "partial" });
  }

  function hear(word: Word): void {
    if (word.said === "cancel") return close("cancelled");
    const one = judged.find(({ act, became }) => became === "held" && act.payment.trace === word.trace);
    if (!one) throw new Error(`nothing is held of ${word.trace}, to ${word.said} it`);
    if (word.said === "accept") pays(one, new Decimal(0), true);
    else if (word.said === "assign") pays(one, new Decimal(0), false);
    else back(one, word.said === "refuse" ? CODE.late : CODE.unknown);
    one.isTakenBack = word.said === "return";
  }

  for (const step of visit.history) {
    if ("word" in step) hear(step.word);
    else {
      const came = step.acts.flatMap((act): Judged[] => {
        const output = outputOf(act.payment.trace);
        const held = {
          act,
          became: "held" as const,
          code: null,
          reason: null,
          surplus: new Decimal(0),
          isTakenBack: false,
        };
        return output ? [{ ...held, output }] : [];
      });
      // In the order in which the network made them.
      for (const one of came.toSorted((a, b) => a.output.sequence - b.output.sequence)) {
        arrive(one);
        judged.push(one);
      }
    }
  }
  if (visit.course === "ends") close("expired");
  return result;
}

/** What of the price an amount pays at the rate of an offer. */
const share = (order: Agreed, offer: Offer, amount: string): Decimal =>
  new Decimal(offer.covers ?? order.price).mul(amount).div(offer.amount);

const EIGHT = 8;

function fit(
  order: Agreed,
  { output }: Judged,
  offer: Offer | undefined,
  earlier: Judged[],
  offerOf: (output: LedgerOutput) => Offer | undefined,
): Fit {
  const other = earlier.some((part) => part.output.asset_id !== output.asset_id);
  if (!offer || offer.asset !== output.asset_id || other) return { kind: "refused", code: CODE.asset };
  const paid = earlier.map((part) => share(order, offerOf(part.output)!, part.output.amount));
  const left = paid.reduce(
    (rest, part) => rest.minus(part.toDecimalPlaces(EIGHT, Decimal.ROUND_DOWN)),
    new Decimal(order.price),
  );
  if (!offer.isRateless && Date.parse(output.created_at) > offer.expiresAt + SLACK_MS) {
    const due = new Decimal(order.today).mul(left).div(order.price);
    const isNear = due.minus(output.amount).abs().lte(due.mul(BAND));
    return isNear ? { kind: "enough", surplus: new Decimal(0) } : { kind: "refused", code: CODE.rate };
  }
  const all = paid.reduce((sum, part) => sum.plus(part), share(order, offer, output.amount));
  if (all.toDecimalPlaces(40).lt(order.price)) return { kind: "part" };
  const due = new Decimal(offer.amount)
    .mul(left)
    .div(offer.covers ?? order.price)
    .toDecimalPlaces(EIGHT, Decimal.ROUND_UP);
  return { kind: "enough", surplus: Decimal.max(0, new Decimal(output.amount).minus(due)) };
}
