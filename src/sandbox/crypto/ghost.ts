import { blake3 } from "../bytes.js";
import { addBase, multiply, publicOf, scalarBytes, scalarFromWide } from "./scalar.js";

/** Go's uvarint: seven bits a byte, the low ones first. */
function uvarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

function wideBlake3(data: Uint8Array): bigint {
  const first = blake3(data);
  return scalarFromWide(Buffer.concat([first, blake3(first)]));
}

/**
 * The number that makes a receiver's key one-time, from the secret both sides share.
 * Known as HashScalar in the kernel's crypto/key.go.
 */
export function hashScalar(shared: Uint8Array, outputIndex: number): bigint {
  const inner = wideBlake3(Buffer.concat([shared, uvarint(outputIndex)]));
  return wideBlake3(scalarBytes(inner));
}

export interface GhostKey {
  /** The one-time public key, hex. */
  readonly key: string;
  /** What its owner adds to the spend key to sign for it: a canonical scalar, hex. */
  readonly view: string;
}

/** The sender's side: one-time key from the mask's secret r and the receiver's view and spend keys. */
export function ghostKey(r: bigint, viewPublic: Uint8Array, spendPublic: Uint8Array, outputIndex: number): GhostKey {
  const x = hashScalar(multiply(viewPublic, r), outputIndex);
  return { key: addBase(spendPublic, x).toString("hex"), view: scalarBytes(x).toString("hex") };
}

/** The receiver's side: the same key from the published mask and the secret view key. */
export function openGhostKey(mask: Uint8Array, view: bigint, spendPublic: Uint8Array, outputIndex: number): GhostKey {
  const x = hashScalar(multiply(mask, view), outputIndex);
  return { key: addBase(spendPublic, x).toString("hex"), view: scalarBytes(x).toString("hex") };
}

/** The mask published with an output: r·G, hex. */
export function ghostMask(r: bigint): string {
  return publicOf(r).toString("hex");
}
