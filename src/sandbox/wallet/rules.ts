import { outputId } from "../bytes.js";
import {
  decodeTransaction,
  transactionHash,
  TransactionFormatError,
  type Transaction,
  type TransactionOutput,
} from "../crypto/transaction.js";
import { verifySignature } from "../crypto/keys.js";
import { ApiError, forbidden, invalidField, invalidTransaction } from "../errors.js";
import { isAddress } from "../market/addresses.js";
import type { CatalogueAsset } from "../market/catalogue.js";
import type { Market } from "../market/market.js";
import { unitsOf } from "./amount.js";
import type { Ghosts } from "./ghosts.js";
import type { Outputs } from "./outputs.js";
import type { GhostRow, OutputRow } from "./types.js";

// Limits of the kernel, common/validation.go.
const MAX_PARTS = 256;
const MAX_REFERENCES = 16;
const MAX_EXTRA = 256;

export interface CheckedOutput {
  readonly output: TransactionOutput;
  /** Whose it will be; null for a withdrawal. */
  readonly ghost: GhostRow | null;
  readonly threshold: number;
}

/** A transaction that may be signed, or is. */
export interface CheckedTransaction {
  readonly transaction: Transaction;
  readonly hash: string;
  readonly assetId: string;
  readonly inputs: readonly OutputRow[];
  readonly outputs: readonly CheckedOutput[];
}

export interface RuleServices {
  readonly market: Market;
  readonly ghosts: Ghosts;
  readonly outputs: Outputs;
  /** True for the hash of a transaction the network knows. */
  readonly isKnown: (hash: string) => boolean;
  /** True when a one-time key's mask is on an accepted output already. */
  readonly isUsed: (mask: string) => boolean;
}

function decode(raw: string): Transaction {
  try {
    return decodeTransaction(raw);
  } catch (error) {
    if (error instanceof TransactionFormatError) throw invalidTransaction(error.message);
    throw error;
  }
}

/** The name of a raw transaction, whatever signatures it carries. */
export function hashOf(raw: string): string {
  return transactionHash(decode(raw));
}

/** An input the spender may use now: theirs, of the asset, not spent, not locked by another transaction. */
function checkInput(services: RuleServices, id: string, hash: string, assetId: string, userId: string): OutputRow {
  const output = services.outputs.get(id);
  if (output === undefined) throw new ApiError(10106, "Invalid UTXO: it doesn't exist.", { output_id: id });
  if (!output.receivers.includes(userId)) throw forbidden("the output belongs to somebody else");
  if (output.asset_id !== assetId) throw invalidTransaction("an input is of another asset");
  if (output.state === "spent") throw new ApiError(10106, "Invalid UTXO: it is spent.", { output_id: id });
  if (output.state === "signed" && output.signed_by !== hash) {
    throw new ApiError(10105, "Locked by another transaction.", { output_id: id });
  }
  return output;
}

function checkInputs(services: RuleServices, transaction: Transaction, hash: string, assetId: string, userId: string) {
  const ids = transaction.inputs.map((input) => outputId(input.hash, input.index));
  if (ids.length < 1 || ids.length > MAX_PARTS) throw invalidTransaction("1 to 256 inputs");
  if (new Set(ids).size !== ids.length) throw invalidTransaction("an input is used twice");
  const inputs = ids.map((id) => checkInput(services, id, hash, assetId, userId));
  const owners = new Set(inputs.map((input) => `${input.receivers.join()}/${input.receivers_threshold}`));
  if (owners.size > 1) throw invalidTransaction("inputs of different owners");
  return inputs;
}

function checkOutput(
  services: RuleServices,
  output: TransactionOutput,
  index: number,
  asset: CatalogueAsset,
): CheckedOutput {
  if (output.amount <= 0n) throw new ApiError(20120, "The amount is too small.");
  if (output.kind === "withdrawal") return checkWithdrawal(output, index, asset);
  const threshold = /^fffe([0-9a-f]{2})$/.exec(output.script)?.[1];
  if (threshold === undefined) throw invalidTransaction("an output's script is not fffe and a threshold");
  const needed = Number.parseInt(threshold, 16);
  if (needed < 1 || needed > output.keys.length) throw invalidTransaction("a threshold beyond the keys");
  const ghost = services.ghosts.owner(output.mask, output.keys, index);
  if (ghost === undefined || services.isUsed(output.mask)) {
    throw new ApiError(2_000_001, "Invalid output key.", { index });
  }
  return { output, ghost, threshold: needed };
}

