import type { SandboxUser } from "../../src/sandbox/people/types.js";
import type { Ledger } from "./sandbox-ledger.js";

export type { SandboxUser } from "../../src/sandbox/people/types.js";

/** Assets that the sandbox knows. */
export const ASSETS = {
  btc: "c6d0c728-2624-429b-8e0d-d9d19b6592fa",
  eth: "43d61dcd-e413-450d-80b8-101d5e903357",
  usdtTron: "b91e18ff-a9ae-3dc7-8679-e935d9a4b34b",
  usdtEthereum: "4d8c508b-91c5-375b-92b0-ee702ed2dac5",
} as const;

export type FaultRule = Record<string, unknown> & { kind: string; fired?: number };

/** What Mixin Route was asked for and what became of it; only what tests look at. */
export interface RouteTruth {
  url: string;
  bot_id: string;
  orders: {
    order_id: string;
    payer: string;
    trace: string;
    input_asset: string;
    input_amount: string;
    output_asset: string;
    quoted_amount: string;
    state: "created" | "paid" | "sent" | "returned";
  }[];
  payments: {
    output_id: string;
    order_id: string | null;
    payer: string;
    fate: "swap" | "return" | "never";
    reason: string;
    answer: { request_id: string; asset: string; amount: string } | null;
  }[];
}

/** The sandbox's interface for tests, over HTTP: works with a sandbox in any process. */
export class SandboxControl {
  constructor(readonly url: string) {}

  users(): Promise<SandboxUser[]> {
    return this.#ask("GET", "/sandbox/users");
  }

  async bot(): Promise<SandboxUser> {
    return this.#named("the bot", (user) => user.is_bot);
  }

  /** One of the people who are there from the beginning: Thorb, Ada, Ben. */
  person(fullName: string): Promise<SandboxUser> {
    return this.#named(fullName, (user) => user.full_name === fullName);
  }

  /** With this Mixin ID, or one that is free. */
  addUser(fullName: string, identityNumber?: string): Promise<SandboxUser> {
    return this.#ask("POST", "/sandbox/users", { full_name: fullName, identity_number: identityNumber });
  }

  /** Test money, at once and in one output. `amount` is a decimal string. */
  async faucet(userId: string, assetId: string, amount: string): Promise<void> {
    await this.#ask("POST", `/sandbox/users/${userId}/faucet`, { asset_id: assetId, amount });
  }

  async price(assetId: string, priceUsd: string): Promise<void> {
    await this.#ask("POST", "/sandbox/prices", { asset_id: assetId, price_usd: priceUsd });
  }

  /** An asset's price vanishes, grows old, or the asset itself disappears; what is not given stays. */
  async market(assetId: string, change: { price_usd?: string; updated_at?: string; gone?: boolean }): Promise<void> {
    await this.#ask("POST", "/sandbox/prices", { asset_id: assetId, ...change });
  }

  /** Whether a user can be paid; without Safe nobody can send them anything. */
  async safe(userId: string, hasSafe: boolean): Promise<void> {
    await this.#ask("POST", `/sandbox/users/${userId}/safe`, { has_safe: hasSafe });
  }

  /** Changes how Mixin Route behaves; resolves to the truth of it. */
  route(change: Record<string, unknown>): Promise<RouteTruth> {
    return this.#ask("POST", "/sandbox/route", change);
  }

  /** Replaces the rules by these; an empty list ends all faults. */
  async faults(rules: FaultRule[], seed = 1): Promise<void> {
    await this.#ask("POST", "/sandbox/faults", { rules, seed });
  }

  /** The rules with how often each has fired. */
  async fired(): Promise<FaultRule[]> {
    return (await this.#ask<{ rules: FaultRule[] }>("GET", "/sandbox/faults")).rules;
  }

  /** The ground truth: every accepted transaction, every output, every chat message. */
  ledger(): Promise<Ledger> {
    return this.#ask("GET", "/sandbox/ledger");
  }

  async #named(name: string, isMeant: (user: SandboxUser) => boolean): Promise<SandboxUser> {
    const found = (await this.users()).find(isMeant);
    if (!found) throw new Error(`the sandbox has nobody like ${name}`);
    return found;
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.url + path, {
      method,
      signal: AbortSignal.timeout(20_000),
      // A kept connection may be closed by the other end just when the next request is sent.
      headers: { connection: "close", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    return JSON.parse(text === "" ? "null" : text) as T;
  }
}
