import { createHash } from "node:crypto";
import { blake3 as nobleBlake3 } from "@noble/hashes/blake3.js";
import { sha3_256 } from "@noble/hashes/sha3.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;

/** True for a lower-case uuid text, the only spelling Mixin's ids use. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/** True for 32 bytes in lower-case hex. */
export function isHash(value: unknown): value is string {
  return typeof value === "string" && HASH.test(value);
}

/** BLAKE3, 32 bytes. */
export function blake3(...parts: Uint8Array[]): Buffer {
  return Buffer.from(nobleBlake3(Buffer.concat(parts)));
}

/** SHA3-256: what Mixin's Go code calls Sha256Hash and the TypeScript SDK newHash. */
export function sha3(data: string | Uint8Array): Buffer {
  return Buffer.from(sha3_256(typeof data === "string" ? Buffer.from(data) : data));
}

/** The real SHA-256, in hex: the `sig` claim of a token. */
export function sha256Hex(...parts: (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** A version 3 uuid of the MD5 of the text, the form of Mixin's conversation and output ids. */
export function md5Uuid(text: string): string {
  const hash = createHash("md5").update(text).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x30, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The conversation of two people, the same from either side. */
export function conversationId(a: string, b: string): string {
  return md5Uuid(a < b ? a + b : b + a);
}

/** The hash that names a set of members, whatever order they are listed in. */
export function membersHash(members: readonly string[]): string {
  return sha3([...members].sort().join("")).toString("hex");
}

/** The 32-byte name of an asset in the kernel. */
export function kernelAssetId(assetId: string): string {
  return sha3(assetId).toString("hex");
}

/** The id of a transaction's output. */
export function outputId(transactionHash: string, index: number): string {
  return md5Uuid(`${transactionHash}:${index}`);
}
