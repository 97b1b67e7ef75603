import { createHash, randomBytes, randomUUID } from "node:crypto";
import { sha256Hex } from "../bytes.js";
import { stamp } from "../clock.js";
import { newSeed, publicFromSeed, signClaims } from "../crypto/keys.js";
import { ApiError, invalidField, unauthorized } from "../errors.js";
import type { Store } from "../store/store.js";
import type { People } from "./people.js";
import type { UserRow } from "./types.js";

export const SCOPES: ReadonlySet<string> = new Set([
  "PROFILE:READ",
  "PHONE:READ",
  "CONTACTS:READ",
  "ASSETS:READ",
  "SNAPSHOTS:READ",
  "MESSAGES:REPRESENT",
  "CIRCLES:READ",
  "CIRCLES:WRITE",
  "COLLECTIBLES:READ",
  "STICKER:READ",
]);

const CODE_MS = 10 * 60_000;
/** "About a year", says the documentation. */
const LIFETIME_MS = 365 * 86_400_000;

/** A person let an app log them in. Keys are hex. */
export interface AuthorizationRow {
  readonly authorization_id: string;
  readonly app_id: string;
  readonly user_id: string;
  readonly scopes: readonly string[];
  /** To be exchanged for a token; empty once it was. */
  code: string;
  readonly challenge: string;
  /** The app's key for its own tokens; empty when it got a bearer. */
  public_key: string;
  readonly server_seed: string;
  /** Milliseconds since 1970. */
  readonly granted_at: number;
  readonly created_at: string;
}

/** What an app may do for a person with the token at hand. */
export interface Grant {
  readonly authorizationId: string;
  readonly scopes: readonly string[];
  /** A token that the network made, good for any request; otherwise the app signs one for each. */
  readonly isBearer: boolean;
}

export interface TokenRequest {
  readonly client_id: string;
  readonly code: string;
  readonly client_secret?: string | undefined;
  readonly code_verifier?: string | undefined;
  /** The app's public key, raw-url base64. */
  readonly ed25519?: string | undefined;
}

const rawUrl = (hex: string): string => Buffer.from(hex, "hex").toString("base64url");

/** Who let which app log them in (OAuth). */
export class Authorizations {
  constructor(
    private readonly store: Store,
    private readonly people: People,
  ) {}

  /** An app's secret, as its dashboard would show. */
  secretOf(app: UserRow): string {
    return sha256Hex("client secret:", app.server_seed);
  }

  /** The person agrees; returns the code that goes back to the app. PROFILE:READ is always part of it. */
  grant(app: UserRow, person: UserRow, scopes: readonly string[], challenge: string): string {
    const row: AuthorizationRow = {
      authorization_id: randomUUID(),
      app_id: app.user_id,
      user_id: person.user_id,
      scopes: [...new Set(["PROFILE:READ", ...scopes])],
      code: randomBytes(32).toString("hex"),
      challenge,
      public_key: "",
      server_seed: newSeed(),
      granted_at: Date.now(),
      created_at: stamp(),
    };
    this.store.authorizations.put(row.authorization_id, row);
    return row.code;
  }

  /** `POST /oauth/token`. A code is good once and for ten minutes: 20121. */
  redeem(request: TokenRequest) {
    const row = this.byCode(request.code);
    const app = this.people.get(request.client_id);
    if (row === undefined || app === undefined || row.app_id !== app.user_id) {
      throw new ApiError(20121, "Authorization code expired.");
    }
    this.checkClient(app, row, request);
    const key = request.ed25519 === undefined ? "" : Buffer.from(request.ed25519, "base64url").toString("hex");
    if (request.ed25519 !== undefined && key.length !== 64) throw invalidField("ed25519", "not a public key");
    row.code = "";
    row.public_key = key;
    this.store.authorizations.put(row.authorization_id, row);
    const answer = { authorization_id: row.authorization_id, scope: row.scopes.join(" ") };
    return key === ""
      ? { ...answer, access_token: this.bearer(row) }
      : { ...answer, ed25519: rawUrl(publicFromSeed(row.server_seed)) };
  }

  /** Who is behind the claims of an app's token, and whose key has signed it. Throws 401. */
  signer(claims: { readonly iss: string; readonly aid: string; readonly scp: string }) {
    const row = this.store.authorizations.get(claims.aid);
    const user = row === undefined ? undefined : this.people.get(row.user_id);
    const valid = row?.app_id === claims.iss && row.code === "" && Date.now() < row.granted_at + LIFETIME_MS;
    if (row === undefined || user === undefined || !valid) throw unauthorized("the authorization is gone");
    const scopes = claims.scp.split(" ");
    if (!scopes.every((scope) => row.scopes.includes(scope))) throw unauthorized("a scope was not granted");
    const isBearer = row.public_key === "";
    const key = isBearer ? publicFromSeed(row.server_seed) : row.public_key;
    const grant: Grant = { authorizationId: row.authorization_id, scopes, isBearer };
    return { user, key, grant };
  }

  /** The network's own signature under an answer: `X-Integrity-Token`. */
  integrity(grant: Grant, requestId: string, text: string): string {
    const seed = this.store.authorizations.get(grant.authorizationId)?.server_seed ?? "";
    const iat = Math.floor(Date.now() / 1000);
    return signClaims(seed, { iat, exp: iat + 3600, jti: requestId, sig: sha256Hex(text) });
  }

  private bearer(row: AuthorizationRow): string {
    const iat = Math.floor(Date.now() / 1000);
    const exp = Math.floor((row.granted_at + LIFETIME_MS) / 1000);
    const claims = { iss: row.app_id, aid: row.authorization_id, scp: row.scopes.join(" "), iat, exp };
    return signClaims(row.server_seed, claims);
  }

  private byCode(code: string): AuthorizationRow | undefined {
    if (code === "") return undefined;
    for (const row of this.store.authorizations.values()) {
      if (row.code === code) return Date.now() < row.granted_at + CODE_MS ? row : undefined;
    }
    return undefined;
  }

  /**
   * A code that was asked for with a challenge needs its verifier, any other the app's secret. SDKs hash the
   * verifier's bytes before base64, not its text as RFC 7636 says.
   */
  private checkClient(app: UserRow, row: AuthorizationRow, request: TokenRequest): void {
    if (row.challenge === "") {
      if (request.client_secret !== this.secretOf(app)) throw invalidField("client_secret", "wrong");
      return;
    }
    const seed = Buffer.from(request.code_verifier ?? "", "base64url");
    const challenge = createHash("sha256").update(seed).digest("base64url");
    if (challenge !== row.challenge) throw invalidField("code_verifier", "wrong");
  }
}
