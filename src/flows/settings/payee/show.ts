import type { Payee } from "../../../payments/payees.js";
import type { NewPayee } from "../../../shop/payees.js";
import type { Chat } from "../../engine/flow.js";
import { namesOf, nameText } from "../../ask/somebody.js";
import { addressOf, groupOf, type NamedPayee } from "./who.js";

/** A payee in a line: "you", "Billing (7000104007)", "a group in which 2 of 3 have to agree (MIX…)". */
export function payeeText(chat: Chat, payee: Pick<Payee, "members" | "threshold" | "label">): string {
  const { members, threshold, label } = payee;
  if (members.length > 1) return chat.t("payee.groupOf", { count: threshold, total: members.length, address: label });
  return members[0] === chat.person.userId ? chat.t("payee.you") : label || members[0]!;
}

/** The same for whoever works there: a shop's first payee is its owner, whose name was not kept. */
export async function payeeByName(chat: Chat, payee: Payee): Promise<string> {
  const [member, ...others] = payee.members;
  if (!member || others.length > 0 || payee.label !== "") return payeeText(chat, payee);
  const label = (await namesOf(chat, [member])).get(member) ?? chat.t("payee.shop");
  return payeeText(chat, { ...payee, label });
}

/** Everybody in it, how many have to agree, and the address: what is confirmed. */
export function payeeInFull(chat: Chat, payee: NamedPayee): string {
  const { members, threshold } = payee;
  const names = members.map((member, i) => (members.length > 1 ? `${i + 1}. ${nameText(member)}` : nameText(member)));
  if (members.length === 1) return names.join("\n");
  const agreement = chat.t("payee.agreement", { count: threshold, total: members.length });
  return [...names, agreement, addressOf(payee)].join("\n");
}

/** As it is kept. */
export function toNewPayee(payee: NamedPayee): NewPayee {
  const { kind, threshold } = payee;
  const label = kind === "multisig" ? addressOf(payee) : nameText(payee.members[0]!);
  return { kind, members: groupOf(payee).members, threshold, label };
}
