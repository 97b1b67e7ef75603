import { isUuid } from "../bytes.js";
import { invalidField } from "../errors.js";
import type { World } from "../world.js";
import type { ApiContext } from "./context.js";

const MAX_LIMIT = 500;

/** A query parameter that is a whole number, undefined when absent. */
export function whole(c: ApiContext, name: string): number | undefined {
  const text = c.req.query(name);
  if (text === undefined || text === "") return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalidField(name, "not a whole number");
  return Number(text);
}

/** Page size: 500 at most, and when nothing is said. */
export function limitOf(c: ApiContext): number {
  const limit = whole(c, "limit") ?? MAX_LIMIT;
  if (limit < 1 || limit > MAX_LIMIT) throw invalidField("limit", `1 to ${MAX_LIMIT}`);
  return limit;
}

export function orderOf(c: ApiContext, fallback: "ASC" | "DESC"): "ASC" | "DESC" {
  const order = c.req.query("order")?.toUpperCase() ?? fallback;
  if (order !== "ASC" && order !== "DESC") throw invalidField("order", "ASC or DESC");
  return order;
}

/** The asset filter as a uuid, also when it came as a kernel hash. */
export function assetQuery(world: World, c: ApiContext): string | undefined {
  const asked = c.req.query("asset");
  if (asked === undefined || asked === "") return undefined;
  const asset = world.market.asset(asked);
  // An asset nobody knows has no rows; its uuid simply matches none.
  if (asset === undefined && !isUuid(asked)) throw invalidField("asset", "unknown");
  return asset?.asset_id ?? asked;
}
