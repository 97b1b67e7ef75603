import { createHash, randomBytes } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { littleEndian, publicOf, scalarBytes, scalarFromSeed, scalarFromWide } from "./scalar.js";

const L = ed25519.Point.Fn.ORDER;

/** SHA-512 of the parts, brought below the group order. */
function challenge(...parts: Uint8Array[]): bigint {
  return scalarFromWide(createHash("sha512").update(Buffer.concat(parts)).digest());
}

/**
 * An owner's signature by the one-time key of an output: the spend seed and the output's view together are its
 * private scalar. Hex; verifies by RFC 8032.
 */
export function signGhost(spendSeed: string, view: string, message: Uint8Array): string {
  const secret = (scalarFromSeed(Buffer.from(spendSeed, "hex")) + littleEndian(Buffer.from(view, "hex"))) % L;
  const nonce = challenge(randomBytes(32), Buffer.from(spendSeed, "hex"), message);
  const commitment = publicOf(nonce);
  const proof = (nonce + challenge(commitment, publicOf(secret), message) * secret) % L;
  return Buffer.concat([commitment, scalarBytes(proof)]).toString("hex");
}
