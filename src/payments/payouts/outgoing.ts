import { createHash } from "node:crypto";
import { deriveId } from "../../db/ids.js";
import type { ChainDestination, transfers } from "../../db/schema.js";
import { type Decimal, decimal, plain } from "../money.js";
import type { Receiver, WalletOutput, Withdrawal } from "../ports.js";
import { settlementMemo } from "../refund-codes.js";
import type { Transfer } from "../state.js";

/** Most receivers of one transaction: the network takes 256 outputs, and one is our change. */
export const MAX_RECEIVERS = 255;

/** One transaction to be made. */
export interface Outgoing {
  requestId: string;
  receivers: Receiver[];
  /** Out to a chain: then nobody else receives anything. */
  withdrawal?: Withdrawal;
  memo: string;
  /** The transfers that are done with it. None when it only makes many outputs one. */
  pays: Transfer[];
  /** The row it is itself, written when it is signed; null when that is the one transfer it pays. */
  row: (typeof transfers.$inferInsert & { kind: "batch" | "consolidation" }) | null;
}

export const totalOf = (amounts: readonly { amount: string }[]): Decimal =>
  amounts.reduce((sum, { amount }) => sum.plus(amount), decimal("0"));

/** A transfer alone, or several of one asset together under an id that comes from theirs. */
export function payment(pays: readonly [Transfer, ...Transfer[]], secret: string): Outgoing {
  const [first] = pays;
  if (first.destination) return withdrawal(first, first.destination);
  const receivers = pays.map(({ members, threshold, amount }) => ({ members, threshold, amount: plain(amount) }));
  if (pays.length === 1) {
    return { requestId: first.requestId, receivers, memo: first.memo, pays: [first], row: null };
  }
  const ids = pays.map(({ requestId }) => requestId).toSorted();
  const requestId = deriveId(createHash("sha256").update(ids.join()).digest("hex"), `batch ${secret}`);
  const memo = settlementMemo(requestId);
  const row = { ...rowOf(requestId, "batch", first.assetId, totalOf(pays)), members: [], memo };
  return { requestId, receivers, memo, pays: [...pays], row };
}

/** To an address on a chain, with the network's fee out of the amount. Never with others: it is the first output there. */
function withdrawal(pays: Transfer, { address, tag, fee }: ChainDestination): Outgoing {
  const amount = plain(decimal(pays.amount).minus(fee));
  const { requestId, memo } = pays;
  return { requestId, receivers: [], withdrawal: { address, tag, amount, fee }, memo, pays: [pays], row: null };
}

/** Many outputs made one: a transfer to ourselves. Its id comes from the newest output it uses. */
export function consolidation(inputs: readonly WalletOutput[], botId: string, secret: string): Outgoing {
  const newest = inputs.reduce((a, b) => (a.sequence > b.sequence ? a : b));
  const requestId = deriveId(newest.outputId, `consolidation ${secret}`);
  const row = { ...rowOf(requestId, "consolidation", newest.assetId, totalOf(inputs)), members: [botId] };
  return { requestId, receivers: [{ members: [botId], threshold: 1, amount: row.amount }], memo: "", pays: [], row };
}

const rowOf = <Kind extends string>(requestId: string, kind: Kind, assetId: string, amount: Decimal) => ({
  requestId,
  kind,
  assetId,
  amount: plain(amount),
  threshold: 1,
  memo: "",
});
