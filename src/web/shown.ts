import { decimal, plain, sameAmount } from "../payments/money.js";
import type { OrderView, Part, Quote } from "../payments/orders.js";

/** What an order's page asks for: all of the price, or the rest of the one payer whose part has come. */
export interface Asked {
  /** The newest for this; null: none was made. */
  quote: Quote | null;
  /** Whose rest it is; null: the whole price is asked for. */
  part: Part | null;
  /** What of the price is asked for, as decimal text. */
  price: string;
}

/**
 * With one payer's part the page shows their rest, unless `whole` is wanted: anybody may send a little for an order that
 * somebody else means to pay. Of several nobody knows who looks at the page.
 */
export function askedOf(view: OrderView, whole: boolean): Asked {
  const part = !whole && view.parts.length === 1 ? view.parts[0]! : null;
  const price = part ? plain(decimal(view.order.quoteAmount).minus(part.credit)) : view.order.quoteAmount;
  const fits = (quote: Quote): boolean =>
    part
      ? quote.payerId === part.senderId && quote.covers !== null && sameAmount(quote.covers, price)
      : quote.payerId === null;
  return { quote: view.quotes.find(fits) ?? null, part, price };
}
