import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { getTableName, is, sql } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { afterAll, describe } from "vitest";
import type { Database } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded.js";
import { migrationsFolder } from "../../src/db/migrations.js";
import { openPostgres } from "../../src/db/postgres.js";
import * as schema from "../../src/db/schema.js";
import type { Log } from "../../src/log.js";

/** A log that says nothing. */
export const quiet: Log = () => {};

/** Number of the advisory lock under which test processes build and clone the template, one at a time. */
const TEMPLATE_LOCK = 6_101_077;

const postgresUrl = await findPostgres();

/** Set where the same suite would be run thousands of times: by the mutation tests. */
const onlyEngine = process.env["TEST_ENGINE"];

/**
 * Runs a suite twice: on the embedded engine in memory and on PostgreSQL. Each `open()` gives a fresh, migrated
 * database that is closed (and dropped) after the suite. Where no PostgreSQL answers, its half is skipped and says so;
 * in CI that is an error.
 */
export function eachEngine(
  name: string,
  suite: (open: () => Promise<Database>, engine: Database["engine"]) => void,
): void {
  describe.skipIf(onlyEngine === "postgres")(`${name} (embedded)`, () =>
    suite(
      keeping(async () => ({ database: await openEmbedded(null) })),
      "embedded",
    ),
  );
  describe.skipIf(postgresUrl === null)(`${name} (postgres)`, () => suite(keeping(openClone), "postgres"));
}

/** Whether PostgreSQL is here, for suites that need it alone. */
export const postgresIsHere = postgresUrl !== null;

/** A fresh PostgreSQL database by its URL, for tests that start processes; the caller drops it. */
export async function createPostgresDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  if (postgresUrl === null) throw new Error("PostgreSQL does not answer.");
  const name = `mixtill_test_${process.pid}_${createHash("sha1").update(String(process.hrtime.bigint())).digest("hex").slice(0, 12)}`;
  await administer(postgresUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    await client.query(`create database ${name} template ${await templateName(postgresUrl, client)}`);
  });
  const drop = () =>
    administer(
      postgresUrl,
      async (client) => void (await client.query(`drop database if exists ${name} with (force)`)),
    );
  return { url: named(postgresUrl, name), drop };
}

/** Empties every table: cheaper than a fresh database between two tests of a suite. */
export async function empty(database: Database): Promise<void> {
  const tables = Object.values(schema).filter((value) => is(value, PgTable));
  const names = tables.map((table) => sql.identifier(getTableName(table)));
  await database.db.execute(sql`truncate table ${sql.join(names, sql`, `)} restart identity cascade`);
}

interface Opened {
  database: Database;
  drop?: () => Promise<void>;
}

/** Closes what a suite opened, once, when the suite is over. */
function keeping(opener: () => Promise<Opened>): () => Promise<Database> {
  const opened: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const close of opened.splice(0)) await close();
  });
  return async () => {
    const { database, drop } = await opener();
    let closed: Promise<void> | null = null;
    const close = () => (closed ??= database.close());
    opened.push(async () => {
      await close();
      await drop?.();
    });
    return { ...database, close };
  };
}

async function openClone(): Promise<Opened> {
  const { url, drop } = await createPostgresDatabase();
  return { database: await openPostgres(url, quiet), drop };
}

/** The template with exactly these migrations, built when missing. The caller holds the lock. */
async function templateName(url: string, client: pg.Client): Promise<string> {
  const hash = createHash("sha1");
  for (const file of readdirSync(migrationsFolder)
    .filter((f) => f.endsWith(".sql"))
    .sort()) {
    hash.update(readFileSync(join(migrationsFolder, file)));
  }
  const name = `mixtill_template_${hash.digest("hex").slice(0, 12)}`;
  const known = await client.query("select 1 from pg_database where datname = $1", [name]);
  if (known.rowCount) return name;
  const draft = `${name}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft}`);
  await (await openPostgres(named(url, draft), quiet)).close();
  await client.query(`alter database ${draft} rename to ${name}`);
  return name;
}

async function administer(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = await connected(url);
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** A machine that stands still for a few seconds is not a missing server: that one refuses at once. */
async function connected(url: string, triesLeft = 3): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    if (triesLeft === 1 || ["ECONNREFUSED", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return connected(url, triesLeft - 1);
  }
}

function named(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function findPostgres(): Promise<string | null> {
  const told = process.env["TEST_DATABASE_URL"];
  const here = [
    "postgres://root@127.0.0.1:5432/postgres",
    `postgres://${userInfo().username}@%2Fvar%2Frun%2Fpostgresql/postgres`,
  ];
  for (const url of told ? [told] : here) {
    try {
      await administer(url, async (client) => void (await client.query("select 1")));
      return url;
    } catch {
      // Not there: the next place is tried, and the end of the list is told below.
    }
  }
  const reason = `PostgreSQL does not answer at ${told ? "TEST_DATABASE_URL" : "127.0.0.1:5432 or its socket"}`;
  if (process.env["CI"] === "true") throw new Error(`${reason}; in CI it must.`);
  console.warn(`PostgreSQL tests skipped: ${reason}`);
  return null;
}
