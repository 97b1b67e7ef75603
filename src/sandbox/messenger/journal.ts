import { existsSync } from "node:fs";
import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { MessageStatus, StoredMessage } from "./types.js";

/** A transfer written down before it is sent, so that after any interruption the same bytes go again. */
export interface PendingTransfer {
  trace: string;
  raw: string;
}

/** One line of a phone's file. */
export type Entry =
  | { type: "message"; message: StoredMessage }
  | { type: "status"; message_id: string; status: MessageStatus }
  | { type: "recall"; message_id: string }
  | { type: "transfer"; transfer: PendingTransfer }
  | { type: "settled"; trace: string };

/** An append-only file of JSON lines, or nothing but memory when there is no path. */
export class Journal {
  #file: FileHandle | undefined;
  #queue: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle | undefined) {
    this.#file = file;
  }

  /** Opens the file and returns what it holds; a last line that a crash cut off is left out. */
  static async open(path: string | undefined): Promise<{ journal: Journal; entries: Entry[] }> {
    if (!path) return { journal: new Journal(undefined), entries: [] };
    await mkdir(dirname(path), { recursive: true });
    const text = existsSync(path) ? await readFile(path, "utf8") : "";
    const file = await open(path, "a", 0o600);
    // after a cut-off line the next one must begin on a line of its own
    if (text && !text.endsWith("\n")) await file.write("\n");
    return { journal: new Journal(file), entries: text.split("\n").flatMap(parseLine) };
  }

  /** Resolves once the entry is in the file, in the order of the calls. */
  append(entry: Entry): Promise<void> {
    const write = this.#write(entry, this.#queue);
    this.#queue = write.catch(() => undefined);
    return write;
  }

  async #write(entry: Entry, before: Promise<void>): Promise<void> {
    await before;
    await this.#file?.write(`${JSON.stringify(entry)}
`);
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#file?.close();
    this.#file = undefined;
  }
}

function parseLine(line: string): Entry[] {
  if (!line) return [];
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}
