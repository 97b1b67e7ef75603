import type { KeyObject } from "node:crypto";
import { z } from "zod";
import { sha256Hex } from "../bytes.js";
import { publicKeyObject, verifySignature } from "../crypto/keys.js";
import { unauthorized } from "../errors.js";
import type { Switches } from "../switches.js";
import type { Authorizations, Grant } from "./authorizations.js";
import type { People } from "./people.js";
import type { UserRow } from "./types.js";

const headerSchema = z.object({ alg: z.literal("EdDSA") });
const times = { iat: z.number(), exp: z.number() };
const sessionSchema = z.object({
  ...times,
  uid: z.string(),
  sid: z.string(),
  jti: z.string().min(1),
  sig: z.string(),
  scp: z.string().optional(),
});
/** Tokens of an app that a person logged in to; those the network made are bearers, without `jti` and `sig`. */
const grantSchema = z.object({
  ...times,
  iss: z.string(),
  aid: z.string(),
  scp: z.string(),
  jti: z.string().optional(),
  sig: z.string().optional(),
});
const claimsSchema = z.union([sessionSchema, grantSchema]);

/** Who asks. */
export interface Caller {
  readonly user: UserRow;
  /** The request id that the token is made for; a bearer fits any. */
  readonly jti: string | undefined;
  /** Set when it is not the user but an app that the user logged in to. */
  readonly grant: Grant | undefined;
}

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
    private readonly authorizations: Authorizations,
    private readonly switches: Switches,
  ) {}

  /**
   * The user who signed exactly this request: method, raw url and raw body. Throws 401 when the token is
   * missing, malformed, stale, used before, signed by another key, or made for another request.
   */
  verify(authorization: string | undefined, method: string, rawUrl: string, body: string): Caller {
    const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
    if (token === undefined) throw unauthorized("a token is missing");
    const parts = token.split(".");
    if (parts.length !== 3) throw unauthorized("the token can't be read");
    part(headerSchema, parts[0]);
    const claims = part(claimsSchema, parts[1]);
    const { user, key, grant } =
      "uid" in claims ? this.session(claims.uid, claims.sid) : this.authorizations.signer(claims);
    const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
    if (!verifySignature(this.key(key), signed, Buffer.from(parts[2] ?? "", "base64url"))) {
      throw unauthorized("the signature is wrong");
    }
    if (claims.exp <= Date.now() / 1000) throw unauthorized("the token is expired");
    if (grant?.isBearer === true) return { user, jti: undefined, grant };
    this.checkClock(claims.iat);
    if (claims.sig !== sha256Hex(method, rawUrl, body)) throw unauthorized("the token was made for another request");
    const jti = claims.jti ?? "";
    this.useOnce(`${grant?.authorizationId ?? user.user_id} ${jti}`);
    return { user, jti, grant };
  }

  private session(userId: string, sessionId: string) {
    const user = this.people.get(userId);
    if (user === undefined || user.session_id !== sessionId) throw unauthorized("the session is gone");
    return { user, key: user.session_public, grant: undefined };
  }

  private checkClock(iat: number): void {
    const skew = Math.abs(Date.now() / 1000 - iat);
    if (skew > this.switches.clockSkewMs / 1000) throw unauthorized("the clock is wrong");
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
