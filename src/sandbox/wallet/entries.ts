import { createHash } from "node:crypto";
import { md5Uuid } from "../bytes.js";
import { stamp } from "../clock.js";
import { invalidField, notFound } from "../errors.js";
import { CHAINS, type Chain } from "../market/catalogue.js";
import type { People } from "../people/people.js";
import type { Store } from "../store/store.js";
import type { EntryRow } from "./types.js";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** Deposit addresses: the same members on the same chain always have the same one. */
export class Entries {
  constructor(
    private readonly store: Store,
    private readonly people: People,
  ) {}

  find(destination: string): EntryRow | undefined {
    for (const entry of this.store.entries.values()) if (entry.destination === destination) return entry;
    return undefined;
  }

  get(members: readonly string[], threshold: number, chainId: string): EntryRow {
    const chain = CHAINS.find((known) => known.chain_id === chainId);
    if (chain === undefined) throw notFound();
    if (members.length < 1 || threshold < 1 || threshold > members.length) throw invalidField("members", "invalid");
    const sorted = [...members].sort();
    for (const member of sorted) this.people.onSafe(member);
    const id = md5Uuid(`${sorted.join(",")}:${threshold}:${chainId}`);
    const known = this.store.entries.get(id);
    if (known !== undefined) return known;
    const entry: EntryRow = {
      entry_id: id,
      chain_id: chainId,
      members: sorted,
      threshold,
      destination: address(chain, id),
      tag: "",
      created_at: stamp(),
    };
    this.store.entries.put(id, entry);
    return entry;
  }
}

/** Something that looks like an address of the chain. No coin sent there ever arrives: it is made up. */
function address(chain: Chain, seed: string): string {
  const bytes = createHash("sha512").update(`sandbox:${seed}`).digest();
  const spell = (alphabet: string, length: number): string =>
    [...bytes.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join("");
  if (chain.address === "hex") return `0x${bytes.toString("hex").slice(0, 40)}`;
  if (chain.address === "bech32") return `${chain.symbol === "LTC" ? "ltc" : "bc"}1q${spell(BECH32, 38)}`;
  return `${chain.symbol.slice(0, 1)}${spell(BASE58, 33)}`;
}
