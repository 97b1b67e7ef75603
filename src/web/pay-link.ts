import type { Context } from "hono";
import { z } from "zod";
import type { AskedOrder } from "../shop/api-orders.js";
import { termsOf } from "./api/asked.js";
import type { ApiServices } from "./api/endpoint.js";
import { asking, clientId, price } from "./api/fields.js";
import { inputOfQuery, namesOf } from "./api/input.js";
import { validated } from "./api/issues.js";
import { id } from "./api/params.js";

/** What a payment link may say: what programs ask by, read by the same rules. How the page looks is read with the language. */
const said = z.object({
  ...asking,
  clientId,
  /** Goes before `quoteAmount`; without either the payer says how much. */
  amount: price.optional(),
  quoteAmount: price.optional(),
  paymentAssetId: id.optional(),
  /** Where the payer wants the receipt. One that is no address is passed over: nobody is kept from paying by it. */
  payerEmail: z.string().optional(),
});
const names = namesOf(said);

export type PayLink = z.output<typeof said>;

/** Checked while the amount is still to be typed. */
const ONE = "1";

/** What the address of this request asks for. Throws `ApiError` that says what is wrong with which parameter. */
export const readPayLink = (c: Context): PayLink => validated(said, inputOfQuery(c, names));

/** How much is to be paid; null: the payer says it. */
export const priceOf = ({ amount, quoteAmount }: PayLink): string | null => amount ?? quoteAmount ?? null;

/** What the link asks for, with the amount that was typed where it has none. */
export function linkTerms(services: ApiServices, link: PayLink, typed: string | null): Omit<AskedOrder, "payee"> {
  const quoteAmount = priceOf(link) ?? typed ?? ONE;
  const acceptedAsset = link.paymentAssetId ?? null;
  const payerEmail = link.payerEmail && services.mail?.isAddress(link.payerEmail) ? link.payerEmail : null;
  return { ...termsOf(services, { ...link, quoteAmount, acceptedAsset }), viaLink: true, payerEmail };
}

/** Where it leads when it was not paid. */
export const wayBack = ({ failedReturnTo, returnTo }: PayLink): string | null => failedReturnTo ?? returnTo ?? null;
