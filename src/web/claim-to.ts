import { decimal } from "../payments/money.js";
import type { Rates } from "../payments/ports.js";
import type { ClaimTo } from "../payments/remittances/claim.js";
import type { Choice } from "../shop/claim-choices.js";
import type { ClaimOptions, MixinUser } from "./options.js";

/** Why money cannot go where somebody wants it; `values` for its sentence. */
export interface ToProblem {
  field: "person" | "id" | "mix" | "chain";
  problem:
    | "badId"
    | "absent"
    | "bot"
    | "notOnSafe"
    | "busy"
    | "badMix"
    | "members"
    | "badAddress"
    | "otherFee"
    | "smallFee";
  values?: { name?: string; id?: string; network?: string; fee?: string };
}

export type ReadTo = { ok: true; to: ClaimTo } | ({ ok: false } & ToProblem);

/** "Ada (2815162)": a name can be made up, the number cannot. */
export const labelOf = ({ fullName, identityNumber }: Pick<MixinUser, "fullName" | "identityNumber">): string =>
  identityNumber === "" ? fullName : `${fullName} (${identityNumber})`;

/** Somebody who is known to be who they say, as whom money goes to. */
export async function toUser(options: ClaimOptions, userId: string): Promise<ReadTo> {
  const users = await options.usersByIds([userId]).catch(() => null);
  if (users === null) return { ok: false, field: "person", problem: "busy" };
  const [user] = users;
  if (!user?.hasSafe)
    return { ok: false, field: "person", problem: "notOnSafe", values: { name: user?.fullName ?? "" } };
  return { ok: true, to: { kind: "user", userId, label: labelOf(user) } };
}

/** The user a typed Mixin ID names, who can be asked and can receive. */
export async function readMixinId(
  options: ClaimOptions,
  typed: string,
): Promise<{ ok: true; user: MixinUser } | ({ ok: false } & ToProblem)> {
  const id = typed.normalize("NFKC").replaceAll(/[\s@]/g, "");
  if (!/^\d{4,12}$/.test(id)) return { ok: false, field: "id", problem: "badId" };
  const user = await options.findUser(id).catch(() => "busy" as const);
  if (user === "absent" || user === "busy") return { ok: false, field: "id", problem: user, values: { id } };
  const name = labelOf(user);
  if (user.isBot) return { ok: false, field: "id", problem: "bot", values: { name } };
  return user.hasSafe ? { ok: true, user } : { ok: false, field: "id", problem: "notOnSafe", values: { name } };
}

/** The users a `MIX…` address names, all of whom can receive. */
export async function readMix(options: ClaimOptions, typed: string): Promise<ReadTo> {
  const label = typed.replaceAll(/\s/g, "");
  const group = options.readMixAddress(label);
  if (!group) return { ok: false, field: "mix", problem: "badMix" };
  const { members, threshold } = group;
  const users = await options.usersByIds(members).catch(() => null);
  if (users === null) return { ok: false, field: "mix", problem: "busy" };
  if (users.length < members.length || threshold < 1 || threshold > members.length) {
    return { ok: false, field: "mix", problem: "members" };
  }
  // Paid to the till itself, it would be nobody's.
  const till = users.find(({ identityNumber }) => identityNumber === options.bot.number);
  if (till) return { ok: false, field: "mix", problem: "bot", values: { name: labelOf(till) } };
  const missing = users.find(({ hasSafe }) => !hasSafe);
  if (missing) return { ok: false, field: "mix", problem: "notOnSafe", values: { name: labelOf(missing) } };
  const [one] = users;
  if (members.length === 1) return { ok: true, to: { kind: "user", userId: members[0]!, label: labelOf(one!) } };
  return { ok: true, to: { kind: "members", members, threshold, label } };
}

/** An address on the chain of what is to be received, and what leaving for it costs now. */
export async function readChainAddress(
  options: ClaimOptions,
  { assetId, amount }: Choice,
  typed: { address: string; tag: string },
  rates: Rates,
): Promise<ReadTo> {
  const [address, tag] = [typed.address.trim(), typed.tag.trim()];
  const network = rates.asset(assetId)?.network ?? "";
  if (address === "" || /\s/.test(address)) {
    return { ok: false, field: "chain", problem: "badAddress", values: { network } };
  }
  const asked = await options.feeOf(assetId, address, tag).catch(() => ({ ok: false, reason: "unreachable" }) as const);
  if (asked.ok) {
    if (decimal(asked.fee).gte(amount)) {
      return { ok: false, field: "chain", problem: "smallFee", values: { fee: asked.fee, network } };
    }
    const label = tag === "" ? address : `${address} (${tag})`;
    return { ok: true, to: { kind: "address", address, tag, fee: asked.fee, label } };
  }
  const problems = { other_asset: "otherFee", bad_address: "badAddress", unreachable: "busy" } as const;
  return { ok: false, field: "chain", problem: problems[asked.reason], values: { network } };
}
