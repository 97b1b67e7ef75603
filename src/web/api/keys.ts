import type { Context } from "hono";
import { keyHolder, type Scope } from "../../shop/api-keys.js";
import type { UsedKey } from "../../shop/audit.js";
import type { Merchant } from "../../shop/merchants.js";
import type { ApiServices } from "./endpoint.js";
import { ApiError } from "./errors.js";

/**
 * In whose name a request is made: of the shop whose key it carries, which has to be good for this. With the key itself. In the header alone:
 * addresses are written down by everything they pass.
 */
export async function holderOfKey(
  c: Context,
  scope: Scope,
  { database, now }: ApiServices,
): Promise<{ shop: Merchant; key: UsedKey }> {
  const sent = c.req.header("authorization");
  if (sent === undefined || sent === "") throw new ApiError("key", undefined, wants());
  const [, secret] = /^Bearer +(\S+)$/i.exec(sent) ?? [];
  const holder = secret === undefined ? null : await keyHolder(database.db, secret, now());
  if (!holder) {
    const says =
      'This key is unknown or revoked. Make one in the chat, under “API keys”; it is sent as "Bearer mixtill_…".';
    throw new ApiError("key", says, wants('error="invalid_token"'));
  }
  const { key, shop } = holder;
  if (key.scopes.includes(scope)) return { shop, key: { id: key.id, name: key.name } };
  const says = `This key is not for ${scope}. Make one with the scope “${scope}” in the chat, under “API keys”.`;
  throw new ApiError("scope", says, wants('error="insufficient_scope"', `scope="${scope}"`));
}

/** As RFC 6750 has it. */
const wants = (...more: string[]): Record<string, string> => ({
  "www-authenticate": `Bearer ${['realm="Mixtill"', ...more].join(", ")}`,
});
