import { buildMixAddress, parseMixAddress } from "@mixin.dev/mixin-node-sdk";

/** Who an address of members (`MIX…`) names: Mixin users, of whom so many have to sign. */
export interface MixGroup {
  /** User ids, sorted. */
  members: string[];
  threshold: number;
}

/** `network_members`: addresses of the network (`XIN…`), which are nobody on Mixin. `repeated`: a member more than once. */
export type ReadAddress =
  | { ok: true; group: MixGroup }
  | { ok: false; problem: "unreadable" | "network_members" | "repeated" };

/** True for what is meant as an address of members. */
export const looksLikeMixAddress = (text: string): boolean => /^MIX\S{20,}$/.test(text);

/** Reads an address of members; its checksum tells typing errors. */
export function readMixAddress(text: string): ReadAddress {
  const parsed = parseMixAddress(text);
  if (!parsed) return { ok: false, problem: "unreadable" };
  if (parsed.xinMembers.length > 0) return { ok: false, problem: "network_members" };
  const members = [...new Set(parsed.uuidMembers)].sort();
  if (members.length !== parsed.uuidMembers.length) return { ok: false, problem: "repeated" };
  return { ok: true, group: { members, threshold: parsed.threshold } };
}

/** The address of members, the same for the same members in any order. */
export const mixAddress = ({ members, threshold }: MixGroup): string =>
  buildMixAddress({ version: 2, uuidMembers: members.toSorted(), xinMembers: [], threshold });
