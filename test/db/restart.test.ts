import pg from "pg";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Database, signal } from "../../src/db/database.js";
import { openPostgres } from "../../src/db/postgres.js";
import { claimDatabase } from "../../src/db/sole.js";
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

  it("leaves the database claimed by the one who had it, or tells that one that another was quicker", async () => {
    const lost = vi.fn();
    const first = (await claimDatabase(place.url, quiet, lost))!;
    expect(await claimDatabase(place.url, quiet, () => {})).toBeNull();
    await cutAll();
    const another = (await claimDatabase(place.url, quiet, () => {}))!;
    await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce(), 10_000);
    await first.release();

    await cutAll();
    await vi.waitFor(
      async () => {
        const third = await claimDatabase(place.url, quiet, () => {});
        await third?.release();
        expect(third).toBeNull();
      },
      { timeout: 15_000, interval: 1_500 },
    );
    await another.release();
    const free = (await claimDatabase(place.url, quiet, () => {}))!;
    expect(free).not.toBeNull();
    await free.release();
  });

  it("given back while it is being claimed again, it is free for the next", async () => {
    const first = (await claimDatabase(place.url, quiet, () => {}))!;
    await cutAll();
    await first.release();
    const next = await claimDatabase(place.url, quiet, () => {});
    expect(next).not.toBeNull();
    await next?.release();
  });
});
