import { inArray, type SQL } from "drizzle-orm";
import { orders } from "../db/schema.js";
import type { Order } from "./state.js";

/** Where orders come from by which a shop sells: the others are between people, or go back to a payer. */
export const SALES = ["code", "invoice", "api"] as const satisfies readonly Order["source"][];

/** True for an order by which a shop is paid; what counts for its figures, its refunds and the operator's fee. */
export const isSale = ({ source }: Pick<Order, "source">): boolean =>
  (SALES as readonly Order["source"][]).includes(source);

/** True for an order by which people send money to each other: no shop is paid by it, nor hears of it. */
export const isBetweenPeople = ({ source }: Pick<Order, "source">): boolean =>
  source === "transfer" || source === "claim";

/** The first of rows of `orders`. */
export const isSaleRow = (): SQL => inArray(orders.source, [...SALES]);

/** How a payment is marked of which less than the price may have been taken as enough: late money can be that, too. */
export const MAYBE_SHORT = ["partial", "late"] as const satisfies readonly Order["oddity"][];

export const isMaybeShort = (oddity: Order["oddity"]): boolean =>
  (MAYBE_SHORT as readonly Order["oddity"][]).includes(oddity);
