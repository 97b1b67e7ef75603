import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Log } from "../log.js";

/** Number of the advisory lock that says: on this database a Mixtill runs. */
const RUNNING_LOCK = 6_101_002;
const RETRY_MS = 1_000;

/**
 * Claims a PostgreSQL database for this process, which alone may read money in and send money out.
 * Answers null when another process holds it. A lost connection claims again; `onLost` is called when another was quicker.
 */
export async function claimDatabase(
  url: string,
  log: Log,
  onLost: () => void,
): Promise<{ release(): Promise<void> } | null> {
  const releasing = new AbortController();
  let renewing: Promise<void> | null = null;
  let client = await tryClaim();
  if (!client) return null;

  async function tryClaim(): Promise<pg.Client | null> {
    const fresh = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
    fresh.on("error", (error) => log("warn", "the connection that holds the database's claim was lost", { error }));
    await fresh.connect();
    const answer = await fresh.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [RUNNING_LOCK]);
    if (answer.rows[0]?.got !== true) {
      await fresh.end();
      return null;
    }
    fresh.once("end", () => {
      renewing = again();
    });
    return fresh;
  }

  async function again(): Promise<void> {
    while (!releasing.signal.aborted) {
      await pause(RETRY_MS, undefined, { signal: releasing.signal }).catch(() => undefined);
      if (releasing.signal.aborted) return;
      try {
        client = await tryClaim();
        if (!client) onLost();
        return;
      } catch (error) {
        log("warn", "the database's claim could not be renewed, trying again", { error });
      }
    }
  }

  return {
    async release() {
      releasing.abort();
      await renewing;
      await client?.end();
    },
  };
}
