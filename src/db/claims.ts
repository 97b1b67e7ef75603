import pg from "pg";
import type { Log } from "../log.js";
import { createLoop } from "./loop.js";
import { ABSENT_SECONDS } from "./presence.js";

/** Work that one process at a time does. `wallet`: money in and out. `blaze`: chat messages in and out. */
export type Role = "wallet" | "blaze";
export const ROLES = ["wallet", "blaze"] as const satisfies readonly Role[];

/** First number of the advisory locks, of which the second says which role. */
const LOCKS = 6_101_002;
const LOCK: Record<Role, number> = { wallet: 1, blaze: 2 };

const LOOK_MS = 1_000;
/** After a holder's session was ended: it takes a moment to let go. */
const SOON_MS = 50;
/** A connection that takes longer to answer is as good as lost; less than others wait before they take over. */
const PATIENCE_MS = 3_000;

/** Takes a free role and says so in its row, in one statement. */
const TAKE = `
  with lock as materialized (select pg_try_advisory_lock(${LOCKS}, $2) as got)
  insert into roles (name, holder, backend_pid) select $1, $3, pg_backend_pid() from lock where got
  on conflict (name) do update
    set holder = excluded.holder, backend_pid = excluded.backend_pid, since = now(), seen_at = now()
  returning name`;

const RENEW = "update roles set seen_at = now() where holder = $1 and backend_pid = pg_backend_pid() returning name";

/** Ends the session of a holder that was not heard of for too long, if it is still the one that has the lock. */
const EVICT = `
  select pg_terminate_backend(l.pid) from pg_locks l join roles r on r.backend_pid = l.pid
  where r.name = $1 and r.seen_at < now() - make_interval(secs => ${ABSENT_SECONDS})
    and l.locktype = 'advisory' and l.classid = ${LOCKS} and l.objid = $2 and l.objsubid = 2 and l.granted
    and l.database = (select oid from pg_database where datname = current_database())`;

export interface ClaimsOptions {
  url: string;
  processId: string;
  /** Told what is held at each look, and at once when all is lost. */
  changed: (held: ReadonlySet<Role>) => void;
  log: Log;
}

/**
 * One process's claims to roles on a PostgreSQL that others share. Who has a role has its advisory lock, in a session of
 * its own, and renews its row each second. A holder that died has lost the lock with its session: the next one to look
 * gets it. The session of one that is frozen lives on: whoever finds its row old ends that session. So a frozen holder
 * that wakes finds its connection closed, and steps back. All moments are the database's.
 */
export function createClaims({ url, processId, changed, log }: ClaimsOptions) {
  const held = new Set<Role>();
  let client: pg.Client | null = null;
  let connected = true;
  let leaving = false;

  const loop = createLoop({
    name: "looking after roles",
    log,
    async run() {
      try {
        return (await look()) ? SOON_MS : LOOK_MS;
      } catch (error) {
        lost(client, error);
        return LOOK_MS;
      }
    },
  });

  /** True when a role may be free in a moment. */
  async function look(): Promise<boolean> {
    const session = (client ??= await connect());
    const renewed = await session.query<{ name: Role }>(RENEW, [processId]);
    for (const role of held) {
      if (!renewed.rows.some(({ name }) => name === role)) throw new Error(`another process has the role ${role}`);
    }
    let evicted = false;
    for (const role of leaving ? [] : ROLES.filter((name) => !held.has(name))) {
      const took = await session.query(TAKE, [role, LOCK[role], processId]);
      if (took.rowCount === 1) held.add(role);
      else evicted = (await evict(session, role)) || evicted;
    }
    if (client !== session) return true;
    connected = true;
    if (!leaving) changed(held);
    return evicted;
  }

  async function evict(session: pg.Client, role: Role): Promise<boolean> {
    const { rowCount } = await session.query(EVICT, [role, LOCK[role]]);
    if (rowCount) log("warn", "the process that had a role is not heard of any more: taking over", { role });
    return rowCount !== 0;
  }

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
      keepAlive: true,
      application_name: "mixtill roles",
    });
    fresh.on("error", (error) => lost(fresh, error));
    fresh.on("end", () => lost(fresh, null));
    await fresh.connect();
    return fresh;
  }

  /** Its session is gone, and with it every lock. */
  function lost(which: pg.Client | null, error: unknown): void {
    if (which !== client || leaving) return;
    if (connected) log("warn", "the connection that keeps this process's roles was lost", { error });
    connected = false;
    client = null;
    held.clear();
    // What hangs is cut off: the server must not take the session for alive.
    which?.end().catch(() => undefined);
    changed(held);
  }

  return {
    /** Resolves after the first look to what is held. */
    async start(): Promise<ReadonlySet<Role>> {
      await look().catch((error: unknown) => lost(client, error));
      loop.wake();
      return held;
    },
    /** From now on takes nothing more, but keeps what it has: until `stop`, nobody else is to get it. */
    keep(): void {
      leaving = true;
    },
    /** Lets go of everything. */
    async stop(): Promise<void> {
      leaving = true;
      await loop.stop();
      const last = client;
      client = null;
      held.clear();
      await last?.end();
    },
  };
}
