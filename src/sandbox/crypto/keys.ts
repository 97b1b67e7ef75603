import { createPrivateKey, createPublicKey, randomBytes, sign, verify, type KeyObject } from "node:crypto";

// The fixed DER frames around a raw ed25519 key (RFC 8410).
const PRIVATE_DER = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC_DER = Buffer.from("302a300506032b6570032100", "hex");

/** A fresh 32-byte ed25519 seed, hex. */
export function newSeed(): string {
  return randomBytes(32).toString("hex");
}

function privateKeyObject(seed: string): KeyObject {
  return createPrivateKey({
    key: Buffer.concat([PRIVATE_DER, Buffer.from(seed, "hex")]),
    format: "der",
    type: "pkcs8",
  });
}

/** A JSON web token of these claims, signed by the seed's key. */
export function signClaims(seed: string, claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "EdDSA", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKeyObject(seed)).toString("base64url")}`;
}

/** The public key of a seed, hex. */
export function publicFromSeed(seed: string): string {
  const der = createPublicKey(privateKeyObject(seed)).export({ format: "der", type: "spki" });
  return der.subarray(PUBLIC_DER.length).toString("hex");
}

/** A raw public key for node's own crypto, which is many times faster than one in script. */
export function publicKeyObject(raw: string): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_DER, Buffer.from(raw, "hex")]), format: "der", type: "spki" });
}

/** Ordinary RFC 8032 verification. A key that is no point verifies nothing. */
export function verifySignature(key: KeyObject | string, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(null, message, typeof key === "string" ? publicKeyObject(key) : key, signature);
  } catch {
    return false;
  }
}
