import { inArray, sql } from "drizzle-orm";
import type { Tx } from "../db/database.js";
import { orders, rollups } from "../db/schema.js";
import { slices } from "../db/slices.js";
import { changeFirsts, NO_CODE } from "./first-payments.js";
import { checkGoals } from "./goals.js";
import { type Decimal, decimal, plain } from "./money.js";
import { paidPart } from "./refunds/left.js";
import type { OrderChange } from "./rules/effects.js";
import { isSale } from "./sales.js";
import type { Order, Refund } from "./state.js";

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const QUARTERS = DAY_MS / QUARTER_MS;

/** A payment's order as it was before a change, and the change. */
export interface Changed {
  order: Order;
  change: OrderChange;
}

/** What a change adds to (or, below zero, takes from) the sums of its moment. */
interface Delta {
  merchantId: string;
  codeId: string;
  at: Date;
  quoteAsset: string;
  paymentAsset: string;
  count: number;
  gross: Decimal;
  fees: Decimal;
  paid: Decimal;
  newToCode: number;
  newToShop: number;
  refunds: number;
  refunded: Decimal;
}

const nothing = () => ({
  count: 0,
  gross: decimal("0"),
  fees: decimal("0"),
  paid: decimal("0"),
  newToCode: 0,
  newToShop: 0,
  refunds: 0,
  refunded: decimal("0"),
});

/** What happened in a transaction. */
interface Happened {
  changed: readonly Changed[];
  /** Refunds that are done now. */
  refunds: readonly Refund[];
}

/**
 * Counts payments, takes back those that went back whole, adds fees that are known only afterwards, and counts refunds
 * at the moment they are done. Once a transaction, when all its orders are written.
 */
export async function countAll(tx: Tx, { changed, refunds }: Happened): Promise<void> {
  const deltas: Delta[] = [];
  const begun: Order[] = [];
  const undone: Order[] = [];
  for (const { order: before, change } of changed.filter(({ order }) => isSale(order))) {
    const order = { ...before, ...change.facts };
    // A payment taken as enough is worth what was paid of its price.
    const value = order.paidAt === null ? decimal("0") : await paidPart(tx, order);
    switch (change.move) {
      case "open→paid":
        begun.push(order);
        deltas.push({ ...placeOf(order), ...payment(order, value, 1) });
        break;
      case "paid→cancelled":
        undone.push(before);
        deltas.push({ ...placeOf(before), ...payment(before, value, -1) });
        break;
      case "paid":
        deltas.push({ ...placeOf(order), ...nothing(), fees: feeOf(order, value).minus(feeOf(before, value)) });
        break;
      case "open→expired":
      case "open→cancelled":
      case "paid→settled":
        break;
      default:
        change.move satisfies never;
    }
  }
  for (const { order, scope, by } of await changeFirsts(tx, begun, undone)) {
    const newness = scope === "shop" ? { newToShop: by } : { newToCode: by };
    deltas.push({ ...placeOf(order), ...nothing(), ...newness });
  }
  await add(tx, [...deltas, ...(await givenBack(tx, refunds))]);
  await checkGoals(tx, begun);
}

async function givenBack(tx: Tx, done: readonly Refund[]): Promise<Delta[]> {
  if (done.length === 0) return [];
  const found = await tx
    .select()
    .from(orders)
    .where(inArray(orders.id, [...new Set(done.map((refund) => refund.orderId))]));
  return done.flatMap((refund): Delta[] => {
    const order = found.find(({ id }) => id === refund.orderId);
    if (!order || !isSale(order)) return [];
    return [{ ...placeOf(order, refund.doneAt!), ...nothing(), refunds: 1, refunded: decimal(refund.quoteAmount) }];
  });
}

const payment = (order: Order, value: Decimal, sign: 1 | -1) => {
  // Whom nobody knows nobody has seen before; of the others, first payments tell.
  const fresh = order.payerId === null ? sign : 0;
  return {
    ...nothing(),
    count: sign as number,
    gross: value.mul(sign),
    fees: feeOf(order, value).mul(sign),
    paid: decimal(order.paymentAmount ?? "0").mul(sign),
    newToCode: fresh,
    newToShop: fresh,
  };
};

