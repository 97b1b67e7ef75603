import { Decimal } from "decimal.js";
import { deriveId } from "../../src/db/ids.js";
import type { Ledger, LedgerOutput } from "../support/sandbox-ledger.js";
import type { Act, Scene } from "./scene.js";

/** What has to become of one payment, by the rules of money; worked out without the program's own code. */
export interface Fate {
  act: Act;
  output: LedgerOutput;
  /** Null: it pays the order. */
  refundCode: number | null;
}

/** A message that somebody has to get, once. */
export interface Notice {
  messageId: string;
  to: string;
  /** What has to stand in it. */
  words: RegExp[];
}

/** A transfer that has to leave the bot's wallet, once. */
export interface Payout {
  to: string;
  asset: string;
  amount: string;
  memo: string;
}

/** The fate of each payment, judged in the order in which the network made them. */
export function fatesOf(scene: Scene, botId: string, ledger: Ledger): Fate[] {
  const byTrace = new Map(scene.acts.map((act) => [act.payment.trace, act]));
  const paid = new Set<string>();
  return ledger.outputs
    .filter((output) => output.receivers.join() === botId && byTrace.has(output.request_id))
    .sort((a, b) => a.sequence - b.sequence)
    .map((output) => {
      const act = byTrace.get(output.request_id)!;
      const refundCode = whyRefunded(act, paid);
      if (refundCode === null) paid.add(act.order!.id);
      return { act, output, refundCode };
    });
}

function whyRefunded({ order, payment }: Act, paid: ReadonlySet<string>): number | null {
  if (!order) return 40022;
  if (paid.has(order.id)) return 40021;
  if (order.asset !== payment.asset) return 40020;
  if (!new Decimal(order.amount).eq(payment.amount)) return 40024;
  return order.isLate ? 40025 : null;
}

/** What leaves the wallet for a payment: all of it, to the merchant or back. */
export function payoutOf({ act, refundCode }: Fate, scene: Scene): Payout {
  const { payment, order, payer } = act;
  const { asset, amount } = payment;
  return refundCode === null
    ? { to: scene.merchant.userId, asset, amount, memo: base64(`PM|${order!.id}`) }
    : { to: payer.userId, asset, amount, memo: base64(`RF|${order?.id ?? payment.trace}|${refundCode}`) };
}

/** Who is told of a payment, and what. */
export function noticesOf({ act, output, refundCode }: Fate, scene: Scene): Notice[] {
  const { payer, order } = act;
  if (refundCode !== null) {
    const messageId = deriveId(output.output_id, "refund: tell the payer");
    return [{ messageId, to: payer.userId, words: [new RegExp(`\\(code ${refundCode}\\)`)] }];
  }
  const id = order!.id;
  return [
    {
      messageId: deriveId(id, "paid: tell the merchant"),
      to: scene.merchant.userId,
      // Nobody waits long for a name: where it cannot be had in time, the card does without.
      words: [new RegExp(`${payer.name}|somebody on Mixin`), new RegExp(`code ${scene.title}"`), /"title":"Paid: /],
    },
    {
      messageId: deriveId(id, "paid: receipt for the payer"),
      to: payer.userId,
      words: [new RegExp(`/code/${id}`), new RegExp(scene.title)],
    },
  ];
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
