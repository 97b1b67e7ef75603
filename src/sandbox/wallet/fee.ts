import { ApiError } from "../errors.js";
import { CASHIER, withdrawalFee } from "../market/fees.js";
import type { Market } from "../market/market.js";
import { unitsOf } from "./amount.js";
import type { CheckedTransaction } from "./rules.js";

function paidToCashier(transaction: CheckedTransaction): bigint {
  const paid = transaction.outputs.filter(({ ghost }) => ghost?.receivers.join() === CASHIER);
  return paid.reduce((sum, { output }) => sum + output.amount, 0n);
}

/**
 * A withdrawal comes with its fee: an output to the cashier beside it when both are of one asset, otherwise
 * in a transaction sent together with it that refers to it. 20124 when there is none or it is too low.
 */
export function checkFee(market: Market, withdrawal: CheckedTransaction, all: readonly CheckedTransaction[]): void {
  const leaves = withdrawal.outputs.some(({ ghost }) => ghost === null);
  const asset = market.asset(withdrawal.assetId);
  if (!leaves || asset === undefined) return;
  const fee = withdrawalFee(market, asset);
  const paying =
    fee.asset_id === asset.asset_id
      ? [withdrawal]
      : all.filter((other) => other.assetId === fee.asset_id && other.transaction.references.includes(withdrawal.hash));
  const paid = paying.reduce((sum, transaction) => sum + paidToCashier(transaction), 0n);
  if (paid < unitsOf(fee.amount)) throw new ApiError(20124, "Withdrawal fee is not enough.", { ...fee });
}
