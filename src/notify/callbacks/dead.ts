import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "../../db/database.js";
import { enqueue } from "../../db/jobs.js";
import { deadEndpoints, type deliveries, jobs } from "../../db/schema.js";

type Delivery = Pick<typeof deliveries.$inferSelect, "id" | "url" | "merchantId" | "webhookId" | "isPaid">;

/** So many notices a shop hears in a day, by the clocks of UTC; the log knows all of it. */
export const DEAD_A_DAY = 3;

/** "shop.example.com:8443", of an address as the URL has it; the dot that may end a name makes no other host of it. */
export const hostOf = (url: string): string =>
  URL.canParse(url) ? new URL(url).host.replace(/[.](?=(:[0-9]+)?$)/, "") : "";

/** What lives or is dead: each webhook by itself, and of callbacks the host, since each order has an address of its own. */
export const placeOf = ({ webhookId, url }: Pick<Delivery, "webhookId" | "url">): string => webhookId ?? hostOf(url);

/** Callbacks of orders that nobody paid are strangers' to make, for any shop and to any address: it hears nothing of them. */
const concernsShop = ({ webhookId, isPaid }: Delivery): boolean => webhookId !== null || isPaid;

/** A message has come to the end of its attempts: the shop hears of it, once until something is taken at that place again. */
export async function placeIsDead(tx: Tx, delivery: Delivery, now: SQL): Promise<void> {
  const { id, merchantId } = delivery;
  // Where nobody keeps a shop nobody hears of it.
  if (merchantId === null || !concernsShop(delivery)) return;
  const dedupeKey = await freeNotice(tx, merchantId, now);
  // Not marked as told: the next message that is given up there tells it, on another day.
  if (dedupeKey === undefined) return;
  const place = placeOf(delivery);
  const added = await tx
    .insert(deadEndpoints)
    .values({ merchantId, place })
    .onConflictDoNothing()
    .returning({ place: deadEndpoints.place });
  if (added.length === 0) return;
  await enqueue(tx, { name: "tell.dead_endpoint", payload: { merchantId, place, deliveryId: id }, dedupeKey });
}

/** The name of one of this day's notices that the shop has not heard yet; others of the shop wait until we are done. */
async function freeNotice(tx: Tx, merchantId: string, now: SQL): Promise<string | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`dead endpoints ${merchantId}`}, 0))`);
  const day = sql`to_char(${now} at time zone 'UTC', 'YYYY-MM-DD')`;
  const keys = Array.from({ length: DEAD_A_DAY }, (_, n) => sql`${`tell.dead_endpoint:${merchantId}:${n}:`} || ${day}`);
  const wanted = tx
    .select({ key: sql<string>`key` })
    .from(
      sql`(values ${sql.join(
        keys.map((key) => sql`(${key})`),
        sql`, `,
      )}) as free (key)`,
    )
    .where(sql`not exists (select 1 from ${jobs} where ${jobs.dedupeKey} = key)`)
    .limit(1);
  return (await wanted)[0]?.key;
}

/** Something was taken there: the shop is to hear when it stops again. */
export async function placeLives(tx: Tx, delivery: Delivery): Promise<void> {
  const { merchantId } = delivery;
  if (merchantId === null || !concernsShop(delivery)) return;
  await tx
    .delete(deadEndpoints)
    .where(and(eq(deadEndpoints.merchantId, merchantId), eq(deadEndpoints.place, placeOf(delivery))));
}
