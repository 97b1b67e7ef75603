import type { Journal, JournalRecord } from "./journal.js";

/** Rows by key in memory, in order of insertion; every change goes to the journal. */
export class Table<T> {
  private readonly rows = new Map<string, T>();

  constructor(
    readonly name: string,
    private readonly journal: Journal,
  ) {}

  get size(): number {
    return this.rows.size;
  }

  get(key: string): T | undefined {
    return this.rows.get(key);
  }

  has(key: string): boolean {
    return this.rows.has(key);
  }

  values(): IterableIterator<T> {
    return this.rows.values();
  }

  entries(): IterableIterator<[string, T]> {
    return this.rows.entries();
  }

  /** Stores a row, also after changing it in place. */
  put(key: string, row: T): void {
    this.rows.set(key, row);
    this.journal.append([this.name, key, row]);
  }

  delete(key: string): void {
    if (this.rows.delete(key)) this.journal.append([this.name, key]);
  }

  /** Takes over a record of the journal. The journal is our own writing, so its form is believed. */
  restore(key: string, row: unknown): void {
    if (row === undefined) this.rows.delete(key);
    else this.rows.set(key, row as T);
  }

  *records(): Iterable<JournalRecord> {
    for (const [key, row] of this.rows) yield [this.name, key, row];
  }
}
