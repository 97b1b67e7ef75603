import { Decimal as Base } from "decimal.js";

/** The one Decimal of this project: enough digits that nothing is ever rounded unasked. */
export const Decimal = Base.clone({ precision: 80, toExpNeg: -40, toExpPos: 60 });
export type Decimal = Base;

/** Places an amount of any asset has on the network. */
export const PLACES = 8;

/** The largest amount taken anywhere: fits the database and the wire with room to add up. */
export const MAX_AMOUNT = new Decimal("1000000000000");

export const decimal = (text: string | Decimal): Decimal => new Decimal(text);

/** Amounts due are rounded up, so that nobody pays too little by rounding. */
export const roundUp = (value: Decimal, places = PLACES): Decimal => value.toDecimalPlaces(places, Base.ROUND_UP);

/** Refunds and settlements are rounded down, so that nothing is given that did not come in. */
export const roundDown = (value: Decimal, places = PLACES): Decimal => value.toDecimalPlaces(places, Base.ROUND_DOWN);

const Down = Decimal.clone({ rounding: Base.ROUND_DOWN });

/** A quotient of which nothing after the last digit kept is rounded up. */
export const dividedDown = (value: string | Decimal, by: Decimal): Decimal => new Decimal(new Down(value).div(by));

/** Canonical text: no exponent, no trailing zeros ("20", "0.00000001"). */
export const plain = (value: string | Decimal): string => new Decimal(value).toFixed();

export const sameAmount = (a: string | Decimal, b: string | Decimal): boolean => new Decimal(a).eq(b);

/** True for a positive decimal text with at most `places` places and within MAX_AMOUNT; what people type is parsed elsewhere. */
export function isAmount(text: string, places = PLACES): boolean {
  if (!/^\d{1,15}(\.\d+)?$/.test(text)) return false;
  const value = new Decimal(text);
  return value.gt(0) && value.lte(MAX_AMOUNT) && value.decimalPlaces() <= places;
}
