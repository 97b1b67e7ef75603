import type { Context } from "hono";
import { freshId, isUuid } from "../db/ids.js";

/** The fields of a posted form; none for any other kind of body. Bodies are bounded before. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  const type = c.req.header("content-type") ?? "";
  return new URLSearchParams(/^application\/x-www-form-urlencoded\b/i.test(type) ? await c.req.text() : "");
}

/** Which visit a form was sent on: sending it twice does once. */
export function visitOf(form: URLSearchParams): string {
  const visit = form.get("visit") ?? "";
  return isUuid(visit) ? visit : freshId();
}
