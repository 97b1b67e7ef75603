import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { type OrderFilter, type Place, searchOrders, TITLES_LOOKED_AT } from "../../src/shop/order-search.js";
import { eachEngine } from "../support/databases.js";
import { openShop } from "../support/till.js";

/** More than one search looks at. */
const MANY = TITLES_LOOKED_AT + 5_000;

eachEngine("a search among many orders", (open) => {
  let database: Database;
  let shop = "";

  beforeAll(async () => {
    database = await open();
    shop = await openShop(database);
    await fill(shop, MANY);
  });

  /** Orders of a second each; every thousandth is an espresso, and the very first one a macchiato. */
  async function fill(merchantId: string, count: number): Promise<void> {
    await database.db.execute(sql`
      insert into orders (id, payee_id, merchant_id, source, title, quote_asset, quote_amount, state, created_at)
      select gen_random_uuid(), ${merchantId}, ${merchantId}, 'api',
        case when n = 1 then 'Macchiato' when n % 1000 = 0 then 'Espresso' else 'Coffee' end,
        'usd', 3, case when n % 5000 = 0 then 'paid' when n % 2 = 0 then 'settled' else 'expired' end,
        timestamptz '2026-01-01 00:00:00Z' + n * interval '1 second'
      from generate_series(1, ${count}::int) as n`);
    await database.db.execute(sql`analyze orders`);
  }

  async function all(filter: OrderFilter, limit = 20): Promise<{ titles: string[]; pages: number }> {
    const titles: string[] = [];
    let after: Place | null = null;
    for (let pages = 1; ; pages++) {
      const page = await searchOrders(database.db, { merchantId: shop, filter, after, limit });
      titles.push(...page.orders.map(({ order }) => order.title));
      after = page.next;
      if (after === null) return { titles, pages };
      expect(pages).toBeLessThan(50);
    }
  }

  test("for words looks at so many titles at a time, and goes on until it has looked at all", async () => {
    const espressos = await all({ words: "espresso" }, 10);
    expect(espressos.titles).toEqual(Array.from({ length: MANY / 1000 }, () => "Espresso"));
    const first = await searchOrders(database.db, {
      merchantId: shop,
      filter: { words: "macchiato" },
      after: null,
      limit: 20,
    });
    expect(first.orders).toEqual([]);
    expect(first.next).not.toBeNull();
    expect(await all({ words: "macchiato" })).toEqual({ titles: ["Macchiato"], pages: 2 });
    expect(await all({ words: "tea" })).toEqual({ titles: [], pages: 2 });
  });

  test("looks at those alone that the rest of the filter lets through", async () => {
    const from = new Date("2026-01-01T00:00:00Z");
    const to = new Date("2026-01-01T00:01:00Z");
    expect(await all({ words: "macchiato", from, to })).toEqual({ titles: ["Macchiato"], pages: 1 });
    expect((await all({ states: ["paid"] })).titles).toHaveLength(MANY / 5000);
  });

  test("keeps apart what was made in one millisecond", async () => {
    const other = await openShop(database, randomUUID());
    await database.db.execute(sql`
      insert into orders (id, payee_id, merchant_id, source, title, quote_asset, quote_amount, created_at)
      select gen_random_uuid(), ${other}, ${other}, 'api', 'No ' || n, 'usd', 3,
        timestamptz '2026-01-01 00:00:00.123Z' + n * interval '1 microsecond'
      from generate_series(1, 9) as n`);
    const titles: string[] = [];
    let after: Place | null = null;
    do {
      const page: Awaited<ReturnType<typeof searchOrders>> = await searchOrders(database.db, {
        merchantId: other,
        filter: {},
        after,
        limit: 2,
      });
      titles.push(...page.orders.map(({ order }) => order.title));
      after = page.next;
    } while (after !== null);
    expect(titles).toEqual(["No 9", "No 8", "No 7", "No 6", "No 5", "No 4", "No 3", "No 2", "No 1"]);
  });
});
