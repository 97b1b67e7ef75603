import { membersHash } from "../bytes.js";
import { stamp } from "../clock.js";
import type { People } from "../people/people.js";
import type { Store } from "../store/store.js";
import { unitsOf } from "./amount.js";
import type { OutputRow, OutputState } from "./types.js";

export interface OutputQuery {
  readonly threshold?: number | undefined;
  readonly assetId?: string | undefined;
  readonly state?: string | undefined;
  /** A sequence, inclusive. */
  readonly offset?: number | undefined;
  readonly limit: number;
  readonly order: "ASC" | "DESC";
}

/** Outputs of one owner, in rising sequence; those that are not spent are also kept apart. */
interface Shelf {
  readonly members: readonly string[];
  readonly all: OutputRow[];
  readonly live: Map<string, OutputRow>;
}

/** All outputs by id and by owner. */
export class Outputs {
  private readonly shelves = new Map<string, Shelf>();
  private readonly byApp = new Map<string, Shelf>();
  private sequence = 0;

  constructor(
    private readonly store: Store,
    private readonly people: People,
  ) {
    for (const output of store.outputs.values()) this.index(output);
  }

  get(id: string): OutputRow | undefined {
    return this.store.outputs.get(id);
  }

  /** Puts a new, unspent output on its owner's shelf; it gets the next sequence. */
  create(
    output: Omit<OutputRow, "sequence" | "state" | "signed_by" | "signed_at" | "spent_at" | "updated_at">,
  ): OutputRow {
    const row: OutputRow = {
      ...output,
      sequence: this.sequence + 1,
      state: "unspent",
      signed_by: "",
      signed_at: "",
      spent_at: "",
      updated_at: output.created_at,
    };
    this.store.outputs.put(row.output_id, row);
    this.index(row);
    return row;
  }

  mark(output: OutputRow, state: OutputState, by: string): void {
    output.state = state;
    output.signed_by = by;
    output.updated_at = stamp();
    if (state === "signed") output.signed_at = output.updated_at;
    if (state === "spent") {
      output.spent_at = output.updated_at;
      for (const shelf of this.shelvesOf(output)) shelf.live.delete(output.output_id);
    }
    this.store.outputs.put(output.output_id, output);
  }

  /** The members behind a hash, when they ever received anything together. */
  members(hash: string): readonly string[] | undefined {
    return this.shelves.get(hash)?.members;
  }

  list(hash: string, query: OutputQuery): OutputRow[] {
    return select(this.shelves.get(hash), query);
  }

  /** What a bot's network users own. */
  listOfApp(appId: string, query: OutputQuery): OutputRow[] {
    return select(this.byApp.get(appId), query);
  }

  /** Unspent and signed sums by asset, of one person alone. */
  balances(userId: string): Map<string, bigint> {
    const sums = new Map<string, bigint>();
    for (const output of this.shelves.get(membersHash([userId]))?.live.values() ?? []) {
      if (output.state !== "unspent") continue;
      sums.set(output.asset_id, (sums.get(output.asset_id) ?? 0n) + unitsOf(output.amount));
    }
    return sums;
  }

  private index(output: OutputRow): void {
    this.sequence = Math.max(this.sequence, output.sequence);
    for (const shelf of this.shelvesOf(output)) {
      shelf.all.push(output);
      if (output.state !== "spent") shelf.live.set(output.output_id, output);
    }
  }

  private shelvesOf(output: OutputRow): Shelf[] {
    const own = shelf(this.shelves, membersHash(output.receivers), output.receivers);
    const [only] = output.receivers;
    const appId = output.receivers.length === 1 && only !== undefined ? (this.people.get(only)?.app_id ?? "") : "";
    return appId === "" ? [own] : [own, shelf(this.byApp, appId, [])];
  }
}

function shelf(shelves: Map<string, Shelf>, key: string, members: readonly string[]): Shelf {
  let found = shelves.get(key);
  if (found === undefined) {
    found = { members, all: [], live: new Map() };
    shelves.set(key, found);
  }
  return found;
}

/** The place of the first output whose sequence is not below the offset. */
function seek(rows: readonly OutputRow[], offset: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.sequence ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* walk(shelf: Shelf, query: OutputQuery): Iterable<OutputRow> {
  const { offset } = query;
  const live = query.state === "unspent" || query.state === "signed";
  const rows = live ? [...shelf.live.values()] : shelf.all;
  if (query.order === "ASC") {
    for (let at = offset === undefined ? 0 : seek(rows, offset); at < rows.length; at++) yield rows[at] as OutputRow;
  } else {
    const end = offset === undefined ? rows.length : seek(rows, offset + 1);
    for (let at = end - 1; at >= 0; at--) yield rows[at] as OutputRow;
  }
}

function select(shelf: Shelf | undefined, query: OutputQuery): OutputRow[] {
  const found: OutputRow[] = [];
  if (shelf === undefined) return found;
  for (const output of walk(shelf, query)) {
    if (found.length >= query.limit) break;
    if (query.threshold !== undefined && output.receivers_threshold !== query.threshold) continue;
    if (query.assetId !== undefined && output.asset_id !== query.assetId) continue;
    if (query.state !== undefined && output.state !== query.state) continue;
    found.push(output);
  }
  return found;
}
