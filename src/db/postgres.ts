import pg from "pg";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import type { Log } from "../log.js";
import type { Database, Db } from "./database.js";
import { createListener } from "./listener.js";
import { migrationsFolder } from "./migrations.js";
import * as schema from "./schema.js";

/** Number of the advisory lock under which one process at a time migrates. */
const MIGRATION_LOCK = 6_101_001;

/** A process that is frozen in the middle of a transaction must not hold up the others with what it has locked. */
const MOST_IDLE_MS = 5_000;

/** Connects to PostgreSQL at `url` and migrates it; throws the driver's error when it cannot be reached. */
export async function openPostgres(url: string, log: Log): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    idle_in_transaction_session_timeout: MOST_IDLE_MS,
  });
  // Lost while somebody works with it: that one's next query says so. Without a listener the process would end.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", (error) => log("warn", "database connection lost", { error }));
  const db = drizzle(pool, { schema, casing: "snake_case" });
  try {
    await migrateAlone(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const listener = createListener(url, log);
  return {
    db: db as unknown as Db,
    engine: "postgres",
    listen: (channel, heard) => listener.listen(channel, heard),
    async close() {
      await listener.close();
      await pool.end();
    },
  };
}

async function migrateAlone(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder });
    await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
  } finally {
    client.release();
  }
}
