import pg from "pg";
import type { Log } from "../log.js";
import type { Channel } from "./database.js";

/**
 * A connection of its own that hears PostgreSQL's notifications and comes back when it is lost.
 * After each reconnect every subscriber is called once with "": something may have been missed.
 */
export function createListener(url: string, log: Log) {
  const subscribers = new Map<Channel, Set<(payload: string) => void>>();
  let client: pg.Client | null = null;
  let connecting: Promise<void> | null = null;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
    fresh.on("notification", (n) => subscribers.get(n.channel as Channel)?.forEach((heard) => heard(n.payload ?? "")));
    fresh.on("error", (error) => lost(fresh, error));
    fresh.on("end", () => lost(fresh, null));
    await fresh.connect();
    for (const channel of subscribers.keys()) await fresh.query(`listen "${channel}"`);
    client = fresh;
  }

  function lost(which: pg.Client, error: Error | null): void {
    if (closed || client !== which) return;
    client = null;
    log("warn", "database notifications lost, reconnecting", { error });
    again();
  }

  function again(): void {
    if (closed) return;
    retry = setTimeout(() => {
      connecting = connect().then(
        () => subscribers.forEach((set) => set.forEach((heard) => heard(""))),
        () => again(),
      );
    }, 1_000);
    retry.unref();
  }

  return {
    async listen(channel: Channel, heard: (payload: string) => void): Promise<() => Promise<void>> {
      const set = subscribers.get(channel) ?? new Set();
      subscribers.set(channel, set.add(heard));
      if (!client) await (connecting ??= connect());
      else if (set.size === 1) await client.query(`listen "${channel}"`);
      return async () => void set.delete(heard);
    },
    async close(): Promise<void> {
      closed = true;
      clearTimeout(retry);
      await connecting?.catch(() => undefined);
      await client?.end();
    },
  };
}
