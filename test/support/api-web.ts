import type { Hono } from "hono";
import type { Database } from "../../src/db/database.js";
import { apiOptions } from "../../src/main/api.js";
import type { Mixin } from "../../src/mixin/client.js";
import type { ApiOptions, WebOptions } from "../../src/web/options.js";
import { quiet } from "./databases.js";
import { webForTests } from "./pay-pages.js";

/** As much as any test asks for. */
const ENDLESS = { burst: 1_000_000, perSecond: 1_000 };

/** The API over a database and a client of the sandbox; `change` replaces what a test is about. */
export function apiForTests(
  database: Database,
  mixin: Mixin,
  change: Partial<WebOptions> = {},
  limits: ApiOptions["limits"] = { usual: ENDLESS, results: ENDLESS, payee: ENDLESS, keyed: ENDLESS, shop: ENDLESS },
): Hono {
  const log = change.log ?? quiet;
  const now = change.clock ?? (() => new Date());
  const given = { publicUrl: "https://till.example.com", botId: mixin.botId, limits };
  return webForTests(database, { api: apiOptions({ users: mixin.users, log, now }, given), ...change }).app;
}

/** What every answer of the API stands in. */
export interface Told<Data> {
  status: number;
  headers: Headers;
  code: number;
  success: boolean;
  message: string;
  data: Data;
  timestampMs: number;
}

/** Asks with these parameters: in the query of a GET, as JSON of a POST. */
export async function asking<Data>(
  app: Hono,
  method: string,
  path: string,
  sent: object = {},
  more: Record<string, string> = {},
): Promise<Told<Data>> {
  const query = method === "POST" ? "" : `?${new URLSearchParams(Object.entries(sent)).toString()}`;
  const response = await app.request(`/v1${path}${query}`, {
    method,
    headers: { ...(method === "POST" && { "content-type": "application/json" }), ...more },
    ...(method === "POST" && { body: JSON.stringify(sent) }),
  });
  const { status, headers } = response;
  return { status, headers, ...((await response.json()) as Omit<Told<Data>, "status" | "headers">) };
}
