import { createHash } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";

const L = ed25519.Point.Fn.ORDER;

/** Little-endian bytes as a number. */
export function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex") || "0"}`);
}

/** A scalar as its canonical 32 little-endian bytes. */
export function scalarBytes(scalar: bigint): Buffer {
  return Buffer.from(scalar.toString(16).padStart(64, "0"), "hex").reverse();
}

/** A uniform 64-byte seed brought below the group order. */
export function scalarFromWide(seed: Uint8Array): bigint {
  return littleEndian(seed) % L;
}

/** The private scalar of an RFC 8032 seed: the clamped half of its SHA-512. */
export function scalarFromSeed(seed: Uint8Array): bigint {
  const half = createHash("sha512").update(seed).digest().subarray(0, 32);
  half.writeUInt8(half.readUInt8(0) & 248, 0);
  half.writeUInt8((half.readUInt8(31) & 127) | 64, 31);
  return littleEndian(half) % L;
}

/** scalar·G as 32 bytes. The scalar must not be zero. */
export function publicOf(scalar: bigint): Buffer {
  return Buffer.from(ed25519.Point.BASE.multiply(scalar).toBytes());
}

/** scalar·P as 32 bytes; throws when the point is not on the curve. */
export function multiply(point: Uint8Array, scalar: bigint): Buffer {
  return Buffer.from(ed25519.Point.fromBytes(point).multiply(scalar).toBytes());
}

/** P + scalar·G as 32 bytes. */
export function addBase(point: Uint8Array, scalar: bigint): Buffer {
  return Buffer.from(ed25519.Point.fromBytes(point).add(ed25519.Point.BASE.multiply(scalar)).toBytes());
}
