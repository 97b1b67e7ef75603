import { createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from "node:crypto";

/** DER around a bare X25519 key (RFC 8410). */
const PRIVATE_PREFIX = "302e020100300506032b656e04220420";
const PUBLIC_PREFIX = "302a300506032b656e032100";

/** The X25519 key of an Ed25519 session: both come from the same half of its seed's hash. */
function agreementKey(seedHex: string): KeyObject {
  const half = createHash("sha512").update(Buffer.from(seedHex, "hex")).digest().toString("hex", 0, 32);
  return createPrivateKey({ key: Buffer.from(PRIVATE_PREFIX + half, "hex"), format: "der", type: "pkcs8" });
}

/**
 * The secret our session shares with another user's. `publicKey` as `/sessions/fetch` gives it: base64 of 32 bytes for
 * X25519. Throws when it is not that.
 */
export function sharedSecret(sessionPrivateKey: string, publicKey: string): Buffer {
  const bytes = Buffer.from(publicKey, "base64url");
  if (bytes.length !== 32) throw new Error("the other's session key is not 32 bytes");
  const key = Buffer.from(PUBLIC_PREFIX + bytes.toString("hex"), "hex");
  return diffieHellman({
    privateKey: agreementKey(sessionPrivateKey),
    publicKey: createPublicKey({ key, format: "der", type: "spki" }),
  });
}

/** The headers of a request to a bot. `uri` is path and query as on the wire, `body` the raw text sent. */
export function accessHeaders(
  userId: string,
  secret: Buffer,
  request: { seconds: number; method: string; uri: string; body: string },
): Record<string, string> {
  const timestamp = String(request.seconds);
  const mac = createHmac("sha256", secret).update(timestamp + request.method + request.uri + request.body);
  return {
    "MR-ACCESS-TIMESTAMP": timestamp,
    "MR-ACCESS-SIGN": Buffer.concat([Buffer.from(userId), mac.digest()]).toString("base64url"),
  };
}
