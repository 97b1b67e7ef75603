import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import type * as schema from "./schema.js";

export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];
/** A database or a transaction in it: what a function takes that must join its caller's commit. */
export type Executor = Db | Tx;

/** An open database, whichever engine is behind it. */
export interface Database {
  readonly db: Db;
  readonly engine: "postgres" | "embedded";
  /** Runs `heard` for each signal on the channel, from any process; resolves to a function that stops it. */
  listen(channel: Channel, heard: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * `jobs`: there is work. `orders`: the order with this id changed. `outbox`: there are chat messages to be sent.
 * `wallet`: money may have come in, or is to go out. `deliveries`: programs are to be told something.
 */
export type Channel = "jobs" | "orders" | "outbox" | "wallet" | "deliveries";

/** Sends a signal that is heard when (and only when) the transaction commits. */
export async function signal(tx: Executor, channel: Channel, payload: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${channel}, ${payload})`);
}

/** PostgreSQL's codes for "run the same transaction again": serialization failure, deadlock. */
const RETRYABLE = new Set(["40001", "40P01"]);

/**
 * Runs `work` in one transaction; runs it again (at most three times) when the database asks for that.
 * `work` must use the handed transaction only: the embedded engine has one session and would wait for itself.
 */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt >= 3 || !RETRYABLE.has(sqlState(error))) throw error;
    }
  }
}

/** The SQLSTATE of a driver's error, through drizzle's wrapping; empty when there is none. */
function sqlState(error: unknown): string {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if ("code" in e && typeof e.code === "string") return e.code;
  }
  return "";
}
