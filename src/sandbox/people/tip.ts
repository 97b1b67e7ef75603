import { createHash } from "node:crypto";
import { sha3 } from "../bytes.js";
import { verifySignature } from "../crypto/keys.js";
import { openPin } from "../crypto/pin.js";
import { ApiError, invalidField } from "../errors.js";
import type { People } from "./people.js";
import type { UserRow } from "./types.js";

const wrongPin = (): ApiError => new ApiError(20119, "Incorrect PIN.");

function open(user: UserRow, encrypted: string): Buffer {
  const pin = openPin(user.server_seed, user.session_public, encrypted);
  if (pin === undefined) throw new ApiError(20118, "The PIN format is invalid.");
  return pin;
}

/** True when the encrypted PIN is a signature of the message by the user's TIP key. */
function signedByTip(user: UserRow, encrypted: string, message: Uint8Array): boolean {
  return user.tip_public !== "" && verifySignature(user.tip_public, message, open(user, encrypted));
}

/** `POST /pin/update`: the first TIP key of a user: public key and the next counter, big-endian. */
export function updateTip(people: People, user: UserRow, oldPin: string, newPin: string): void {
  const pin = open(user, newPin);
  if (pin.length !== 40) throw new ApiError(20118, "The PIN format is invalid.");
  if (user.tip_public !== "" && oldPin === "") throw wrongPin();
  const tip = pin.subarray(0, 32).toString("hex");
  const counter = Number(pin.readBigUInt64BE(32));
  if (counter !== user.tip_counter + 1) throw invalidField("pin_base64", "the counter is not the next");
  if (oldPin !== "") {
    const told = open(user, oldPin);
    if (!verifySignature(user.tip_public, pin, told)) throw wrongPin();
  }
  user.tip_public = tip;
  user.tip_counter = counter;
  people.save(user);
}

/** `POST /pin/verify`: a signature of the time by the TIP key. */
export function verifyTip(user: UserRow, pin: string, timestamp: number): void {
  const message = Buffer.from(`TIP:VERIFY:${String(timestamp).padStart(32, "0")}`);
  if (!signedByTip(user, pin, message)) throw wrongPin();
}

/** `POST /safe/users`: opens the wallet. Proves the spend key by one signature and the TIP key by another. */
export function registerSafe(people: People, user: UserRow, publicKey: string, signature: string, pin: string): void {
  if (user.has_safe) throw invalidField("public_key", "registered already");
  const proof = Buffer.from(signature, "base64url");
  if (!verifySignature(publicKey, sha3(user.user_id), proof)) throw invalidField("signature", "wrong");
  const message = createHash("sha256").update(`SEQUENCER:REGISTER:${user.user_id}${publicKey}`).digest();
  if (!signedByTip(user, pin, message)) throw wrongPin();
  user.spend_public = publicKey;
  user.has_safe = true;
  people.save(user);
}
