import { createHmac, createPrivateKey, createPublicKey, diffieHellman, createHash } from "node:crypto";
import type { SandboxUser } from "./sandbox.js";

/** An answer of Mixin Route: its HTTP status and its JSON. */
export interface RouteAnswer {
  status: number;
  data?: Record<string, string> & { quote?: Record<string, string> };
  error?: { code: number; description: string; extra?: Record<string, string> };
}

// RFC 8410 frames around raw X25519 keys.
const PRIVATE_DER = Buffer.from("302e020100300506032b656e04220420", "hex");
const PUBLIC_DER = Buffer.from("302a300506032b656e032100", "hex");

/** A client of Mixin Route from the documentation alone: only node's crypto, nothing of the bot or the sandbox. */
export class RouteClient {
  /** What is signed with, to be changed by tests of what is refused. */
  skewSeconds = 0;

  constructor(
    readonly url: string,
    readonly user: SandboxUser,
    /** Raw-url base64 of Route's session key, as `POST /sessions/fetch` tells. */
    public routeKey: string,
  ) {}

  get(uri: string): Promise<RouteAnswer> {
    return this.ask("GET", uri, "");
  }

  post(uri: string, body: unknown): Promise<RouteAnswer> {
    return this.ask("POST", uri, JSON.stringify(body));
  }

  /** Signs one thing and sends it; `sent` is sent in its place when given. */
  async ask(
    method: string,
    uri: string,
    body: string,
    sent: { uri?: string; body?: string } = {},
  ): Promise<RouteAnswer> {
    const timestamp = String(Math.floor(Date.now() / 1000) + this.skewSeconds);
    const text = sent.body ?? body;
    const answer = await fetch(this.url + (sent.uri ?? uri), {
      method,
      headers: { "MR-ACCESS-TIMESTAMP": timestamp, "MR-ACCESS-SIGN": this.#sign(timestamp + method + uri + body) },
      ...(text === "" ? {} : { body: text }),
    });
    return { status: answer.status, ...((await answer.json()) as object) };
  }

  quote(from: string, to: string, amount: string): Promise<RouteAnswer> {
    return this.get(`/web3/quote?inputMint=${from}&outputMint=${to}&amount=${amount}&source=mixin`);
  }

  #sign(text: string): string {
    const key = diffieHellman({
      privateKey: createPrivateKey({
        key: Buffer.concat([PRIVATE_DER, clampedHalf(this.user.keystore.session_private_key)]),
        format: "der",
        type: "pkcs8",
      }),
      publicKey: createPublicKey({
        key: Buffer.concat([PUBLIC_DER, Buffer.from(this.routeKey, "base64url")]),
        format: "der",
        type: "spki",
      }),
    });
    const mac = createHmac("sha256", key).update(text).digest();
    return Buffer.concat([Buffer.from(this.user.user_id), mac]).toString("base64url");
  }
}

/** The Montgomery private key of an ed25519 seed: the first half of its SHA-512; X25519 clamps by itself. */
const clampedHalf = (seed: string): Buffer =>
  createHash("sha512").update(Buffer.from(seed, "hex")).digest().subarray(0, 32);
