import { sql } from "drizzle-orm";
import type { Database } from "../../../src/db/database.js";

type Row = Record<string, unknown>;

/** What no request may change: money, orders that are paid, shops, and who a payee is. */
export class Books {
  readonly #first = new Map<string, string>();

  /** `shop`: whose keys there are. */
  constructor(
    readonly database: Database,
    readonly shop: string,
  ) {}

  /** What is wrong with them now. */
  async wrong(): Promise<string[]> {
    const problems: string[] = [];
    const given = await this.#rows(`select o.id from refunds r join orders o on o.id = r.order_id
      where r.state <> 'cancelled' group by o.id having sum(r.quote_amount) > o.quote_amount`);
    if (given.length > 0) problems.push(`more was given back of ${String(given[0]!["id"])} than it cost`);
    const astray = await this.#rows(`select r.id from refunds r join orders o on o.id = r.order_id
      where r.merchant_id <> '${this.shop}' or o.merchant_id <> '${this.shop}'`);
    if (astray.length > 0) problems.push(`money of another shop is given back: ${String(astray[0]!["id"])}`);
    const kept: Record<string, string> = {
      sums: `select 'all' as id, (select count(*) from intakes) + (select count(*) from transfers)
        + (select count(*) from ledger_entries) + (select count(*) from swaps) as money,
        (select count(*) from orders where state in ('paid', 'settled')) as paid`,
      sold: "select * from orders where state in ('paid', 'settled')",
      key: "select id, merchant_id, name, scopes, hash, revoked_at from api_keys",
      "paid order":
        "select o.*, a.* from orders o join api_orders a on a.order_id = o.id where o.state in ('paid', 'settled')",
      payee: "select id, kind, members, threshold from payees",
      shop: "select * from merchants",
    };
    for (const [what, query] of Object.entries(kept)) {
      for (const row of await this.#rows(query)) {
        const key = `${what} ${String(row["id"])}`;
        const text = JSON.stringify(row);
        if ((this.#first.get(key) ?? text) !== text)
          problems.push(`the ${key} changed: ${this.#first.get(key)} → ${text}`);
        this.#first.set(key, this.#first.get(key) ?? text);
      }
    }
    const others = await this.#rows(`select o.id from orders o join api_orders a on a.order_id = o.id
      join payees p on p.id = o.payee_id
      where replace(lower(a.payee_sent), '-', '') not in (replace(p.id::text, '-', ''), replace(p.members ->> 0, '-', ''))
        and replace(lower(a.payee_sent), '-', '') <> replace(o.merchant_id::text, '-', '')`);
    if (others.length > 0)
      problems.push(`an order pays another payee than it was asked for: ${String(others[0]!["id"])}`);
    return problems;
  }

  async #rows(query: string): Promise<Row[]> {
    const { rows } = (await this.database.db.execute(sql.raw(query))) as { rows: Row[] };
    return rows;
  }
}
