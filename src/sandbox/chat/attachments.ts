import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stamp } from "../clock.js";
import type { Store } from "../store/store.js";

export interface AttachmentRow {
  readonly attachment_id: string;
  readonly owner: string;
  /** In the upload address, so that only its owner can write. */
  readonly secret: string;
  /** Set once the bytes are there. */
  size: number | null;
  readonly created_at: string;
}

/** Files that messages refer to: a place is made, then the bytes are put there. */
export class Attachments {
  private readonly memory = new Map<string, Buffer>();
  private readonly dir: string | undefined;

  constructor(
    private readonly store: Store,
    dir: string | undefined,
    private readonly url: () => string,
  ) {
    this.dir = dir === undefined ? undefined : join(dir, "attachments");
    if (this.dir !== undefined) mkdirSync(this.dir, { recursive: true, mode: 0o700 });
  }

  create(owner: string): AttachmentRow {
    const row = { attachment_id: randomUUID(), owner, secret: randomUUID(), size: null, created_at: stamp() };
    this.store.attachments.put(row.attachment_id, row);
    return row;
  }

  /** A place whose bytes have arrived. */
  ready(id: string): AttachmentRow | undefined {
    const row = this.store.attachments.get(id);
    return row === undefined || row.size === null ? undefined : row;
  }

  /** Takes the bytes; false when there is no such place or the secret is wrong. */
  upload(id: string, secret: string, bytes: Buffer): boolean {
    const row = this.store.attachments.get(id);
    if (row === undefined || row.secret !== secret) return false;
    if (this.dir === undefined) this.memory.set(id, bytes);
    else {
      const path = join(this.dir, id);
      writeFileSync(`${path}.part`, bytes, { mode: 0o600 });
      renameSync(`${path}.part`, path);
    }
    row.size = bytes.length;
    this.store.attachments.put(id, row);
    return true;
  }

  bytes(id: string): Buffer | undefined {
    if (this.ready(id) === undefined) return undefined;
    return this.dir === undefined ? this.memory.get(id) : readFileSync(join(this.dir, id));
  }

  view(row: AttachmentRow) {
    const base = `${this.url()}/sandbox/attachments/${row.attachment_id}`;
    return {
      type: "attachment",
      attachment_id: row.attachment_id,
      upload_url: `${base}?secret=${row.secret}`,
      view_url: base,
      created_at: row.created_at,
    };
  }
}
