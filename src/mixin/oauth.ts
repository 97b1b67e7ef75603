import { createHash, randomBytes } from "node:crypto";
import type { AuthenticationUserResponse } from "@mixin.dev/mixin-node-sdk";
import { MixinRefused } from "./errors.js";
import type { Log } from "../log.js";
import { createTransport, type Transport } from "./transport.js";
import { readUser, type User } from "./users.js";

const SCOPE = "PROFILE:READ";

export interface SignIn {
  /** A secret for one sign-in, and what is told of it beforehand: only who has the secret can finish. */
  challenge(): { verifier: string; challenge: string };
  /** Where somebody agrees to be recognised; from there they come back to the bot's OAuth address with a code. */
  authorizeUrl(asked: { state: string; challenge: string }): string;
  /** Who came back with this code; null when it is no good (any more). Throws when Mixin does not answer. */
  user(code: string, verifier: string): Promise<User | null>;
}

export interface SignInOptions {
  transport: Transport;
  apiUrl: string;
  /** Where people are asked: `https://mixin.one/oauth/authorize`. */
  authorizeUrl: string;
  appId: string;
  timeoutMs: number;
  log: Log;
}

/** Recognises people who agree to it (OAuth with PKCE). Their profile is read once; no token is kept. */
export function createSignIn({ transport, apiUrl, authorizeUrl, appId, timeoutMs, log }: SignInOptions): SignIn {
  async function token(code: string, verifier: string): Promise<string> {
    const body = { client_id: appId, code, code_verifier: verifier };
    // Good once: an answer that was lost is lost.
    const call = { method: "POST", path: "/oauth/token", body, retries: 0 };
    const { access_token: access } = await transport.request<{ access_token: string }>(call);
    return access;
  }

  async function profile(access: string): Promise<User> {
    const theirs = createTransport({ apiUrl, sign: () => access, timeoutMs, log });
    try {
      return readUser(await theirs.request<AuthenticationUserResponse>({ method: "GET", path: "/me" }));
    } finally {
      theirs.close();
    }
  }

  return {
    challenge() {
      const seed = randomBytes(32);
      // Mixin hashes the bytes, not their text as RFC 7636 says.
      const challenge = createHash("sha256").update(seed).digest("base64url");
      return { verifier: seed.toString("base64url"), challenge };
    },
    authorizeUrl({ state, challenge }) {
      const query = new URLSearchParams({ client_id: appId, scope: SCOPE, response_type: "code", state });
      query.set("code_challenge", challenge);
      query.set("code_challenge_method", "SHA256");
      return `${authorizeUrl}?${query.toString()}`;
    },
    async user(code, verifier) {
      try {
        return await profile(await token(code, verifier));
      } catch (error) {
        if (error instanceof MixinRefused) return null;
        throw error;
      }
    },
  };
}
