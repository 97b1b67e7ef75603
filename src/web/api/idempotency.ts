import type { Context } from "hono";
import { deriveId, freshId } from "../../db/ids.js";
import type { UsedKey } from "../../shop/audit.js";
import type { Merchant } from "../../shop/merchants.js";
import type { Asking } from "./endpoint.js";
import { ApiError } from "./errors.js";
import type { Care } from "./input.js";

export const KEY_LENGTH = 255;

/**
 * The caller's own name for what it asks for, of requests that make something; null: none. A blank one is none, too, but
 * where it would move money twice: there its caller must not believe that it is named.
 */
export function idempotencyKeyOf(c: Context, care: Care): string | null {
  const sent = c.req.header("idempotency-key")?.trim();
  if (sent === undefined || c.req.method !== "POST") return null;
  if (sent === "" && care === "exact") {
    throw new ApiError("parameter", "Idempotency-Key is blank: give it a value, or leave it out. Nothing was done.");
  }
  if (sent === "") return null;
  if (/^[\x20-\x7e]+$/.test(sent) && sent.length <= KEY_LENGTH) return sent;
  throw new ApiError("parameter", `Idempotency-Key must have at most ${KEY_LENGTH} printable characters of ASCII.`);
}

/**
 * The id of what a request with a key makes: the same for the same `Idempotency-Key` of this shop, so that asking twice
 * makes it once; fresh without one. Whoever finds that it is there already has to compare what was asked for, and refuse
 * with `idempotency` when it was something else.
 */
export function idFor(asking: Asking, purpose: string): string {
  const { idempotencyKey } = asking;
  return idempotencyKey === null ? freshId() : deriveId(shopOf(asking).id, `${purpose} ${idempotencyKey}`);
}

/** In whose name an endpoint with a scope is asked. */
export const shopOf = (asking: Asking): Merchant => holderOf(asking).shop;

/** The same, with the key by which it is. */
export function holderOf({ shop, key }: Asking): { shop: Merchant; key: UsedKey } {
  if (!shop || !key) throw new Error("only endpoints with a scope are asked in a shop's name");
  return { shop, key };
}
