import { z } from "zod";
import { amountText, text } from "./params.js";
import { STATUSES } from "./status.js";

const transaction = z.object({
  paymentAmount: amountText,
  paymentAssetId: text,
  paymentAssetSymbol: text,
  paymentAssetVersion: text,
  requiredConfirms: z.int(),
  confirmations: z.int(),
  txid: text,
  blockExplorerUrl: text,
  broadcastAt: text.describe("ISO 8601 with microseconds"),
  confirmSeconds: z.int(),
});

const payment = z.object({
  isMultiPay: z.boolean().describe("More than one payment was, or is to be, made for it"),
  isFullyPaid: z.boolean(),
  totalTransactionsAmount: amountText,
});

/** The types of these are what clients decode: a number for a text breaks them. */
export const result = z.object({
  status: z.enum(STATUSES).describe("success and failed never change; nothing but success means that goods can go out"),
  quoteAmount: amountText,
  quoteSymbol: text,
  quoteAssetId: text,
  quoteAssetVersion: text,
  paymentAmount: amountText.describe("What counts of what was paid, with what was too much"),
  paymentSymbol: text,
  paymentAssetId: text,
  paymentAssetVersion: text,
  payableAmount: amountText.describe("What is to be paid, as quoted last; 0 before anything was chosen to pay in"),
  payableSymbol: text,
  payableAssetId: text,
  payableAssetVersion: text,
  payee: text,
  payeeId: text.describe("As it was sent"),
  payeeMixinNumber: text,
  payeeAvatarUrl: text,
  txid: text.describe("The payment's transaction on Mixin"),
  blockExplorerUrl: text,
  date: z.int().describe("When it was paid, else when it was asked for, in unix seconds"),
  surplusAmount: amountText.describe("What was too much, and goes back"),
  surplusStatus: z.enum(["no", "pending", "sending", "success"]),
  confirmations: z.int().describe("Always -1: payments on Mixin are final at once"),
  failureCode: text.describe('"0" when it has not failed'),
  failureReason: text,
  returnTo: text.describe("Where the payer goes: failedReturnTo when it has failed"),
  traceId: text,
  settleStatus: z.enum(["pending", "success"]),
  settleAmount: text.describe("Empty until it is settled, as are the next three"),
  settleSymbol: text,
  settleAsset: text,
  settleAssetVersion: text,
  expiredAt: z.int().optional().describe("The order's deadline in unix seconds; absent: it has none"),
  payment: payment.optional(),
  transactions: z.array(transaction).optional(),
});

export type Result = z.input<typeof result>;
