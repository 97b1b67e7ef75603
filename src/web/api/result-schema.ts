import { z } from "zod";
import { amountText, text } from "./params.js";
import { STATUSES } from "../../payments/status-words.js";

const version = text.describe('"ERC20" for a token on Ethereum, else empty');

const transaction = z.object({
  paymentAmount: amountText.describe("How much came"),
  paymentAssetId: text.describe("In which asset"),
  paymentAssetSymbol: text.describe("Its symbol"),
  paymentAssetVersion: version,
  requiredConfirms: z.int().describe("Always 1: payments on Mixin are final at once"),
  confirmations: z.int().describe("Always 1"),
  txid: text.describe("The transaction on Mixin"),
  blockExplorerUrl: text.describe("Where it can be looked at"),
  broadcastAt: text.describe("ISO 8601 with microseconds"),
  confirmSeconds: z.int().describe("Always 0"),
});

const payment = z.object({
  isMultiPay: z.boolean().describe("More than one payment was, or is to be, made for it"),
  isFullyPaid: z.boolean().describe("Whether all of the price has come"),
  totalTransactionsAmount: amountText.describe("What has come altogether, in the payment asset"),
});

/** The types of these are what clients decode: a number for a text breaks them. */
export const result = z.object({
  status: z.enum(STATUSES).describe("success and failed never change; nothing but success means that goods can go out"),
  quoteAmount: amountText.describe("The price"),
  quoteSymbol: text.describe('What the price is in, such as "USD"'),
  quoteAssetId: text.describe("The currency's code in lower case, or the asset's id"),
  quoteAssetVersion: version,
  paymentAmount: amountText.describe("What counts of what was paid, with what was too much"),
  paymentSymbol: text.describe("What was paid in; empty before, as is the next"),
  paymentAssetId: text.describe("The asset's id"),
  paymentAssetVersion: version,
  payableAmount: amountText.describe("What is to be paid, as quoted last; 0 before anything was chosen to pay in"),
  payableSymbol: text.describe("What it is to be paid in; empty before it was chosen, as is the next"),
  payableAssetId: text.describe("The asset's id"),
  payableAssetVersion: version,
  payee: text.describe("The payee's name"),
  payeeId: text.describe("As it was sent"),
  payeeMixinNumber: text.describe("The payee's Mixin ID; empty when it is a group"),
  payeeAvatarUrl: text.describe("The payee's picture; empty when there is none"),
  txid: text.describe("The payment's transaction on Mixin"),
  blockExplorerUrl: text.describe("Where that can be looked at"),
  date: z.int().describe("When it was paid, else when it was asked for, in unix seconds"),
  surplusAmount: amountText.describe("What was too much, and goes back"),
  surplusStatus: z.enum(["no", "pending", "sending", "success"]).describe("How far that is; no: there is none"),
  confirmations: z.int().describe("Always -1: payments on Mixin are final at once"),
  failureCode: text.describe('"0" when it has not failed'),
  failureReason: text.describe("The same in words; empty when it has not failed"),
  returnTo: text.describe("Where the payer goes: failedReturnTo when it has failed"),
  traceId: text.describe("As it was sent; asked for by orderId, the order's code"),
  settleStatus: z.enum(["pending", "success"]).describe("success: the payee has the money"),
  settleAmount: text.describe("Empty until it is settled, as are the next three"),
  settleSymbol: text.describe("What the payee got"),
  settleAsset: text.describe("The asset's id"),
  settleAssetVersion: version,
  expiredAt: z.int().optional().describe("The order's deadline in unix seconds; absent: it has none"),
  payment: payment.optional().describe("How much of the price has come; absent unless with names it"),
  transactions: z.array(transaction).optional().describe("The transfers it was paid by; absent unless with names it"),
});

export type Result = z.input<typeof result>;
