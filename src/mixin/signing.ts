import { setImmediate as nextTurn } from "node:timers/promises";
import {
  blake3Hash,
  edwards25519,
  encodeSafeTransaction,
  sha512Hash,
  type SafeTransaction,
} from "@mixin.dev/mixin-node-sdk";

/** A signature costs about 0.8 ms; after this many in a row others get their turn. */
const SIGNATURES_PER_TURN = 8;

/**
 * Signs each input with the wallet's only key and returns the signed bytes in hex. The same as the SDK's
 * signSafeTransaction, but in slices: a hundred inputs would hold everything else up for 80 ms.
 */
export async function signTransaction(tx: SafeTransaction, views: string[], spendKeyHex: string): Promise<string> {
  if (views.length !== tx.inputs.length) throw new Error("Mixin returned another number of view keys than inputs");
  const message = blake3Hash(Buffer.from(encodeSafeTransaction(tx), "hex"));
  const spend = edwards25519.setBytesWithClamping(sha512Hash(Buffer.from(spendKeyHex, "hex")).subarray(0, 32));
  const signatures: Record<number, string>[] = [];
  for (const [index, view] of views.entries()) {
    if (index > 0 && index % SIGNATURES_PER_TURN === 0) await nextTurn();
    const scalar = edwards25519.scalar.add(edwards25519.setCanonicalBytes(Buffer.from(view, "hex")), spend);
    const key = Buffer.from(edwards25519.scalar.toBytes(scalar));
    signatures.push({ 0: edwards25519.sign(message, key).toString("hex") });
  }
  return encodeSafeTransaction(tx, signatures);
}
