/**
 * Why money went back (or is held), in the numbers MixPay's clients know; the settlement and refund memos are its too.
 */
export const CODES = {
  late: 40000,
  wrongAsset: 40020,
  second: 40021,
  unknownOrder: 40022,
  wrongAmount: 40024,
  rateExpired: 40025,
  notSettleable: 40027,
  byMerchant: 40028,
  cancelled: 40032,
} as const;

export type RefundCode = (typeof CODES)[keyof typeof CODES];

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** The memo a payee finds on a settlement. */
export const settlementMemo = (trace: string): string => base64(`PM|${trace}`);

/** The memo a payer finds on money that came back. */
export const refundMemo = (trace: string, code: RefundCode): string => base64(`RF|${trace}|${code}`);

/** The memo of a payment that a program has somebody make: it names the attempt. */
export const paymentMemo = (attempt: string): string => base64(`payment|${attempt}`);

/** Which attempt a memo names; null when it is no such memo. */
export const attemptOf = (memo: string): string | null =>
  /^payment\|([^|]+)/.exec(Buffer.from(memo, "base64").toString())?.[1] ?? null;

/** True for the memo of somebody's refund: sending that back would begin an endless exchange between two tills. */
export const isRefundMemo = (memo: string): boolean => Buffer.from(memo, "base64").toString().startsWith("RF|");
