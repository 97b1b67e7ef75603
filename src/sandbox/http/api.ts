import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { ApiError, errorBody, notFound, unauthorized } from "../errors.js";
import type { World } from "../world.js";
import { tooLarge, type ApiEnv } from "./context.js";
import { faultsAround } from "./faulty.js";
import { checkScope } from "./scopes.js";

/** Bodies with a transaction may be larger than those with messages. */
const MAX_BODY = 16 * 1024 * 1024;
const SMALL_BODIES = new Set(["/messages", "/encrypted_messages", "/acknowledgements"]);

function isPublic(world: World, method: string, path: string): boolean {
  if (path.startsWith("/network/") || path === "/network" || path === "/oauth/token") return true;
  if (path === "/external/fiats") return world.switches.fiatsPublic;
  return method === "GET" && path.startsWith("/safe/transactions/") && world.switches.transactionsPublic;
}

/** Reads the body once and checks the token against the raw request, before any handler sees it. */
function gate(world: World) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const started = Date.now();
    const requestId = c.req.header("x-request-id") ?? "";
    c.set("requestId", requestId);
    const respondHeaders = (): void => {
      if (requestId !== "") c.header("X-Request-Id", requestId);
      c.header("X-Server-Time", `${BigInt(started) * 1_000_000n}`);
    };
    respondHeaders();
    const limit = SMALL_BODIES.has(c.req.path) ? world.switches.maxMessagesBytes : MAX_BODY;
    if (Number(c.req.header("content-length") ?? 0) > limit) return tooLarge();
    const body = c.req.method === "GET" ? "" : await c.req.text();
    if (Buffer.byteLength(body) > limit) return tooLarge();
    c.set("body", body);
    const url = c.env.incoming.url ?? "";
    const authorization = c.req.header("authorization");
    const anonymous = /^Bearer ?$/.test(authorization ?? "Bearer");
    const open = isPublic(world, c.req.method, c.req.path);
    if (anonymous && open) {
      await next();
      return undefined;
    }
    const { user, jti, grant } = world.tokens.verify(authorization, c.req.method, url, body);
    if (jti !== undefined && jti !== requestId) throw unauthorized("jti and X-Request-Id differ");
    if (grant !== undefined && !open) checkScope(grant, c.req.method, c.req.path);
    c.set("user", user);
    c.set("grant", grant);
    await next();
    if (grant?.isBearer === false) {
      const answer = await c.res.clone().text();
      c.header("X-Integrity-Token", world.authorizations.integrity(grant, requestId, c.req.method + url + answer));
    }
    return undefined;
  });
}

/** The Mixin API's frame: token, faults, error form, and the journal written before any answer. */
export function createApi(world: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  api.onError((error, c) => {
    world.store.journal.flush();
    const refusal = error instanceof ApiError ? error : new ApiError(500, "Internal Server Error.", {}, 500);
    if (!(error instanceof ApiError)) world.report(error);
    return c.json(errorBody(refusal, c.get("requestId")) as object, refusal.http as 202);
  });
  api.use("*", gate(world), faultsAround(world));
  return api;
}

/** What is not built answers as the real service does for what it does not know. Comes after all routes. */
export function unknownRoutes(api: Hono<ApiEnv>): void {
  api.all("*", () => {
    throw notFound();
  });
}
