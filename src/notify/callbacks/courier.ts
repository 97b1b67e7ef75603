import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/database.js";
import { freshId } from "../../db/ids.js";
import { createLoop } from "../../db/loop.js";
import type { Log } from "../../log.js";
import { pause } from "../../mixin/wait.js";
import { callbackBody } from "../../payments/message-bodies.js";
import { networkOf } from "./addresses.js";
import { hostOf } from "./dead.js";
import type { Letter, Post } from "./post.js";
import {
  claimDeliveries,
  type Due,
  endAttempt,
  type Ended,
  type Kind,
  kindOf,
  KINDS,
  LEASE_SECONDS,
  postpone,
  releaseDeliveries,
} from "./queue.js";

/** Posted at the same time by this process: in all, and of each kind. What was paid always has half of it and more. */
const AT_ONCE = 80;
export const UNPAID_AT_ONCE = 16;
const KIND_AT_ONCE: Record<Kind, number> = { paid: AT_ONCE, webhooks: 16, unpaid: UNPAID_AT_ONCE };

/**
 * To one host, for one payee (or one shop's webhooks), and to one address: who hangs takes no more than that. Each kind is
 * counted apart: strangers may name any payee and any host, and names of their own that lead to the same address. A webhook
 * that has nothing underway always gets one place, however many of its shop's others hang: a shop has few of them.
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

/** How often it is tried, once we stop, to write down what became of an attempt. */
const WRITES = 3;
/** Before the lease is over: one more write may take so long where the database does not answer. */
const WRITE_MS = 6_000;

export interface CourierOptions {
  database: Database;
  post: Post;
  /** The value of the signature's header, for a body and a moment. */
  sign: (body: string, at: Date) => string;
  /** Absent: due times and leases go by the database's. */
  clock?: () => Date;
  log: Log;
}

