import type { KeyObject } from "node:crypto";
import { z } from "zod";
import { sha256Hex } from "../bytes.js";
import { publicKeyObject, verifySignature } from "../crypto/keys.js";
import { unauthorized } from "../errors.js";
import type { Switches } from "../switches.js";
import type { People } from "./people.js";
import type { UserRow } from "./types.js";

const headerSchema = z.object({ alg: z.literal("EdDSA") });
const claimsSchema = z.object({
  uid: z.string(),
  sid: z.string(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string().min(1),
  sig: z.string(),
  scp: z.string().optional(),
});

function part<T>(schema: z.ZodType<T>, text: string | undefined): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(text ?? "", "base64url").toString("utf8")));
  } catch {
    throw unauthorized("the token can't be read");
  }
}

/** Checks the tokens that users sign for each request. */
export class Tokens {
  private readonly keys = new Map<string, KeyObject>();
  /** Token id → when it may be forgotten, in order of arrival. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly people: People,
    private readonly switches: Switches,
  ) {}

  /**
   * The user who signed exactly this request: method, raw url and raw body. Throws 401 when the token is
   * missing, malformed, stale, used before, signed by another key, or made for another request.
   */
  verify(
    authorization: string | undefined,
    method: string,
    rawUrl: string,
    body: string,
  ): { user: UserRow; jti: string } {
    const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
    if (token === undefined) throw unauthorized("a token is missing");
    const parts = token.split(".");
    if (parts.length !== 3) throw unauthorized("the token can't be read");
    part(headerSchema, parts[0]);
    const claims = part(claimsSchema, parts[1]);
    const user = this.people.get(claims.uid);
    if (user === undefined || user.session_id !== claims.sid) throw unauthorized("the session is gone");
    const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
    if (!verifySignature(this.key(user.session_public), signed, Buffer.from(parts[2] ?? "", "base64url"))) {
      throw unauthorized("the signature is wrong");
    }
    this.checkTimes(claims.iat, claims.exp);
    if (claims.sig !== sha256Hex(method, rawUrl, body)) throw unauthorized("the token was made for another request");
    this.useOnce(`${claims.uid} ${claims.jti}`);
    return { user, jti: claims.jti };
  }

  private checkTimes(iat: number, exp: number): void {
    const now = Date.now() / 1000;
    if (exp <= now) throw unauthorized("the token is expired");
    if (Math.abs(now - iat) > this.switches.clockSkewMs / 1000) throw unauthorized("the clock is wrong");
  }

  /** A stale token is refused by its time, so ids need to be remembered no longer than that. */
  private useOnce(jti: string): void {
    if (!this.switches.tokensOnce) return;
    const now = Date.now();
    for (const [old, until] of this.seen) {
      if (until > now) break;
      this.seen.delete(old);
    }
    if (this.seen.has(jti)) throw unauthorized("the token was used before");
    this.seen.set(jti, now + 2 * this.switches.clockSkewMs);
  }

  private key(raw: string): KeyObject {
    let key = this.keys.get(raw);
    if (key === undefined) {
      key = publicKeyObject(raw);
      this.keys.set(raw, key);
    }
    return key;
  }
}
