import { randomUUID } from "node:crypto";
import { asc, eq } from "drizzle-orm";
import { type Database, inTransaction } from "../../src/db/database.js";
import { apiOrders, deliveries, deliveryAttempts } from "../../src/db/schema.js";
import type { Log } from "../../src/log.js";
import { type CourierOptions, createCourier } from "../../src/notify/callbacks/courier.js";
import { createPost, type PostOptions } from "../../src/notify/callbacks/post.js";
import { closeOrders } from "../../src/payments/execute.js";
import type { NewOrder, Order } from "../../src/payments/orders.js";
import { quiet } from "./databases.js";
import { order } from "./till.js";

type ApiFacts = Partial<typeof apiOrders.$inferInsert>;

/** An order that a program has asked for, of a shop that is its own payee. */
export async function apiOrder(
  database: Database,
  shop: string,
  api: ApiFacts = {},
  given: Partial<NewOrder> = {},
): Promise<Order> {
  const made = await order(database, shop, { source: "api", deadline: null, ...given });
  await database.db.insert(apiOrders).values({
    orderId: made.id,
    payeeId: shop,
    payeeSent: shop.toUpperCase(),
    orderNumber: `n-${made.id.slice(0, 8)}`,
    clientId: randomUUID(),
    asked: "[]",
    ...api,
  });
  return made;
}

/** Orders that come to their end without money, all at once: each has its callback to be sent. */
export const close = (database: Database, ...orders: Order[]): Promise<unknown> =>
  inTransaction(database.db, (tx) =>
    closeOrders(
      tx,
      orders.map(({ id }) => id),
      "cancelled",
      new Date(),
    ),
  );

/** What is to be delivered of an order, oldest first. */
export const deliveriesOf = (database: Database, orderId: string) =>
  database.db
    .select()
    .from(deliveries)
    .where(eq(deliveries.orderId, orderId))
    .orderBy(asc(deliveries.createdAt), asc(deliveries.endedAt));

/** What each attempt came to. */
export async function attemptsOf(database: Database, orderId: string) {
  const rows = await database.db
    .select({ attempt: deliveryAttempts })
    .from(deliveryAttempts)
    .innerJoin(deliveries, eq(deliveries.id, deliveryAttempts.deliveryId))
    .where(eq(deliveries.orderId, orderId))
    .orderBy(asc(deliveryAttempts.at), asc(deliveryAttempts.number));
  return rows.map(({ attempt }) => attempt);
}

/** A clock that goes on by itself, and is put forward. */
export function forwardClock() {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    forward: (seconds: number) => void (ahead += seconds * 1000),
  };
}

export interface CourierGiven extends Partial<PostOptions>, Partial<Pick<CourierOptions, "sign" | "post">> {
  clock?: () => Date;
  log?: Log;
}

const briefly: CourierOptions["sign"] = (body, at) => `t=${Math.floor(at.getTime() / 1000)},length=${body.length}`;

/** A courier that may post anywhere. */
export function courierOf(
  database: Database,
  { clock, log = quiet, sign = briefly, post, ...given }: CourierGiven = {},
) {
  return createCourier({
    database,
    post: post ?? createPost({ reach: "anywhere", userAgent: "Mixtill (test)", totalMs: 10_000, ...given }),
    sign,
    ...(clock && { clock }),
    log,
  });
}
