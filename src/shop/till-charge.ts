import { desc, eq } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { orders } from "../db/schema.js";
import { fiatDigits } from "../payments/fiat.js";
import { Decimal, decimal, MAX_AMOUNT, plain, PLACES } from "../payments/money.js";
import type { Order } from "../payments/orders.js";
import { isSale } from "../payments/sales.js";
import { record } from "./audit.js";
import { invoiceUnlessTaken, type NewInvoice } from "./invoices.js";
import { demand } from "./rights.js";
import type { TillHolder } from "./till.js";

/** How long what is rung up at a counter can be paid. */
export const TILL_CHARGE_SECONDS = 20 * 60;
/** The parts of an amount that are offered as a tip, in percent. */
export const TIP_PERCENTS = ["5", "10", "15"] as const;

/** What somebody adds for those who serve. Amounts are decimal text. */
export type TipWish = { of: "none" } | { of: "percent"; percent: string } | { of: "amount"; amount: string };

/** Decimal places of what an amount is stated in. */
export const placesOf = (quoteAsset: string): number => fiatDigits(quoteAsset) ?? PLACES;

/** The tip in the places of its currency, the half rounded up; null: none, or none that this currency has a coin for. */
export function tipOf(amount: string, wish: TipWish, quoteAsset: string): string | null {
  if (wish.of === "none") return null;
  const tip = wish.of === "amount" ? decimal(wish.amount) : decimal(amount).mul(wish.percent).div(100);
  const rounded = tip.toDecimalPlaces(placesOf(quoteAsset), Decimal.ROUND_HALF_UP);
  return rounded.gt(0) ? plain(rounded) : null;
}

export interface TillCharge {
  /** Identity of the keypad it was typed on: sending it twice is charging once. */
  visit: string;
  /** Without the tip, decimal text. */
  amount: string;
  tip: TipWish;
  /** A fiat code in lower case or an asset id. */
  quoteAsset: string;
  title: string;
  language: string;
  now: Date;
}

/** Rings something up in the name of whoever the device was signed in by. `tooLarge`: with the tip it is too much. */
export async function chargeAtTill(
  tx: Tx,
  { session, merchant }: Pick<TillHolder, "session" | "merchant">,
  charge: TillCharge,
): Promise<{ ok: true; order: Order } | { ok: false; reason: "tooLarge" }> {
  const { visit, amount, quoteAsset, title, language, now } = charge;
  const by = session.userId;
  await demand(tx, { merchantId: merchant.id, by, action: "charge" });
  const tipAmount = tipOf(amount, charge.tip, quoteAsset);
  const whole = decimal(amount).plus(tipAmount ?? "0");
  if (whole.gt(MAX_AMOUNT)) return { ok: false, reason: "tooLarge" };
  const quoteAmount = plain(whole);
  const order = await payable(tx, [session.tokenHash, visit, quoteAsset, quoteAmount, tipAmount, title].join(" "), {
    merchant,
    title,
    quoteAsset,
    quoteAmount,
    tipAmount,
    settlementAsset: merchant.settlementAsset,
    lastsSeconds: TILL_CHARGE_SECONDS,
    now,
    by,
    language,
  });
  const { id } = order;
  const detail = { amount: quoteAmount, asset: quoteAsset };
  await record(tx, { merchantId: merchant.id, userId: by, action: "invoice.made", subject: title, detail, cause: id });
  return { ok: true, order };
}

/**
 * What this keypad asks for, as an order that can be paid. Once that is over, the same keypad asks for another: somebody
 * went back to it, and the next customer is not to see that the last one has paid.
 *
 * Anybody may choose the id of an order of theirs, and the id of a charge is in its QR code. So no id follows from another:
 * each is derived from `cause`, of which only this device and we know all. An order that is there and is not the till's own
 * is passed over: a customer does not decide what the counter asks for.
 */
async function payable(tx: Tx, cause: string, invoice: Omit<NewInvoice, "id">): Promise<Order> {
  for (let n = 0; ; n++) {
    const order = await invoiceUnlessTaken(tx, { ...invoice, id: deriveId(`${cause} ${n}`, "till") });
    if (order?.state === "open" && (order.deadline === null || order.deadline > invoice.now)) return order;
  }
}

/** Orders looked at for what a shop charges in. */
const LOOKED_AT = 200;

/** What a shop charged in lately, the newest first, without repetition. */
export async function latelyChargedIn(db: Executor, merchantId: string, most: number): Promise<string[]> {
  const rows = await db
    .select({ quoteAsset: orders.quoteAsset, source: orders.source })
    .from(orders)
    .where(eq(orders.merchantId, merchantId))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(LOOKED_AT);
  return [...new Set(rows.filter(isSale).map(({ quoteAsset }) => quoteAsset))].slice(0, most);
}
