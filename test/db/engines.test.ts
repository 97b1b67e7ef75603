import { sql } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { cursors } from "../../src/db/schema.js";
import { empty, eachEngine } from "../support/databases.js";

eachEngine("a fresh database", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  it("has every table and no rows", async () => {
    expect(await database.db.select().from(cursors)).toEqual([]);
  });

  it("is empty again after it was emptied", async () => {
    await database.db.insert(cursors).values({ name: "a", value: "1" });
    await empty(database);
    expect(await database.db.select().from(cursors)).toEqual([]);
  });

  it("is another one for each opening", async () => {
    const other = await open();
    await database.db.insert(cursors).values({ name: "a", value: "1" });
    expect(await other.db.select().from(cursors)).toEqual([]);
    await other.db.execute(sql`select 1`);
  });
});
