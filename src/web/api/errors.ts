import type { ContentfulStatusCode } from "hono/utils/http-status";

/** What is refused: a number, the sentence that goes with it, and the HTTP status where that is not the 200 of MixPay's. */
type Table = Record<string, readonly [code: number, message: string, status?: ContentfulStatusCode]>;

/**
 * What a caller of the API can be told went wrong, in the numbers MixPay's clients know, with the sentence that goes with
 * it when nobody says anything more exact.
 */
export const MIXPAY_ERRORS = {
  server: [-1, "Something went wrong on our side. Nothing was lost; try again."],
  notFound: [404, "There is nothing at this address. What there is stands at /docs.", 404],
  method: [405, "This address is not asked in this way.", 405],
  parameter: [10011, "A parameter is missing or wrong."],
  rate: [1429, "Too many requests. Wait a moment, then try again.", 429],
  noUser: [10001, "There is no such Mixin user."],
  currency: [10002, "This currency or asset is unknown or not supported."],
  quoteAsset: [10003, "A price cannot be given in this currency or asset."],
  tooLow: [10004, "The price is too low."],
  tooHigh: [10005, "The price is too high."],
  refused: [10007, "This service is not offered here."],
  noPrice: [10034, "There is no rate for this now. Try again in a moment."],
  threshold: [10041, "The threshold is above the number of members."],
  settlementAsset: [10052, "This asset cannot be settled in."],
  noPair: [10085, "This payment asset cannot be turned into that settlement asset now."],
  places: [40005, "The price has too many decimal places."],
  trace: [40022, "There is no order with this trace."],
  payee: [40023, "There is no such payee."],
} as const satisfies Table;

/** What can go wrong with what MixPay does not have. */
export const OWN_ERRORS = {
  key: [401, 'A key is missing or not good: send "Authorization: Bearer mixtill_…". Keys are made in the chat.', 401],
  scope: [403, "This key is not for that. Make one that is in the chat, under “API keys”.", 403],
  idempotency: [409, "This Idempotency-Key was sent before with other parameters.", 409],
  notPaid: [60001, "This order is not paid: there is nothing to give back."],
  noPayer: [60002, "Nobody knows who has paid this order: nothing can be given back."],
  converting: [60003, "This payment is being converted. Try again when that is done."],
  nothingLeft: [60004, "All of this payment has been given back, or is about to be."],
  tooMuch: [60005, "More than is left of this payment."],
  tooSmall: [60006, "Less than can be sent."],
  refund: [60007, "There is no such refund."],
  refundTaken: [60008, "This refund is on its way and cannot be taken back."],
  webhook: [60021, "There is no such webhook."],
  webhooksFull: [60022, "A shop has no more webhooks than that. Remove one first."],
  delivery: [60023, "There is no such delivery."],
  deliveryGone: [60024, "This delivery cannot be sent again: its receiver is gone."],
} as const satisfies Table;

export const API_ERRORS = { ...MIXPAY_ERRORS, ...OWN_ERRORS };

export type ApiProblem = keyof typeof API_ERRORS;

/** Ends a request with a code of the table. `says` is shown to the caller instead of its sentence. */
export class ApiError extends Error {
  readonly code: number;
  readonly status: ContentfulStatusCode;
  constructor(
    readonly problem: ApiProblem,
    says?: string,
    /** What the answer says besides. */
    readonly headers: Record<string, string> = {},
  ) {
    const [code, sentence, status = 200] = API_ERRORS[problem] as Table[string];
    super(says ?? sentence);
    this.code = code;
    this.status = status;
  }
}
