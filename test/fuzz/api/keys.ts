import { type Database, inTransaction } from "../../../src/db/database.js";
import { deriveId } from "../../../src/db/ids.js";
import { SCOPES } from "../../../src/db/schema.js";
import { keysOf, revokeKey } from "../../../src/shop/api-keys.js";
import { addWebhook, tryWebhook } from "../../../src/shop/webhooks.js";
import { sells, SHOP } from "../../support/history.js";
import { keyOf } from "../../support/own-api.js";
import type { Keys, World } from "./values.js";

/** The title of what the shop has sold, which nobody else is told. */
export const HUSH = "Hush, hush: coffee";

const SOLD = 30;
const NAMES = 20;
const REFUNDS = 5;
/** So that there is room for those that requests add. */
const WEBHOOKS = 5;
const PINGS = 4;

/** Payments to the shop, its keys, webhooks and messages to them; `other`: another shop, with a key of its own. */
export async function withKeys(
  database: Database,
  { other, seed, port }: { other: string; seed: number; port: number },
): Promise<Pick<World, "sold" | "names" | "refunds" | "webhooks" | "deliveries" | "keys">> {
  const sold: string[] = [];
  for (let n = 0; n < SOLD; n++) {
    const at = new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
    sold.push(await sells(database, `${seed} ${n}`, at, { title: HUSH, createdAt: new Date(at) }));
  }
  const names = Array.from({ length: NAMES }, (_, n) => `request ${n}`);
  const ids = (purpose: string) => names.map((name) => deriveId(SHOP, `${purpose} ${name}`));
  const webhooks = ids("webhook");
  const deliveries: string[] = [];
  await inTransaction(database.db, async (tx) => {
    const now = new Date();
    for (const id of webhooks.slice(0, WEBHOOKS)) {
      const url = "https://shop.example.com/paid";
      await addWebhook(tx, { id, merchantId: SHOP, by: SHOP, url, events: ["order.success"], cause: id, now });
      for (let n = 0; n < PINGS; n++) {
        const pinged = deriveId(id, `ping ${n}`);
        await tryWebhook(tx, { id: pinged, merchantId: SHOP, by: SHOP, webhookId: id, now });
        deliveries.push(pinged);
      }
    }
  });
  const keys = await keysFor(database, other);
  for (let n = 0; n < REFUNDS; n++) {
    const fields = new URLSearchParams({ traceId: sold[n]!, quoteAmount: "5" }).toString();
    const headers = { authorization: `Bearer ${keys.good}`, "idempotency-key": names[n]! };
    const answer = await fetch(`http://127.0.0.1:${port}/v1/refunds?${fields}`, { method: "POST", headers });
    const { success, message } = (await answer.json()) as { success: boolean; message: string };
    if (!success) throw new Error(`there is no refund to begin with: ${message}`);
  }
  return { sold, names, refunds: ids("refund"), webhooks, deliveries, keys };
}

async function keysFor(database: Database, other: string): Promise<Keys> {
  const revoked = await keyOf(database, SHOP);
  const [first] = await keysOf(database.db, SHOP);
  await inTransaction(database.db, (tx) =>
    revokeKey(tx, { merchantId: SHOP, by: SHOP, keyId: first!.id, cause: "fuzz", now: new Date() }),
  );
  const narrow = [];
  for (const scope of SCOPES) narrow.push({ scope, key: await keyOf(database, SHOP, [scope]) });
  return { good: await keyOf(database, SHOP), narrow, revoked, foreign: await keyOf(database, other) };
}

/** All of them: no answer and no line of the log holds one. */
export const secretsOf = ({ good, narrow, revoked, foreign }: Keys): string[] => [
  good,
  revoked,
  foreign,
  ...narrow.map(({ key }) => key),
];