function checkWithdrawal(output: TransactionOutput, index: number, asset: CatalogueAsset): CheckedOutput {
  if (index !== 0) throw invalidTransaction("a withdrawal is the first output");
  const bare = output.keys.length === 0 && output.script === "" && /^0+$/.test(output.mask);
  if (!bare) throw invalidTransaction("a withdrawal has no keys, script or mask");
  if (!isAddress(asset, output.destination)) throw new ApiError(30102, "Invalid address format.");
  return { output, ghost: null, threshold: 0 };
}

/**
 * Everything the network asks of a transaction but its signatures: canonical form, limits, inputs that
 * are the spender's and free, output keys from `/safe/keys`, known references, and equal sums.
 * `together` are the hashes of transactions in the same call, which may be referred to.
 */
export function checkTransaction(
  services: RuleServices,
  raw: string,
  userId: string,
  together: readonly string[] = [],
): CheckedTransaction {
  const transaction = decode(raw);
  const hash = transactionHash(transaction);
  const asset = services.market.asset(transaction.asset);
  if (asset === undefined) throw invalidField("asset", "unknown");
  if (transaction.extra.length > MAX_EXTRA) throw invalidField("extra", `at most ${MAX_EXTRA} bytes`);
  if (transaction.references.length > MAX_REFERENCES) throw invalidTransaction("at most 16 references");
  if (!transaction.references.every((hash) => services.isKnown(hash) || together.includes(hash)))
    throw invalidTransaction("an unknown reference");
  const inputs = checkInputs(services, transaction, hash, asset.asset_id, userId);
  const count = transaction.outputs.length;
  if (count < 1 || count > MAX_PARTS) throw invalidTransaction("1 to 256 outputs");
  const free = inputs.every((input) => input.state === "unspent");
  const unusedCheck = free ? services : { ...services, isUsed: () => false };
  const outputs = transaction.outputs.map((output, index) => checkOutput(unusedCheck, output, index, asset));
  if (new Set(transaction.outputs.map((output) => output.mask)).size !== count) {
    throw new ApiError(2_000_001, "Invalid output key.");
  }
  const sumIn = inputs.reduce((sum, input) => sum + unitsOf(input.amount), 0n);
  const sumOut = transaction.outputs.reduce((sum, output) => sum + output.amount, 0n);
  if (sumIn < sumOut) throw new ApiError(20117, "Insufficient balance.");
  if (sumIn > sumOut) throw invalidTransaction("inputs and outputs differ");
  return { transaction, hash, assetId: asset.asset_id, inputs, outputs };
}

const badSignature = (): ApiError => new ApiError(2_000_003, "Invalid signature.");

/** Every signature that is there is a good one, by the one-time key whose index it names. */
export function checkGivenSignatures({ transaction, inputs, hash }: CheckedTransaction): void {
  const message = Buffer.from(hash, "hex");
  if (transaction.signatures.length !== inputs.length) throw badSignature();
  inputs.forEach((input, at) => {
    for (const [index, signature] of transaction.signatures[at] ?? []) {
      const key = input.keys[index];
      if (key === undefined || !verifySignature(key, message, Buffer.from(signature, "hex"))) throw badSignature();
    }
  });
}

/** Each input needs as many good signatures of its own one-time keys as its threshold says. */
export function checkSignatures(checked: CheckedTransaction): void {
  checkGivenSignatures(checked);
  const { signatures } = checked.transaction;
  const enough = checked.inputs.every((input, at) => (signatures[at]?.size ?? 0) >= input.receivers_threshold);
  if (!enough) throw badSignature();
}
