import { inArray, sql } from "drizzle-orm";
import type { Database } from "../db/database.js";
import { orders } from "../db/schema.js";
import type { Log } from "../log.js";
import type { OrderView } from "../payments/orders.js";

/** What a page shows of an order besides the order's own row: each of these grows with everything new. */
interface Count {
  came: number;
  resolved: number;
  /** The newest quote's ordinal: quotes may be too many to be counted for each look. */
  made: number;
  refunds: number;
}

/** Tells two pages of an order apart: it changes whenever the page would show something else. */
export const versionOf = ({ order, quote, intakes, refunds }: OrderView): string =>
  version(order, {
    came: intakes.length,
    resolved: intakes.filter((intake) => intake.resolvedAt !== null).length,
    made: quote?.ordinal ?? 0,
    refunds: refunds.length + refunds.filter(({ state }) => state !== "unpaid").length + doneOf(refunds),
  });

const doneOf = (refunds: OrderView["refunds"]): number => refunds.filter(({ state }) => state === "done").length;

type Row = Pick<OrderView["order"], "state" | "oddity" | "settlementAmount">;

const version = ({ state, oddity, settlementAmount }: Row, { came, resolved, made, refunds }: Count): string =>
  [state, oddity, came, resolved, made, refunds, settlementAmount === null ? 0 : 1].join(".");

/** Even when a signal is lost, a page shows the change after this long. */
const POLL_MS = 5_000;
const AT_ONCE = 500;

export interface Watch {
  /** Calls `heard` with the order's version now and after each change; returns how to stop it. */
  follow(orderId: string, heard: (version: string) => void): () => void;
  close(): void;
}

/** One subscription to the database's signals for all open pages, with a slow look at what they show besides. */
export function createWatch(database: Database, log: Log): Watch {
  const followers = new Map<string, Set<(version: string) => void>>();
  const due = new Set<string>();
  let looking = false;
  let closed = false;

  const look = (ids: Iterable<string>): void => {
    for (const id of ids) if (followers.has(id)) due.add(id);
    if (!looking && due.size > 0) void run();
  };

  async function run(): Promise<void> {
    looking = true;
    try {
      while (due.size > 0 && !closed) {
        const ids = [...due].slice(0, AT_ONCE);
        ids.forEach((id) => due.delete(id));
        for (const row of await versions(ids)) {
          const now = version(row, row);
          followers.get(row.id)?.forEach((heard) => heard(now));
        }
      }
    } catch (error) {
      // The next signal or poll looks again.
      log("warn", "orders that pages show could not be read", { error });
    } finally {
      looking = false;
    }
  }

  const versions = (ids: string[]) =>
    database.db
      .select({
        id: orders.id,
        state: orders.state,
        oddity: orders.oddity,
        settlementAmount: orders.settlementAmount,
        came: sql<number>`(select count(*) from intakes i where i.order_id = orders.id)::int`,
        resolved: sql<number>`(select count(i.resolved_at) from intakes i where i.order_id = orders.id)::int`,
        made: sql<number>`(select coalesce(max(q.ordinal), 0) from quotes q where q.order_id = orders.id)`,
        refunds: sql<number>`(select count(*) + count(*) filter (where r.state <> 'unpaid')
          + count(*) filter (where r.state = 'done') from refunds r where r.order_id = orders.id)::int`,
      })
      .from(orders)
      .where(inArray(orders.id, ids));

  // An empty signal means that some may have been missed.
  const listening = database.listen("orders", (id) => look(id === "" ? followers.keys() : [id]));
  listening.catch((error: unknown) => log("warn", "orders are polled: no signals from the database", { error }));
  const poll = setInterval(() => look(followers.keys()), POLL_MS);
  poll.unref();

  return {
    follow(orderId, heard) {
      const set = followers.get(orderId) ?? new Set();
      followers.set(orderId, set.add(heard));
      look([orderId]);
      return () => {
        set.delete(heard);
        if (set.size === 0 && followers.get(orderId) === set) followers.delete(orderId);
      };
    },
    close() {
      closed = true;
      clearInterval(poll);
      followers.clear();
      listening.then((stop) => stop()).catch(() => undefined);
    },
  };
}
