import { createDecipheriv } from "node:crypto";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";

const BLOCK = 16;
/** Seconds and iterator, each 8 bytes, behind the PIN. */
const TRAILER = 16;

/** An ed25519 public key (hex) in the form that X25519 takes. */
export function toX25519(publicKey: string): Buffer {
  return Buffer.from(ed25519.utils.toMontgomery(Buffer.from(publicKey, "hex")));
}

/**
 * Opens what a client encrypted for the server's key: iv ‖ AES-CBC(pin ‖ LE64 seconds ‖ LE64 iterator, PKCS7).
 * Returns the PIN's bytes, undefined when it can't be opened or is older than five minutes.
 */
export function openPin(serverSeed: string, sessionPublic: string, encrypted: string): Buffer | undefined {
  const data = Buffer.from(encrypted, "base64url");
  if (data.length < 3 * BLOCK || data.length % BLOCK !== 0) return undefined;
  const secret = ed25519.utils.toMontgomerySecret(Buffer.from(serverSeed, "hex"));
  const key = x25519.getSharedSecret(secret, toX25519(sessionPublic));
  try {
    const cipher = createDecipheriv("aes-256-cbc", key, data.subarray(0, BLOCK));
    const plain = Buffer.concat([cipher.update(data.subarray(BLOCK)), cipher.final()]);
    if (plain.length <= TRAILER) return undefined;
    const seconds = Number(plain.readBigUInt64LE(plain.length - TRAILER));
    if (Math.abs(Date.now() / 1000 - seconds) > 300) return undefined;
    return plain.subarray(0, plain.length - TRAILER);
  } catch {
    return undefined;
  }
}
