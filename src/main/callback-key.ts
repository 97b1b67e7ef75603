import { createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";
import type { Keystore } from "../mixin/keystore.js";

/** What comes before 32 bytes to make them a private key of Ed25519 in PKCS #8. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

export interface CallbackKey {
  /** "t=<unix seconds>,ed25519=<base64>": signs the seconds, a full stop and the body. */
  sign: (body: string, at: Date) => string;
  /** What a signature is checked with, as PEM. */
  publicKey: string;
}

/**
 * Signs callbacks. Whoever asks for an order is a stranger with whom we share no secret, so the key is not one: everybody
 * may have its public half. It follows from the wallet's, and stays the same for as long.
 */
export function callbackKey({ app_id: botId, spend_private_key: spendKey }: Keystore): CallbackKey {
  const seed = Buffer.from(hkdfSync("sha256", Buffer.from(spendKey, "hex"), botId, "mixtill callbacks", 32));
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  return {
    sign(body, at) {
      const t = Math.floor(at.getTime() / 1000);
      return `t=${t},ed25519=${sign(null, Buffer.from(`${t}.${body}`), key).toString("base64")}`;
    },
    publicKey: createPublicKey(key).export({ format: "pem", type: "spki" }) as string,
  };
}
