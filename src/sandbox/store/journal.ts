import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

/** One change: table, key, and the row's new value (absent when the row is gone). */
export type JournalRecord = readonly [table: string, key: string, value?: unknown];

/**
 * An append-only file of changes. What is appended reaches the operating system with `flush`, which
 * everybody calls before telling the outside about a change: a kill -9 then loses nothing that was answered.
 * All that is flushed together is one line, so that of changes that belong together either all or none return.
 * Without a directory it remembers nothing.
 */
export class Journal {
  private readonly path: string | undefined;
  private file: number | undefined;
  private waiting: string[] = [];

  constructor(dir: string | undefined) {
    if (dir === undefined) return;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.path = join(dir, "journal.jsonl");
  }

  /** Hands over every whole record. A last line torn by a crash was never answered and is left out. */
  load(apply: (record: JournalRecord) => void): void {
    if (this.path === undefined || !existsSync(this.path)) return;
    let number = 0;
    for (const { line, whole } of linesOf(this.path)) {
      number += 1;
      try {
        for (const record of JSON.parse(line) as JournalRecord[]) apply(record);
      } catch (cause) {
        if (!whole) return;
        throw new Error(`The sandbox's journal ${this.path} is damaged in line ${number}.`, { cause });
      }
    }
  }

  /** Starts a new file that holds just these records, and appends to it from here on. */
  open(records: Iterable<JournalRecord>): void {
    if (this.path === undefined) return;
    const fresh = `${this.path}.new`;
    this.file = openSync(fresh, "w", 0o600);
    for (const record of records) {
      this.append(record);
      if (this.waiting.length >= 1_000) this.flush();
    }
    this.flush();
    fsyncSync(this.file);
    renameSync(fresh, this.path);
  }

  append(record: JournalRecord): void {
    if (this.file !== undefined) this.waiting.push(JSON.stringify(record));
  }

  /** Writes what was appended; on return it survives the death of this process. */
  flush(): void {
    if (this.file === undefined || this.waiting.length === 0) return;
    const data = Buffer.from(`[${this.waiting.join(",")}]\n`);
    this.waiting = [];
    for (let at = 0; at < data.length;) at += writeSync(this.file, data, at);
  }

  close(): void {
    this.flush();
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}

/** The lines of a file that may be larger than the longest string. */
function* linesOf(path: string): Iterable<{ line: string; whole: boolean }> {
  const file = openSync(path, "r");
  try {
    const chunk = Buffer.alloc(1 << 20);
    let rest = Buffer.alloc(0);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      let data = Buffer.concat([rest, chunk.subarray(0, read)]);
      for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
        yield { line: data.toString("utf8", 0, end), whole: true };
        data = data.subarray(end + 1);
      }
      rest = Buffer.from(data);
    }
    if (rest.length > 0) yield { line: rest.toString("utf8"), whole: false };
  } finally {
    closeSync(file);
  }
}
