import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { type Database } from "../src/db/database.js";
import { openEmbedded } from "../src/db/embedded.js";
import { openPostgres } from "../src/db/postgres.js";
import { codes, merchants, payees } from "../src/db/schema.js";
import { rangeBefore, rangeOf, type Span } from "../src/reports/ranges.js";
import { statisticsOf } from "../src/reports/statistics.js";
import { createPostgresDatabase, postgresIsHere, quiet } from "../test/support/databases.js";
import { milliseconds, percentile, print, ratio, type Row } from "./figures.js";

const MANY = 1_000_000;
const FEW = 1_000;
const DAYS = 90;
const LAST = "2026-11-20";
export const NOW = new Date("2026-11-20T15:00:00Z");
/** Neither whole days of UTC nor whole hours: edges everywhere. */
export const TIME_ZONE = "Asia/Kolkata";
const ROUNDS = 150;

/** A code with a million payments beside one with a thousand over the same days: how long their statistics take. */
export async function benchStatistics(): Promise<void> {
  const postgres = postgresIsHere ? await createPostgresDatabase() : null;
  const database = postgres ? await openPostgres(postgres.url, quiet) : await openEmbedded(null);
  try {
    const shop = randomUUID();
    const [many, few] = [await seed(database, shop, MANY), await seed(database, shop, FEW)];
    await database.db.execute(sql`analyze`);
    const rows: Row[] = [];
    for (const [what, span] of Object.entries(SPANS)) {
      const times = { many: [] as number[], few: [] as number[] };
      // In turns, so that whatever else the machine does slows both.
      for (let round = 0; round < ROUNDS; round++) {
        times.many.push(await ask(database, shop, many, span));
        times.few.push(await ask(database, shop, few, span));
      }
      const [ours, beside] = [percentile(times.many, 0.5), percentile(times.few, 0.5)];
      const wanted = "≤ 1.2";
      rows.push({ what, ours: milliseconds(ours), beside: milliseconds(beside), ratio: ratio(ours, beside), wanted });
    }
    print("Statistics: a code with 1,000,000 payments; beside one with 1,000 over the same 90 days (medians)", rows);
  } finally {
    await database.close();
    await postgres?.drop();
  }
}

export const SPANS: Record<string, Span> = {
  "30 days, with the 30 before": { unit: "days", first: "2026-10-22", last: LAST },
  "all of it": { unit: "all", first: null, last: LAST },
  today: { unit: "days", first: LAST, last: LAST },
};

async function ask(database: Database, merchantId: string, codeId: string, span: Span): Promise<number> {
  const began = performance.now();
  const range = rangeOf(span, TIME_ZONE);
  const before = rangeBefore(span, TIME_ZONE, NOW);
  await statisticsOf(database.db, { merchantId, codeId, range, before, timeZone: TIME_ZONE, now: NOW });
  return performance.now() - began;
}

/** A code and its payments, spread evenly, in two assets: the orders, and the sums as they are kept of them. */
export async function seed({ db }: Database, shop: string, payments: number): Promise<string> {
  const code = randomUUID();
  const payee = { id: shop, kind: "individual" as const, members: [shop], threshold: 1 };
  await db.insert(payees).values(payee).onConflictDoNothing();
  const merchant = { id: shop, handle: "bench", handleSkeleton: "bench", name: "Bench", payeeId: shop };
  await db.insert(merchants).values(merchant).onConflictDoNothing();
  const named = { slug: `c${payments}`, title: "Coffee", quoteAsset: "aed" };
  await db.insert(codes).values({ id: code, merchantId: shop, payeeId: shop, ...named });
  const begin = `'${LAST}T15:00:00Z'::timestamptz - interval '${DAYS} days'`;
  await db.execute(
    sql.raw(`insert into orders (id, payee_id, merchant_id, source, code_id, title, quote_asset, quote_amount, state,
        payment_asset, payment_amount, settled_asset, settlement_amount, fee_amount, paid_at)
      select gen_random_uuid(), '${shop}', '${shop}', 'code', '${code}', 'Coffee', 'aed', 1 + n % 97, 'settled',
        asset, (1 + n % 97) * 0.27, asset, (1 + n % 97) * 0.267, (1 + n % 97) * 0.003,
        ${begin} + n * (interval '${DAYS} days' / ${payments})
      from generate_series(0, ${payments - 1}) n,
        lateral (select case when n % 4 = 0 then '${shop}'::uuid else '${code}'::uuid end as asset) a`),
  );
  await db.execute(
    sql.raw(`insert into rollups (merchant_id, code_id, span, at, quote_asset, payment_asset, count, gross, fees, paid, new_to_code, new_to_shop)
      select merchant_id, code_id, 'quarter', date_bin('15 minutes', paid_at, '2000-01-01T00:00:00Z'), quote_asset, payment_asset,
        count(*), sum(quote_amount), sum(quote_amount) * 0.01, sum(payment_amount), count(*) / 2, count(*) / 3
      from orders where code_id = '${code}' group by 1, 2, 4, 5, 6`),
  );
  await db.execute(
    sql.raw(`insert into rollups (merchant_id, code_id, span, at, quote_asset, payment_asset, count, gross, fees, paid, new_to_code, new_to_shop, counts, sums)
      select merchant_id, code_id, 'day', day, quote_asset, payment_asset,
        sum(count), sum(gross), sum(fees), sum(paid), sum(new_to_code), sum(new_to_shop),
        array_agg(count order by slot), array_agg(gross order by slot)
      from (
        select d.merchant_id, d.code_id, d.day, d.quote_asset, d.payment_asset, slot, coalesce(q.count, 0) as count, coalesce(q.gross, 0) as gross,
          coalesce(q.fees, 0) as fees, coalesce(q.paid, 0) as paid, coalesce(q.new_to_code, 0) as new_to_code, coalesce(q.new_to_shop, 0) as new_to_shop
        from (select distinct merchant_id, code_id, date_bin('1 day', at, '2000-01-01T00:00:00Z') as day, quote_asset, payment_asset
          from rollups where code_id = '${code}' and span = 'quarter') d
        cross join generate_series(0, 95) slot
        left join rollups q on q.code_id = d.code_id and q.merchant_id = d.merchant_id and q.span = 'quarter' and q.at = d.day + slot * interval '15 minutes'
          and q.quote_asset = d.quote_asset and q.payment_asset = d.payment_asset
      ) slots group by 1, 2, 4, 5, 6, 3`),
  );
  return code;
}
