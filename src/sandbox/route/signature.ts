import { createHmac, timingSafeEqual } from "node:crypto";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { toX25519 } from "../crypto/pin.js";
import { unauthorized } from "../errors.js";
import type { People } from "../people/people.js";
import type { UserRow } from "../people/types.js";

/** How old a signature may be, either way. Nothing is documented; short is harder on a client. */
const FRESH_SECONDS = 60;
const UUID_LENGTH = 36;

export interface SignedRequest {
  readonly timestamp: string | undefined;
  readonly sign: string | undefined;
  readonly method: string;
  /** Path and query as they came. */
  readonly uri: string;
  readonly body: string;
}

/** The secret two sessions share: X25519 of one's private and the other's public key. */
function sharedKey(seed: string, publicKey: string): Uint8Array {
  return x25519.getSharedSecret(ed25519.utils.toMontgomerySecret(Buffer.from(seed, "hex")), toX25519(publicKey));
}

/**
 * The user who signed a request to a bot: MR-ACCESS-SIGN is raw-url base64 of the user's id and the HMAC-SHA256 of
 * timestamp, method, uri and body, under the secret their session shares with the bot's. Throws 401.
 */
export function signerOf(people: People, bot: UserRow, request: SignedRequest): UserRow {
  const { timestamp, sign, method, uri, body } = request;
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) throw unauthorized("the timestamp is missing");
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > FRESH_SECONDS) throw unauthorized("the timestamp is old");
  if (sign === undefined || !/^[\w-]+$/.test(sign)) throw unauthorized("the signature is missing");
  const given = Buffer.from(sign, "base64url");
  const user = people.get(given.subarray(0, UUID_LENGTH).toString("utf8"));
  if (user === undefined) throw unauthorized("the signer is unknown");
  const mac = createHmac("sha256", sharedKey(bot.session_seed, user.session_public))
    .update(timestamp + method + uri + body)
    .digest();
  const theirs = given.subarray(UUID_LENGTH);
  if (theirs.length !== mac.length || !timingSafeEqual(theirs, mac)) throw unauthorized("the signature is wrong");
  return user;
}
