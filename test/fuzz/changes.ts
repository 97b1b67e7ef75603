import { sql } from "drizzle-orm";
import type { Database, Tx } from "../../src/db/database.js";

/** A row that came, changed (`before` and `after`) or went, as the database saw it. */
export interface Change {
  table: string;
  before: Row | null;
  after: Row | null;
  /** Number of the flow's run that did it; null: none. */
  run: number | null;
}
export type Row = Record<string, Value | undefined>;
/** As JSON has it; a column of numbers as text. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** Tables in which money, those it goes to, or the rights over it change. */
const WATCHED = [
  "refunds",
  "transfers",
  "intakes",
  "remittances",
  "claim_requests",
  "ledger_entries",
  "merchants",
  "codes",
  "payees",
  "orders",
  "staff",
  "shop_groups",
  "settings",
  "api_keys",
  "webhooks",
  "deliveries",
];

/** Has the database itself note every change of these tables: nothing the program does escapes it. */
export async function watchTables({ db }: Database): Promise<void> {
  await db.execute(
    sql`create table fuzz_changes (id bigserial primary key, run text, name text, before jsonb, after jsonb)`,
  );
  // Numbers as text: an amount has more digits than a JavaScript number keeps.
  await db.execute(sql`
    create function fuzz_row(row_ jsonb) returns jsonb language sql as $$
      select jsonb_object_agg(key, case when jsonb_typeof(value) = 'number' then to_jsonb(value::text) else value end)
      from jsonb_each(row_) $$`);
  await db.execute(sql`
    create function fuzz_note() returns trigger language plpgsql as $$ begin
      insert into fuzz_changes (run, name, before, after) values (
        nullif(current_setting('fuzz.run', true), ''), tg_table_name,
        case when tg_op = 'INSERT' then null else fuzz_row(to_jsonb(old)) end,
        case when tg_op = 'DELETE' then null else fuzz_row(to_jsonb(new)) end);
      return null;
    end $$`);
  for (const name of WATCHED) {
    await db.execute(
      sql`create trigger fuzz_note after insert or update or delete on ${sql.identifier(name)} for each row execute function fuzz_note()`,
    );
  }
}

/** From here on, until the transaction ends or this is called again, changes are those of this run. */
export async function markRun(tx: Tx, run: number): Promise<void> {
  await tx.execute(sql`select set_config('fuzz.run', ${String(run)}, true)`);
}

/** The changes after this one, in order; and which was the last. */
export async function changesAfter({ db }: Database, last: number): Promise<{ changes: Change[]; last: number }> {
  type Noted = { id: string | number; run: string | null; name: string; before: Row | null; after: Row | null };
  const noted = await db.execute(sql`select * from fuzz_changes where id > ${last} order by id`);
  const { rows } = noted as { rows: Noted[] };
  const changes = rows.map(({ run, name, before, after }) => ({
    table: name,
    before,
    after,
    run: run === null ? null : Number(run),
  }));
  return { changes, last: Number(rows.at(-1)?.id ?? last) };
}

/** A column of a row as text; empty when there is none. */
export function textOf(row: Row | null, column: string): string {
  const value = row?.[column] ?? "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