/** The operator's fee as a part of what was paid: the share it is of all that was settled, cut off after eight places. */
function feeOf({ feeAmount, settlementAmount }: Order, value: Decimal): Decimal {
  if (feeAmount === null || settlementAmount === null) return decimal("0");
  const settled = decimal(settlementAmount).plus(feeAmount);
  if (!settled.gt(0)) return decimal("0");
  return value.mul(feeAmount).mul("1e8").divToInt(settled).div("1e8");
}

const placeOf = (order: Order, at = order.paidAt!) => ({
  merchantId: order.merchantId,
  codeId: order.codeId ?? NO_CODE,
  at: new Date(Math.floor(at.getTime() / QUARTER_MS) * QUARTER_MS),
  quoteAsset: order.quoteAsset,
  paymentAsset: order.paymentAsset!,
});

type Row = typeof rollups.$inferInsert;

/** Adds what was counted to its quarters and days, all that belongs to one row at once, row by row in one order. */
async function add(tx: Tx, deltas: readonly Delta[]): Promise<void> {
  const places = new Map<string, Delta[]>();
  for (const delta of deltas) {
    for (const span of ["quarter", "day"] as const) {
      const at = span === "day" ? dayOf(delta.at) : delta.at;
      const key = [delta.merchantId, delta.codeId, span, at.toISOString(), delta.quoteAsset, delta.paymentAsset].join();
      places.set(key, [...(places.get(key) ?? []), delta]);
    }
  }
  const rows = [...places.keys()].sort().map((key) => rowOf(key.split(",")[2] as Row["span"], places.get(key)!));
  for (const some of slices(rows)) {
    await tx
      .insert(rollups)
      .values(some)
      .onConflictDoUpdate({
        target: [
          rollups.merchantId,
          rollups.codeId,
          rollups.span,
          rollups.at,
          rollups.quoteAsset,
          rollups.paymentAsset,
        ],
        set: {
          count: more("count"),
          gross: more("gross"),
          fees: more("fees"),
          paid: more("paid"),
          newToCode: more("new_to_code"),
          newToShop: more("new_to_shop"),
          refunds: more("refunds"),
          refunded: more("refunded"),
          counts: moreOfEach("counts"),
          sums: moreOfEach("sums"),
        },
      });
  }
}

const dayOf = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);

const more = (column: string) => sql.raw(`rollups.${column} + excluded.${column}`);

const moreOfEach = (column: string) =>
  sql.raw(`coalesce((select array_agg(a + b order by i)
    from unnest(rollups.${column}, excluded.${column}) with ordinality as both_of(a, b, i)), '{}')`);

function rowOf(span: Row["span"], deltas: readonly Delta[]): Row {
  const { merchantId, codeId, at, quoteAsset, paymentAsset } = deltas[0]!;
  const sum = (value: (delta: Delta) => Decimal) =>
    plain(deltas.reduce((total, delta) => total.plus(value(delta)), decimal("0")));
  const number = (value: (delta: Delta) => number) => deltas.reduce((total, delta) => total + value(delta), 0);
  const day = dayOf(at);
  const quarter = (delta: Delta) => (delta.at.getTime() - day.getTime()) / QUARTER_MS;
  const counted = Array.from({ length: QUARTERS }, () => 0);
  const prices = Array.from({ length: QUARTERS }, () => decimal("0"));
  for (const delta of deltas) {
    counted[quarter(delta)]! += delta.count;
    prices[quarter(delta)] = prices[quarter(delta)]!.plus(delta.gross);
  }
  return {
    merchantId,
    codeId,
    span,
    at: span === "day" ? day : at,
    quoteAsset,
    paymentAsset,
    count: number((delta) => delta.count),
    gross: sum((delta) => delta.gross),
    fees: sum((delta) => delta.fees),
    paid: sum((delta) => delta.paid),
    newToCode: number((delta) => delta.newToCode),
    newToShop: number((delta) => delta.newToShop),
    refunds: number((delta) => delta.refunds),
    refunded: sum((delta) => delta.refunded),
    counts: span === "day" ? counted : [],
    sums: span === "day" ? prices.map(plain) : [],
  };
}
