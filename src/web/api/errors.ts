/**
 * What a caller of the API can be told went wrong, in the numbers MixPay's clients know, with the sentence that goes with
 * it when nobody says anything more exact.
 */
export const API_ERRORS = {
  server: [-1, "Something went wrong on our side. Nothing was lost; try again."],
  notFound: [404, "There is nothing at this address."],
  method: [405, "This address is not asked in this way."],
  parameter: [10011, "A parameter is missing or wrong."],
  rate: [1429, "Too many requests. Wait a moment, then try again."],
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
} as const satisfies Record<string, readonly [code: number, message: string]>;

export type ApiProblem = keyof typeof API_ERRORS;

/** Ends a request with a code of the table. `says` is shown to the caller instead of its sentence. */
export class ApiError extends Error {
  readonly code: number;
  constructor(
    readonly problem: ApiProblem,
    says?: string,
  ) {
    super(says ?? API_ERRORS[problem][1]);
    this.code = API_ERRORS[problem][0];
  }
}