/** Takes deliveries to their addresses as they fall due. Any number of couriers may share a database. */
export function createCourier({ database, post, sign, clock, log }: CourierOptions) {
  const { db } = database;
  const worker = freshId();
  const underway = new Map<string, Underway>();
  const now = (): SQL => (clock ? sql`${clock().toISOString()}::timestamptz` : sql`now()`);
  let unlisten = async () => {};
  const loop = createLoop({
    name: "delivering callbacks",
    log,
    async run() {
      let begun = 0;
      for (const kind of KINDS) {
        const { left, busy, choose } = room(kind);
        if (left <= 0) continue;
        // The lease begins no earlier.
        const since = performance.now();
        const due = await claimDeliveries(db, { kind, now: now(), worker, busy, choose });
        for (const one of due) begin(one, since + LEASE_SECONDS * 1_000);
        begun += due.length;
      }
      return begun > 0 ? 0 : POLL_MS;
    },
  });

  /** What may be begun now, beside what is underway. */
  function room(kind: Kind) {
    const beside = [...underway.values()].filter((one) => one.kind === kind);
    const hosts = counted(
      beside.map(({ host }) => host),
      HOST_AT_ONCE,
    );
    const payees = counted(
      beside.map(({ payee }) => payee),
      PAYEE_AT_ONCE,
    );
    const webhooks = new Set(beside.flatMap(({ webhookId }) => webhookId ?? []));
    const busy = { hosts: hosts.full(), payees: payees.full(), webhooks: [...webhooks] };
    const left = Math.min(AT_ONCE - underway.size, KIND_AT_ONCE[kind] - beside.length);
    /** As many as there is room for: first of those payees who have least underway. */
    const choose = (due: Due[]): Due[] => {
      const fitting = byTurns(due, beside).filter(({ delivery, payee }) => {
        const { url, webhookId } = delivery;
        const isIdle = webhookId !== null && !webhooks.has(webhookId);
        if (!hosts.hasRoom(hostOf(url)) || !(payees.hasRoom(payee) || isIdle)) return false;
        hosts.add(hostOf(url));
        payees.add(payee);
        if (webhookId !== null) webhooks.add(webhookId);
        return true;
      });
      return fitting.slice(0, left);
    };
    return { left, busy, choose };
  }

  function begin(due: Due, leasedUntil: number): void {
    const { id, url, webhookId } = due.delivery;
    const stopping = new AbortController();
    const one: Underway = {
      host: hostOf(url),
      payee: due.payee,
      webhookId,
      kind: kindOf(due.delivery),
      network: null,
      stop: () => stopping.abort(),
      end: Promise.resolve(),
    };
    underway.set(id, one);
    const admits = (address: string) => admit(one, networkOf(address));
    one.end = deliver(due, { admits, stopping: stopping.signal, leasedUntil })
      .catch((error: unknown) => log("error", "what became of a callback could not be written down", { id, error }))
      .finally(() => {
        underway.delete(id);
        loop.wake();
      });
  }

  /** Where a name leads is known only when there is a connection: of its several addresses any may be the one. */
  function admit(one: Underway, network: string): boolean {
    const same = [...underway.values()].filter((other) => other.kind === one.kind && other.network === network);
    if (same.length >= ADDRESS_AT_ONCE) return false;
    one.network = network;
    return true;
  }

  async function deliver(due: Due, { admits, stopping, leasedUntil }: Delivering): Promise<void> {
    const { delivery } = due;
    const { id, orderId, event } = delivery;
    const at = clock?.() ?? new Date();
    const attempt = await post({ ...letterOf(due, at), admits }, stopping);
    // Handed back with all others when we stop.
    if (stopping.aborted && !attempt) return;
    if (!attempt) {
      await pause(FULL_MS);
      return postpone(db, { id, now: now(), worker });
    }
    log("debug", "a callback was posted", { id, orderId, event, attempt: delivery.attempts + 1, ...attempt });
    if (!(await write({ delivery, attempt, at, now: now(), worker }, leasedUntil, stopping))) {
      log("warn", "a callback took longer than its lease: another process may have posted it, too", { id, orderId });
    }
  }

  function letterOf({ delivery, asked }: Due, at: Date): Letter {
    const { id, url, event, webhookId } = delivery;
    const body = delivery.body ?? (asked ? callbackBody(asked) : "");
    const signed = { "mixtill-signature": sign(body, at) };
    if (webhookId === null) return { url, body, headers: signed, takenBy: "word" };
    return { url, body, headers: { ...signed, "mixtill-event": event, "mixtill-delivery": id }, takenBy: "status" };
  }

  /** What a receiver has said is not asked again because the database was away for a while; until its lease is over nobody else asks. */
  async function write(ended: Ended, leasedUntil: number, stopping: AbortSignal): Promise<boolean> {
    for (let tried = 1; ; tried++) {
      try {
        return await endAttempt(db, ended);
      } catch (error) {
        const wait = 1_000 * Math.min(tried, 2);
        const isLate = stopping.aborted || performance.now() + wait + WRITE_MS > leasedUntil;
        if (tried >= WRITES && isLate) throw error;
        await pause(wait, tried < WRITES ? undefined : stopping);
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
      const timer = setTimeout(() => underway.forEach((one) => one.stop()), STOP_MS);
      await Promise.all([...underway.values()].map(({ end }) => end));
      clearTimeout(timer);
      await releaseDeliveries(db, worker);
    },
  };
}

interface Underway {
  host: string;
  payee: string;
  webhookId: string | null;
  kind: Kind;
  /** Null: there is no connection yet. */
  network: string | null;
  /** Ends it where it is. One signal for all would be listened to by each of them. */
  stop: () => void;
  end: Promise<void>;
}

interface Delivering {
  admits: (address: string) => boolean;
  stopping: AbortSignal;
  /** By the clock of `performance`. */
  leasedUntil: number;
}

/** Turn by turn, as they were found, but what a payee has underway are turns that it has had. */
function byTurns(due: Due[], beside: Underway[]): Due[] {
  const turns = new Map<string, number>();
  const next = (payee: string): number => {
    const turn = (turns.get(payee) ?? 0) + 1;
    turns.set(payee, turn);
    return turn;
  };
  for (const { payee } of beside) next(payee);
  return due
    .map((one) => ({ one, turn: next(one.payee), isNoShop: Number(one.delivery.merchantId === null) }))
    .toSorted((a, b) => a.turn - b.turn || a.isNoShop - b.isNoShop)
    .map(({ one }) => one);
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
