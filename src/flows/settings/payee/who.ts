import { westernDigits } from "../../../payments/typed.js";
import { type User } from "../../../mixin/users.js";
import { type MixGroup, looksLikeMixAddress, mixAddress, readMixAddress } from "../../../mixin/addresses.js";
import { GROUP_MAX, GROUP_MIN } from "../../../shop/payees.js";
import type { Chat, FoundUser, Understood } from "../../engine/flow.js";
import { notUnderstood, understood } from "../../ask/questions.js";
import { nameText } from "../../ask/somebody.js";
import { wordsFor } from "../../understand/answers.js";
import { clean, excerpt, foldLetters } from "../../understand/text.js";

/** A member as it is shown: what Mixin said of them when they were named. */
export interface Member {
  userId: string;
  fullName: string;
  identityNumber: string;
}

/** A payee as it was named, with everybody in it. */
export interface NamedPayee {
  kind: "individual" | "developer" | "multisig";
  members: Member[];
  threshold: number;
}

/** A payee, or members of a group of whom it is not said yet how many have to agree. */
export type Named = NamedPayee | { kind: "members"; members: Member[] };

const SEPARATORS = /[\s,;，、；|&+]+/u;
const MIXIN_ID = /^@?\d{4,12}$/;

/** Reads an address of members, one Mixin ID or many, and looks everybody up; each refusal says what to do. */
export async function readPayee(chat: Chat, typed: string): Promise<Understood<Named>> {
  const words = westernDigits(typed)
    .trim()
    .split(SEPARATORS)
    .filter((word) => word !== "");
  const [first = ""] = words;
  if (words.length === 1 && /^mix/i.test(first)) return readAddress(chat, first);
  if (/^XIN\S{60,}$/.test(first)) return notUnderstood(chat.t("payee.networkMembers"));
  if (words.length === 0 || !words.every((word) => MIXIN_ID.test(word))) return notUnderstood(chat.t("payee.notAnId"));
  return words.length === 1 ? readOne(chat, digits(first)) : readMany(chat, words.map(digits));
}

/** True for what cannot be anything but a payee: more than a code's number. */
export const looksLikePayee = (typed: string): boolean => {
  const words = westernDigits(typed).trim().split(SEPARATORS);
  return looksLikeMixAddress(typed.trim()) || words.every((word) => /^@?\d{5,12}$/.test(word));
};

const ME = new Set(wordsFor("me").map(foldLetters));

/** True for "me", "mich", "我自己": whoever talks. */
export const isMe = (typed: string): boolean => ME.has(foldLetters(typed).trim());

const digits = (word: string): string => word.replace("@", "");

/** The person who talks, when they can receive money. */
export async function readMe(chat: Chat): Promise<Understood<Named>> {
  const { userId } = chat.person;
  const users = await chat.usersByIds([userId]);
  if (!users) return notUnderstood(chat.t("payee.unreachable"));
  const me = users.get(userId);
  if (!me?.hasSafe) return notUnderstood(chat.t("payee.youAreNotOnSafe"));
  return understood({ kind: "individual", members: [member(me)], threshold: 1 });
}

async function readOne(chat: Chat, id: string): Promise<Understood<Named>> {
  const found = await chat.findUser(id);
  if (found.status !== "found") return notUnderstood(whyNot(chat, found, id));
  const { user } = found;
  if (user.userId === chat.person.userId) return readMe(chat);
  const name = nameText(user);
  if (user.userId === chat.botId) return notUnderstood(chat.t("payee.self"));
  if (!user.isBot) return notUnderstood(chat.t("payee.person", { name }));
  const problem = whyNotPayable(chat, user);
  return problem === null
    ? understood({ kind: "developer", members: [member(user)], threshold: 1 })
    : notUnderstood(problem);
}

async function readMany(chat: Chat, ids: string[]): Promise<Understood<Named>> {
  if (new Set(ids).size < ids.length) return notUnderstood(chat.t("payee.repeated"));
  if (ids.length > GROUP_MAX) return notUnderstood(chat.t("payee.tooMany", { count: ids.length }));
  const found = await Promise.all(ids.map((id) => chat.findUser(id)));
  const users: User[] = [];
  for (const [i, one] of found.entries()) {
    if (one.status !== "found") return notUnderstood(whyNot(chat, one, ids[i]!));
    users.push(one.user);
  }
  return readMembers(chat, users, (members) => ({ kind: "members", members }));
}

async function readAddress(chat: Chat, text: string): Promise<Understood<Named>> {
  const read = readMixAddress(text);
  if (!read.ok) return notUnderstood(chat.t(ADDRESS_PROBLEMS[read.problem]));
  const { members: ids, threshold } = read.group;
  if (ids.length < GROUP_MIN) return notUnderstood(chat.t("payee.tooFew"));
  const known = await chat.usersByIds(ids);
  if (!known) return notUnderstood(chat.t("payee.unreachable"));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) return notUnderstood(chat.t("payee.unknownMember", { id: missing }));
  const users = ids.map((id) => known.get(id)!);
  return readMembers(chat, users, (members) => ({ kind: "multisig", members, threshold }));
}

const ADDRESS_PROBLEMS = {
  unreadable: "payee.badAddress",
  network_members: "payee.networkMembers",
  repeated: "payee.repeated",
} as const;

function readMembers(chat: Chat, users: User[], named: (members: Member[]) => Named): Understood<Named> {
  if (users.some((user) => user.userId === chat.botId)) return notUnderstood(chat.t("payee.self"));
  const problem = users.map((user) => whyNotPayable(chat, user)).find((why) => why !== null);
  return problem === undefined ? understood(named(users.map(member))) : notUnderstood(problem);
}

/** Money sent to somebody who is not on Safe would be stuck: whoever chooses them is told what they have to do. */
function whyNotPayable(chat: Chat, user: User): string | null {
  if (user.hasSafe) return null;
  if (user.userId === chat.person.userId) return chat.t("payee.youAreNotOnSafe");
  return chat.t(user.isBot ? "payee.botNotOnSafe" : "payee.notOnSafe", { name: nameText(user) });
}

const whyNot = (chat: Chat, found: Exclude<FoundUser, { status: "found" }>, id: string): string =>
  found.status === "absent" ? chat.t("payee.absent", { id }) : chat.t("payee.unreachable");

const NAME_MAX = 40;

const member = ({ userId, fullName, identityNumber }: User): Member => ({
  userId,
  fullName: excerpt(clean(fullName), NAME_MAX),
  identityNumber,
});

/** The address of a group that was named. */
export const addressOf = ({ members, threshold }: NamedPayee): string => mixAddress(groupOf({ members, threshold }));

export const groupOf = ({ members, threshold }: Pick<NamedPayee, "members" | "threshold">): MixGroup => ({
  members: members.map(({ userId }) => userId).toSorted(),
  threshold,
});
