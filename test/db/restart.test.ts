import pg from "pg";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Database, inTransaction, signal } from "../../src/db/database.js";
import { openPostgres } from "../../src/db/postgres.js";
import { createPostgresDatabase, postgresIsHere, quiet } from "../support/databases.js";

describe.skipIf(!postgresIsHere)("PostgreSQL that cuts all connections, as a restart does", () => {
  let place: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let database: Database;
  beforeAll(async () => {
    place = await createPostgresDatabase();
    database = await openPostgres(place.url, quiet);
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  async function cutAll(): Promise<void> {
    const client = new pg.Client({ connectionString: place.url });
    await client.connect();
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await client.end();
  }

  it("leaves signals heard, and says once that some may have been missed", async () => {
    const heard: string[] = [];
    await database.listen("orders", (payload) => void heard.push(payload));
    await cutAll();
    await vi.waitFor(() => expect(heard).toEqual([""]), 10_000);
    await signal(database.db, "orders", "one");
    await vi.waitFor(() => expect(heard).toEqual(["", "one"]), 5_000);
    expect((await database.db.execute(sql`select 1`)) !== null).toBe(true);
  });

  it("leaves the process alive that was in the middle of a transaction, and its next one works", async () => {
    const broken = inTransaction(database.db, async (tx) => {
      await tx.execute(sql`select 1`);
      await cutAll();
      await tx.execute(sql`select 1`);
    });
    await expect(broken).rejects.toThrow();
    expect(await inTransaction(database.db, (tx) => tx.execute(sql`select 1`))).toMatchObject({ rowCount: 1 });
  });
});
