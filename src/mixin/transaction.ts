import { blake3Hash } from "@mixin.dev/mixin-node-sdk";
import { fromUnits } from "./amounts.js";

/** A Safe transaction as read from its bytes. Hashes and keys are hex. */
export interface ReadTransaction {
  /** The kernel id of the asset. */
  kernelAssetId: string;
  inputs: { hash: string; index: number }[];
  /** `withdrawal`: where an output leaves for; one to members has none. */
  outputs: {
    amount: string;
    keys: string[];
    mask: string;
    script: string;
    withdrawal?: { address: string; tag: string };
  }[];
  extra: Buffer;
  signatures: number;
  /** The transaction's id: the hash of everything but the signatures. */
  hash: string;
}

const MAGIC = 0x7777;
const VERSION = 5;
const SCRIPT_OUTPUT = 0;
const WITHDRAWAL_OUTPUT = 0xa1;
const SIGNATURE_BYTES = 64;

/**
 * Reads a payment in Mixin's wire format, version 5, signed or not. Our own, because the SDK's decoder does not step over
 * signatures, misreads withdrawals and rounds large amounts. Throws on anything else than outputs to members and chains.
 */
export function readTransaction(rawHex: string): ReadTransaction {
  const bytes = Buffer.from(rawHex, "hex");
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) throw new Error("the transaction ends too early");
    at += count;
    return bytes.subarray(at - count, at);
  };
  const int = () => take(2).readUInt16BE();
  const hex32 = () => take(32).toString("hex");
  const list = <Item>(read: () => Item): Item[] => Array.from({ length: int() }, read);
  const nothing = (what: string): null => {
    if (int() !== 0) throw new Error(`the transaction has a ${what}`);
    return null;
  };
  const readDestination = () => {
    if (int() !== MAGIC) throw new Error("the transaction's withdrawal leads nowhere");
    return { address: take(int()).toString("utf8"), tag: take(int()).toString("utf8") };
  };

  if (int() !== MAGIC || int() !== VERSION) throw new Error("not a Mixin transaction of version 5");
  const kernelAssetId = hex32();
  const inputs = list(() => {
    const input = { hash: hex32(), index: int() };
    nothing("genesis input");
    nothing("deposit input");
    nothing("mint input");
    return input;
  });
  const outputs = list(() => {
    const type = int();
    if (type !== SCRIPT_OUTPUT && type !== WITHDRAWAL_OUTPUT) throw new Error("the transaction has an unknown output");
    const units = take(int()).toString("hex");
    const keys = list(hex32);
    const mask = hex32();
    const script = take(int()).toString("hex");
    const withdrawal = type === WITHDRAWAL_OUTPUT ? readDestination() : nothing("withdrawal");
    return { amount: fromUnits(BigInt(`0x0${units}`)), keys, mask, script, ...(withdrawal && { withdrawal }) };
  });
  list(hex32); // references
  const extra = take(take(4).readUInt32BE());
  const payload = bytes.subarray(0, at);
  const signatures = list(() => {
    const count = int();
    for (let index = 0; index < count; index += 1) take(2 + SIGNATURE_BYTES);
    return count;
  });
  if (at !== bytes.length) throw new Error("the transaction goes on after its end");
  const unsigned = Buffer.concat([payload, Buffer.alloc(2)]);
  return {
    kernelAssetId,
    inputs,
    outputs,
    extra,
    signatures: signatures.reduce((sum, count) => sum + count, 0),
    hash: blake3Hash(unsigned).toString("hex"),
  };
}
