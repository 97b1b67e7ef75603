import { createHash, randomBytes } from "node:crypto";
import { nanoseconds, stamp } from "../clock.js";
import { ghostKey, ghostMask } from "../crypto/ghost.js";
import { publicOf, scalarFromSeed, scalarFromWide } from "../crypto/scalar.js";
import { invalidField } from "../errors.js";
import type { People } from "../people/people.js";
import type { Store } from "../store/store.js";
import type { GhostRow } from "./types.js";

const MAX_RECEIVERS = 64;
const MAX_INDEX = 255;
const KEEP_MS = 7 * 86_400_000;

/** One-time keys for people whose view keys the server holds. */
export class Ghosts {
  private readonly secret: string;
  private readonly viewPublics = new Map<string, Buffer>();

  constructor(
    private readonly store: Store,
    private readonly people: People,
  ) {
    this.forget();
    this.secret = store.secrets.get("ghost") ?? randomBytes(32).toString("hex");
  }

  /** Writes down the secret of a new wallet, once the journal is open. */
  open(): void {
    if (!this.store.secrets.has("ghost")) this.store.secrets.put("ghost", this.secret);
  }

  /**
   * The keys for an output with this index. The same receivers, index and hint always get the same keys,
   * so that a payment which is built again is the same payment. 10404 when a receiver is not on Safe.
   */
  issue(receivers: readonly string[], index: number, hint: string): GhostRow {
    if (receivers.length < 1 || receivers.length > MAX_RECEIVERS) throw invalidField("receivers", "1 to 64");
    if (new Set(receivers).size !== receivers.length) throw invalidField("receivers", "duplicate");
    if (!Number.isInteger(index) || index < 0 || index > MAX_INDEX) throw invalidField("index", "0 to 255");
    const sorted = [...receivers].sort();
    const owners = sorted.map((id) => this.people.onSafe(id));
    const seed = createHash("sha512")
      .update(`${this.secret}:${sorted.join(",")}:${index}:${hint}`)
      .digest();
    const r = scalarFromWide(seed);
    const mask = ghostMask(r);
    const known = this.store.ghosts.get(mask);
    if (known !== undefined) return known;
    const keys = owners.map((owner) =>
      ghostKey(r, this.viewPublic(owner.user_id, owner.view_seed), Buffer.from(owner.spend_public, "hex"), index),
    );
    const row: GhostRow = {
      receivers: sorted,
      index,
      mask,
      keys: keys.map((ghost) => ghost.key),
      views: keys.map((ghost) => ghost.view),
      created_at: stamp(),
    };
    this.store.ghosts.put(mask, row);
    return row;
  }

  /** Whose output this is; undefined when mask, keys and index were not given out together. */
  owner(mask: string, keys: readonly string[], index: number): GhostRow | undefined {
    const row = this.store.ghosts.get(mask);
    const same = row !== undefined && row.index === index && row.keys.join() === keys.join();
    return same ? row : undefined;
  }

  /** Keys that were asked for long ago and not used by now can be derived again when they are. */
  private forget(): void {
    const limit = BigInt(Date.now() - KEEP_MS) * 1_000_000n;
    for (const row of this.store.ghosts.values()) {
      if ((nanoseconds(row.created_at) ?? 0n) >= limit) return;
      this.store.ghosts.delete(row.mask);
    }
  }

  private viewPublic(userId: string, seed: string): Buffer {
    let key = this.viewPublics.get(userId);
    if (key === undefined) {
      key = publicOf(scalarFromSeed(Buffer.from(seed, "hex")));
      this.viewPublics.set(userId, key);
    }
    return key;
  }
}
