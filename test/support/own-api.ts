import { randomUUID } from "node:crypto";
import { type Database, inTransaction } from "../../src/db/database.js";
import { makeKey, type Scope } from "../../src/shop/api-keys.js";
import { ensureMerchant } from "../../src/shop/merchants.js";
import { ensurePeople } from "../../src/shop/people.js";
import type { Envelope } from "./api-stage.js";

export interface KeyAnswer<Data> extends Envelope<Data> {
  status: number;
  headers: Headers;
}

interface Request {
  method?: "GET" | "POST" | "DELETE";
  fields?: Record<string, string | number>;
  headers?: Record<string, string>;
}

const ALL: Scope[] = ["orders", "refunds", "statistics", "webhooks"];

/** A key of a shop, as its owner is told it. */
export async function keyOf(database: Database, merchantId: string, scopes: Scope[] = ALL): Promise<string> {
  const id = randomUUID();
  const made = await inTransaction(database.db, (tx) =>
    makeKey(tx, { id, merchantId, by: merchantId, name: "Till", scopes, cause: id, now: new Date() }),
  );
  if (!made.ok) throw new Error(made.reason);
  return made.secret;
}

/** Somebody else with a shop. */
export async function anotherShop({ db }: Database, name = "Ada"): Promise<string> {
  const userId = randomUUID();
  await ensurePeople(db, [{ userId, identityNumber: "7000109999", fullName: name, avatarUrl: "" }]);
  await inTransaction(db, (tx) => ensureMerchant(tx, { userId, name }));
  return userId;
}

/** A program with a key (null: without one), that asks whatever serves. */
export class KeyHolder {
  constructor(
    readonly serve: (path: string, init: RequestInit) => Response | Promise<Response>,
    readonly key: string | null,
  ) {}

  async ask<Data>(path: string, { method = "GET", fields = {}, headers = {} }: Request = {}): Promise<KeyAnswer<Data>> {
    const texts = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
    const query = method === "POST" || texts.length === 0 ? "" : `?${new URLSearchParams(texts).toString()}`;
    const response = await this.serve(`/v1${path}${query}`, {
      method,
      headers: {
        ...(this.key !== null && { authorization: `Bearer ${this.key}` }),
        ...(method === "POST" && { "content-type": "application/json" }),
        ...headers,
      },
      ...(method === "POST" && { body: JSON.stringify(fields) }),
    });
    return { status: response.status, headers: response.headers, ...((await response.json()) as Envelope<Data>) };
  }

  /** The data of a request that succeeds. */
  async told<Data>(path: string, request: Request = {}): Promise<Data> {
    const { status, success, code, message, data } = await this.ask<Data>(path, request);
    if (status !== 200 || !success || code !== 0) throw new Error(`${path}: ${status} ${code} ${message}`);
    return data;
  }

  /** The same request as a POST. */
  post = <Data>(
    path: string,
    fields: Request["fields"] = {},
    headers: Request["headers"] = {},
  ): Promise<KeyAnswer<Data>> => this.ask<Data>(path, { method: "POST", fields, headers });
}
