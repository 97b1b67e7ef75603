import { access, constants } from "node:fs/promises";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import pg from "pg";
import { migrationsFolder } from "../db/migrations.js";
import { failed, ok, skipped, type Finding, type Surroundings } from "./finding.js";

const OLDEST_VERSION = 14;

/** Whether the database is reached, fits this release, and lets us make our tables. `dataDir` null: not known. */
export async function examineDatabase(
  place: { databaseUrl: string | null; dataDir: string | null },
  { timeoutMs }: Surroundings,
): Promise<Finding> {
  if (place.databaseUrl !== null) return examinePostgres(place.databaseUrl, timeoutMs);
  if (place.dataDir === null) return skipped("database", "the configuration has to be right first");
  return examineFolder(place.dataDir);
}

async function examinePostgres(url: string, timeoutMs: number): Promise<Finding> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await judge(client);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const fix = "Start PostgreSQL, and correct host, name, user and password in DATABASE_URL.";
    return failed("database", `cannot be used: ${message || code || "no reason given"}`, fix);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function judge(client: pg.Client): Promise<Finding> {
  const facts = await client.query<{ version: number; mayCreate: boolean; migrated: boolean }>(`
    select current_setting('server_version_num')::int / 10000 as version,
      has_database_privilege(current_database(), 'create') and has_schema_privilege('public', 'create') as "mayCreate",
      to_regclass('drizzle.__drizzle_migrations') is not null as migrated`);
  const { version, mayCreate, migrated } = facts.rows[0]!;
  if (version < OLDEST_VERSION) {
    return failed("database", `PostgreSQL ${version} is too old`, `Update it to ${OLDEST_VERSION} or later.`);
  }
  if (!mayCreate) {
    const fix = "Make the user of DATABASE_URL the owner of its database: alter database … owner to …";
    return failed("database", "this user may not create tables", fix);
  }
  const applied = migrated
    ? (await client.query<{ n: number }>("select count(*)::int as n from drizzle.__drizzle_migrations")).rows[0]!.n
    : 0;
  const known = await knownMigrations();
  if (applied > known) {
    return failed("database", "was used by a newer release", "Update Mixtill, or restore the backup made before.");
  }
  const pending = known - applied;
  return ok(
    "database",
    `PostgreSQL ${version}, ${pending === 0 ? "up to date" : "the next start brings it up to date"}`,
  );
}

async function knownMigrations(): Promise<number> {
  const journal = await readFile(join(migrationsFolder, "meta", "_journal.json"), "utf8");
  return (JSON.parse(journal) as { entries: unknown[] }).entries.length;
}

/** The embedded database is locked while Mixtill runs, so only its folder is looked at. */
async function examineFolder(dataDir: string): Promise<Finding> {
  const folder = resolve(dataDir);
  for (let existing = folder; ; existing = dirname(existing)) {
    try {
      await access(existing, constants.W_OK | constants.X_OK);
      return ok("database", `embedded, under ${folder}: for a small shop; keep copies of this folder`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT" && dirname(existing) !== existing) continue;
      return failed(
        "database",
        `${existing} cannot be written to`,
        "Let this user write there, or set DATA_DIR to another folder.",
      );
    }
  }
}
