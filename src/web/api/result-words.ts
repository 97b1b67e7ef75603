import { decimal, plain } from "../../payments/money.js";
import type { Rates } from "../../payments/ports.js";
import { mostPaid } from "../../payments/rules/due.js";
import type { Came, OrderResult } from "../../shop/api-result.js";
import { seconds, symbolOf, versionOf } from "./asset-words.js";
import type { Result } from "./result-schema.js";
import { told } from "../../payments/status-words.js";

/** Where anybody can look at a transaction of the network. */
const EXPLORER = "https://mixin.space/tx/";

/** With all that can be asked for besides. */
type Whole = Result & { [Part in "payment" | "transactions"]: NonNullable<Result[Part]> };

/** Of a trace that we have never heard of: it may be one of tomorrow. */
export const neutralResult = (now: Date): Whole => ({
  ...told({ state: "open", isPaid: false, hasParts: false, hasLate: false }),
  quoteAmount: "0",
  quoteSymbol: "",
  quoteAssetId: "",
  quoteAssetVersion: "",
  paymentAmount: "0",
  paymentSymbol: "",
  paymentAssetId: "",
  paymentAssetVersion: "",
  payableAmount: "0",
  payableSymbol: "",
  payableAssetId: "",
  payableAssetVersion: "",
  payee: "",
  payeeId: "",
  payeeMixinNumber: "",
  payeeAvatarUrl: "",
  txid: "",
  blockExplorerUrl: "",
  date: seconds(now),
  surplusAmount: "0",
  surplusStatus: "no",
  confirmations: -1,
  returnTo: "",
  traceId: "",
  ...NOT_SETTLED,
  payment: { isMultiPay: false, isFullyPaid: false, totalTransactionsAmount: "0" },
  transactions: [],
});

/** Everything a program is told of an order. */
export function resultOf(found: OrderResult, rates: Rates): Whole {
  const { order, api, payee, came } = found;
  const isPaid = order.paidAt !== null;
  const hasKept = (reason: Came["heldReason"]) => came.some((money) => money.heldReason === reason);
  const says = told({ state: order.state, isPaid, hasParts: hasKept("partial"), hasLate: hasKept("late") });
  const paid = paidOf(found);
  const payable = payableOf(found);
  const hash = came.at(-1)?.hash ?? "";
  return {
    ...says,
    quoteAmount: plain(order.quoteAmount),
    quoteSymbol: symbolOf(order.quoteAsset, rates),
    quoteAssetId: order.quoteAsset,
    quoteAssetVersion: versionOf(order.quoteAsset, rates),
    paymentAmount: paid.amount,
    paymentSymbol: symbolOf(paid.assetId, rates),
    paymentAssetId: paid.assetId,
    paymentAssetVersion: versionOf(paid.assetId, rates),
    payableAmount: payable.amount,
    payableSymbol: symbolOf(payable.assetId, rates),
    payableAssetId: payable.assetId,
    payableAssetVersion: versionOf(payable.assetId, rates),
    payee: payee.name,
    payeeId: api?.payeeSent ?? order.payeeId,
    payeeMixinNumber: payee.mixinNumber,
    payeeAvatarUrl: payee.avatarUrl,
    txid: hash,
    blockExplorerUrl: explorer(hash),
    date: seconds(order.paidAt ?? order.createdAt),
    surplusAmount: plain(order.surplusAmount ?? "0"),
    surplusStatus: surplusStatus(found),
    confirmations: -1,
    returnTo: (says.status === "failed" ? api?.failedReturnTo : api?.returnTo) ?? "",
    traceId: order.id,
    ...settlement(found, rates),
    ...(order.deadline && { expiredAt: seconds(order.deadline) }),
    payment: {
      isMultiPay: came.length > 1 || says.status === "paid_less",
      isFullyPaid: isPaid,
      totalTransactionsAmount: paid.amount,
    },
    transactions: came.map((money) => transactionOf(money, rates)),
  };
}

interface Sum {
  /** Empty: none. */
  assetId: string;
  amount: string;
}

const NOTHING: Sum = { assetId: "", amount: "0" };

/** What counts of what came: what paid it, with the surplus; else the most that one sender has paid of it. */
function paidOf({ order, came }: OrderResult): Sum {
  if (order.paymentAsset !== null) {
    const amount = decimal(order.paymentAmount ?? "0").plus(order.surplusAmount ?? "0");
    return { assetId: order.paymentAsset, amount: plain(amount) };
  }
  return mostPaid(came) ?? NOTHING;
}

function payableOf({ order, quote }: OrderResult): Sum {
  if (order.paymentAsset !== null) return { assetId: order.paymentAsset, amount: plain(order.paymentAmount ?? "0") };
  return quote ? { assetId: quote.paymentAsset, amount: plain(quote.paymentAmount) } : NOTHING;
}

function surplusStatus({ sent }: OrderResult): Result["surplusStatus"] {
  const back = sent.filter(({ kind, state }) => kind === "surplus" && state !== "cancelled");
  if (back.length === 0) return "no";
  if (back.every(({ state }) => state === "done")) return "success";
  return back.some(({ state }) => state === "signed") ? "sending" : "pending";
}

const NOT_SETTLED = {
  settleStatus: "pending" as const,
  settleAmount: "",
  settleSymbol: "",
  settleAsset: "",
  settleAssetVersion: "",
};

/** What has reached the payee, less what was given back to the payer before it went out. */
function settlement({ order, sent }: OrderResult, rates: Rates): Pick<Result, keyof typeof NOT_SETTLED> {
  if (order.state !== "settled") return NOT_SETTLED;
  const done = sent.filter(({ kind, state }) => kind === "settlement" && state === "done");
  const assetId = done.at(-1)?.assetId ?? order.settledAsset ?? "";
  const amounts = done.filter((transfer) => transfer.assetId === assetId).map(({ amount }) => decimal(amount));
  return {
    settleStatus: "success",
    settleAmount: plain(amounts.reduce((sum, amount) => sum.plus(amount), decimal("0"))),
    settleSymbol: symbolOf(assetId, rates),
    settleAsset: assetId,
    settleAssetVersion: versionOf(assetId, rates),
  };
}

const transactionOf = ({ amount, assetId, hash, receivedAt }: Came, rates: Rates): Whole["transactions"][number] => ({
  paymentAmount: plain(amount),
  paymentAssetId: assetId,
  paymentAssetSymbol: symbolOf(assetId, rates),
  paymentAssetVersion: versionOf(assetId, rates),
  requiredConfirms: 1,
  confirmations: 1,
  txid: hash,
  blockExplorerUrl: explorer(hash),
  broadcastAt: receivedAt.toISOString().replace("Z", "000Z"),
  confirmSeconds: 0,
});

export const explorer = (hash: string): string => (hash === "" ? "" : EXPLORER + hash);
