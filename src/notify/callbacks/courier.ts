import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/database.js";
import { freshId } from "../../db/ids.js";
import { createLoop } from "../../db/loop.js";
import type { Log } from "../../log.js";
import { pause } from "../../mixin/wait.js";
import { networkOf } from "./addresses.js";
import type { Post } from "./post.js";
import { claimDeliveries, type Due, endAttempt, type Ended, hostOf, postpone, releaseDeliveries } from "./queue.js";

/** Posted at the same time by this process: by all, and of orders that nobody paid, which anybody makes for nothing. */
const AT_ONCE = 64;
export const UNPAID_AT_ONCE = 16;

/**
 * To one host, for one payee, and to one address: who hangs takes no more than that. Those of unpaid orders are counted
 * apart: strangers may name any payee and any host in theirs, and names of their own that lead to the same address.
 */
const HOST_AT_ONCE = 4;
const PAYEE_AT_ONCE = 8;
export const ADDRESS_AT_ONCE = 12;

/** How long one keeps its place that found its address full: or many such would be claimed and handed back all the time. */
const FULL_MS = 250;

/** How often due ones are looked for without a signal: for next attempts, and what others have left behind. */
const POLL_MS = 1_000;

/** How long what is being posted may still take when we stop. */
const STOP_MS = 3_000;

/** How often it is tried to write down what became of an attempt. */
const WRITES = 3;

export interface CourierOptions {
  database: Database;
  post: Post;
  /** The value of the signature's header, for a body and a moment. */
  sign: (body: string, at: Date) => string;
  /** Absent: due times and leases go by the database's. */
  clock?: () => Date;
  log: Log;
}

/** MixPay's callback, the same for whatever has happened: it says "go and look". */
export const callbackBody = ({ orderNumber, orderId, payeeSent }: Due["order"]): string =>
  JSON.stringify({ orderId: orderNumber ?? "", traceId: orderId, payeeId: payeeSent });

/** Takes deliveries to their addresses as they fall due. Any number of couriers may share a database. */
export function createCourier({ database, post, sign, clock, log }: CourierOptions) {
  const { db } = database;
  const worker = freshId();
  const stopping = new AbortController();
  const underway = new Map<string, Underway>();
  const now = (): SQL => (clock ? sql`${clock().toISOString()}::timestamptz` : sql`now()`);
  let unlisten = async () => {};
  const loop = createLoop({
    name: "delivering callbacks",
    log,
    async run() {
      let begun = 0;
      for (const isPaid of [true, false]) {
        const { left, hosts, payees, choose } = room(isPaid);
        if (left <= 0) continue;
        const busy = { hosts: hosts.full(), payees: payees.full() };
        const due = await claimDeliveries(db, { isPaid, now: now(), worker, busy, choose });
        for (const one of due) begin(one);
        begun += due.length;
      }
      return begun > 0 ? 0 : POLL_MS;
    },
  });

  /** What may be begun now, beside what is underway. */
  function room(isPaid: boolean) {
    const beside = [...underway.values()].filter((one) => one.isPaid === isPaid);
    const hosts = counted(
      beside.map(({ host }) => host),
      HOST_AT_ONCE,
    );
    const payees = counted(
      beside.map(({ payee }) => payee),
      PAYEE_AT_ONCE,
    );
    const left = Math.min(AT_ONCE - underway.size, (isPaid ? AT_ONCE : UNPAID_AT_ONCE) - beside.length);
    /** In their order, as many as there is room for. */
    const choose = (due: Due[]): Due[] => {
      const fitting = due.filter(({ delivery, order }) => {
        if (!hosts.hasRoom(hostOf(delivery.url)) || !payees.hasRoom(order.payeeId)) return false;
        hosts.add(hostOf(delivery.url));
        payees.add(order.payeeId);
        return true;
      });
      return fitting.slice(0, left);
    };
    return { left, hosts, payees, choose };
  }

  function begin(due: Due): void {
    const { id, url, isPaid } = due.delivery;
    const one: Underway = {
      host: hostOf(url),
      payee: due.order.payeeId,
      isPaid,
      network: null,
      end: Promise.resolve(),
    };
    underway.set(id, one);
    one.end = deliver(due, (address) => admit(one, networkOf(address)))
      .catch((error: unknown) => log("error", "what became of a callback could not be written down", { id, error }))
      .finally(() => {
        underway.delete(id);
        loop.wake();
      });
  }

  /** Where a name leads is known only when there is a connection: of its several addresses any may be the one. */
  function admit(one: Underway, network: string): boolean {
    const same = [...underway.values()].filter((other) => other.isPaid === one.isPaid && other.network === network);
    if (same.length >= ADDRESS_AT_ONCE) return false;
    one.network = network;
    return true;
  }

  async function deliver({ delivery, order }: Due, admits: (address: string) => boolean): Promise<void> {
    const at = clock?.() ?? new Date();
    const body = callbackBody(order);
    const headers = { "mixtill-signature": sign(body, at) };
    const { id, orderId, event } = delivery;
    const attempt = await post({ url: delivery.url, body, headers, admits }, stopping.signal);
    // Handed back with all others when we stop.
    if (stopping.signal.aborted && !attempt) return;
    if (!attempt) {
      await pause(FULL_MS);
      return postpone(db, { id, now: now(), worker });
    }
    log("debug", "a callback was posted", { id, orderId, event, attempt: delivery.attempts + 1, ...attempt });
    if (!(await write({ delivery, attempt, at, now: now(), worker }))) {
      log("warn", "a callback took longer than its lease: another process may have posted it, too", { id, orderId });
    }
  }

  /** What a receiver has said is not asked again because the database was away for a moment. */
  async function write(ended: Ended): Promise<boolean> {
    for (let tried = 1; ; tried++) {
      try {
        return await endAttempt(db, ended);
      } catch (error) {
        if (tried >= WRITES) throw error;
        await pause(1_000 * tried);
      }
    }
  }

  return {
    async start(): Promise<void> {
      unlisten = await database.listen("deliveries", () => loop.wake());
      loop.wake();
    },
    /** Looks for what is due now. */
    wake: () => loop.wake(),
    /** Lets what is underway come to its end for a moment, and hands back the rest. */
    async stop(): Promise<void> {
      await unlisten();
      await loop.stop();
      const timer = setTimeout(() => stopping.abort(), STOP_MS);
      await Promise.all([...underway.values()].map(({ end }) => end));
      clearTimeout(timer);
      await releaseDeliveries(db, worker);
    },
  };
}

interface Underway {
  host: string;
  payee: string;
  isPaid: boolean;
  /** Null: there is no connection yet. */
  network: string | null;
  end: Promise<void>;
}

/** How many there are of each, of at most `most`. */
function counted(names: string[], most: number) {
  const counts = new Map<string, number>();
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  names.forEach(add);
  return {
    add,
    hasRoom: (name: string): boolean => (counts.get(name) ?? 0) < most,
    full: (): string[] => [...counts].flatMap(([name, count]) => (count >= most ? name : [])),
  };
}
