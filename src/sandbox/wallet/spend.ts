import { kernelAssetId, md5Uuid, membersHash } from "../bytes.js";
import { signGhost } from "../crypto/sign.js";
import { encodeTransaction, transactionHash, type Transaction, type TransactionOutput } from "../crypto/transaction.js";
import type { UserRow } from "../people/types.js";
import type { Ghosts } from "./ghosts.js";
import { unitsOf } from "./amount.js";
import type { Outputs } from "./outputs.js";
import type { OutputRow } from "./types.js";
import type { Wallet } from "./wallet.js";

const MAX_INPUTS = 256;

export interface SpendParts {
  readonly wallet: Wallet;
  readonly outputs: Outputs;
  readonly ghosts: Ghosts;
}

export interface Spending {
  readonly assetId: string;
  /** In units of 1e-8. */
  readonly units: bigint;
  readonly to: string;
  readonly memo: string;
  readonly requestId: string;
}

/** Unspent outputs that cover the sum, the largest first; null when they do not. */
function choose(outputs: Outputs, owner: string, assetId: string, units: bigint): OutputRow[] | null {
  const chosen: OutputRow[] = [];
  let left = units;
  const free = { assetId, threshold: 1, state: "unspent", limit: Number.MAX_SAFE_INTEGER, order: "ASC" } as const;
  const rows = outputs.list(membersHash([owner]), free);
  for (const output of rows.sort((a, b) => (unitsOf(a.amount) < unitsOf(b.amount) ? 1 : -1))) {
    if (left <= 0n || chosen.length === MAX_INPUTS) break;
    chosen.push(output);
    left -= unitsOf(output.amount);
  }
  return left <= 0n ? chosen : null;
}

/**
 * Sends money of an account whose keys the sandbox itself holds, by the network's own rules. False when its free
 * outputs do not cover the sum right now; true when it is on its way, or was already.
 */
export function spend({ wallet, outputs, ghosts }: SpendParts, owner: UserRow, spending: Spending): boolean {
  const { assetId, units, to, memo, requestId } = spending;
  if (wallet.find(requestId) !== undefined) return true;
  const inputs = choose(outputs, owner.user_id, assetId, units);
  if (inputs === null) return false;
  const change = inputs.reduce((sum, input) => sum + unitsOf(input.amount), 0n) - units;
  const pay = (receiver: string, amount: bigint, index: number): TransactionOutput => {
    const { mask, keys } = ghosts.issue([receiver], index, md5Uuid(`${requestId}:${index}`));
    return { kind: "script", amount, keys, mask, script: "fffe01", destination: "", tag: "" };
  };
  const unsigned: Transaction = {
    asset: kernelAssetId(assetId),
    inputs: inputs.map((input) => ({ hash: input.transaction_hash, index: input.output_index })),
    outputs: [pay(to, units, 0), ...(change > 0n ? [pay(owner.user_id, change, 1)] : [])],
    references: [],
    extra: Buffer.from(memo),
    signatures: [],
  };
  const message = Buffer.from(transactionHash(unsigned), "hex");
  const signatures = inputs.map(
    (input) =>
      new Map([[0, signGhost(owner.spend_seed, input.views[0] ?? "", message)]]) as ReadonlyMap<number, string>,
  );
  const raw = (transaction: Transaction): string => encodeTransaction(transaction).toString("hex");
  wallet.verify(owner, [{ raw: raw(unsigned), request_id: requestId }]);
  wallet.send(owner, [{ raw: raw({ ...unsigned, signatures }), request_id: requestId }]);
  return true;
}
