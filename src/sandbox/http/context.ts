import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { badRequest, invalidField, unauthorized } from "../errors.js";
import type { Grant } from "../people/authorizations.js";
import type { UserRow } from "../people/types.js";

export interface ApiEnv {
  Bindings: HttpBindings;
  Variables: { user: UserRow | undefined; grant: Grant | undefined; body: string; requestId: string };
}

export type ApiContext = Context<ApiEnv>;

/** Success in Mixin's form. */
export function ok(c: ApiContext, data: unknown): Response {
  return c.json({ data } as object);
}

/** The user who signed the request. */
export function caller(c: ApiContext): UserRow {
  const user = c.get("user");
  if (user === undefined) throw unauthorized("a token is missing");
  return user;
}

/** The JSON body, code 400 when it is none. */
export function jsonBody(c: ApiContext): unknown {
  try {
    return JSON.parse(c.get("body"));
  } catch {
    throw badRequest();
  }
}

/** A body that must be a list of at most `max` entries, as most bulk calls take. */
export function listBody(c: ApiContext, max: number): unknown[] {
  const body = jsonBody(c);
  if (!Array.isArray(body)) throw badRequest();
  if (body.length > max) throw invalidField("", `at most ${max} entries`);
  return body;
}

/** A real 413, in the form of the proxy that sends it: no JSON. */
export function tooLarge(): Response {
  return new Response("<html><head><title>413 Request Entity Too Large</title></head></html>", {
    status: 413,
    headers: { "content-type": "text/html" },
  });
}
