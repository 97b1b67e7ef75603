export interface PayLink {
  /** Where pay links live, `https://mixin.one/pay` in production. */
  payUrl: string;
  botId: string;
  assetId: string;
  /** Decimal text above zero. */
  amount: string;
  /** The request id the payment will carry. Public: a payment with it proves nothing by itself. */
  trace: string;
  /** Letters, digits, `.`, `_` and `-` only: Android decodes a memo twice. */
  memo: string;
}

/**
 * The link that opens Messenger's pay screen with everything filled in. Built here and not by the SDK, whose builder
 * has a fixed host and does not encode the memo.
 */
export function payLink(link: PayLink): string {
  if (!/^\d+(\.\d{1,8})?$/.test(link.amount) || !/[1-9]/.test(link.amount)) {
    throw new Error(`not an amount to pay: ${link.amount}`);
  }
  if (!/^[A-Za-z0-9._-]{0,140}$/.test(link.memo)) throw new Error(`a memo that links cannot carry: ${link.memo}`);
  const query = `asset=${link.assetId}&amount=${link.amount}&memo=${link.memo}&trace=${link.trace}`;
  return `${link.payUrl.replace(/\/+$/, "")}/${link.botId}?${query}`;
}
