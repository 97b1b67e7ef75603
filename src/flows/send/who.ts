import { formatPhone } from "../../i18n/format.js";
import { type Language, LANGUAGES } from "../../i18n/index.js";
import type { User } from "../../mixin/users.js";
import type { Remittance } from "../../payments/remittances/read.js";
import { masked } from "../../shop/masked.js";
import type { Profile } from "../../shop/people.js";
import { MOST_TO_ONE, tooOften } from "../../shop/often.js";
import { MOST_STRANGERS, tooManyStrangers } from "../../shop/strangers.js";
import type { Chat, FoundUser } from "../engine/flow.js";
import { nameText } from "../ask/somebody.js";
import type { Recipient } from "../understand/recipient.js";
import { clean } from "../understand/text.js";

/** Somebody money goes to. */
export interface To {
  kind: Remittance["recipientKind"];
  /** A Mixin ID, a phone number (E.164), an e-mail address. */
  address: string;
  /** The Mixin user they are; null: whoever has the link. */
  user: Profile | null;
  /** As they are shown to the sender. */
  text: string;
  /** What had to be guessed about them; empty when there was no doubt. */
  hint: string;
}

export type ReadTo = { ok: true; to: To } | { ok: false; problem: string };

/** Who these recipients are, in at most two rounds of asking Mixin. */
export async function whoAreThey(chat: Chat, recipients: Recipient[]): Promise<ReadTo[]> {
  const first = await search(chat, recipients.flatMap(queryOf));
  const others = recipients.flatMap((one) =>
    one.kind === "mixin" && one.phone !== null && first.get(one.mixinId)?.status === "absent" ? [one.phone] : [],
  );
  const found = new Map([...first, ...(await search(chat, others))]);
  const all = recipients.map((one) => read(chat, one, found));
  return withoutTooMany(chat, await withoutTooOften(chat, all));
}

/** So many cards of one sender to one person in a day, and no more. */
async function withoutTooOften(chat: Chat, read: ReadTo[]): Promise<ReadTo[]> {
  const userIds = read.map((one) => (one.ok ? (one.to.user?.userId ?? null) : null));
  const beyond = await tooOften(chat.tx, { senderId: chat.person.userId, userIds, now: chat.now });
  return read.map((one, n) =>
    one.ok && beyond[n] ? { ok: false, problem: chat.t("send.tooOften", { to: one.to.text, max: MOST_TO_ONE }) } : one,
  );
}

/** Whoever never talked with the bot is written to first: so many of a sender's in a day, and no more. */
async function withoutTooMany(chat: Chat, read: ReadTo[]): Promise<ReadTo[]> {
  const userIds = read.flatMap((one) => (one.ok && one.to.user ? [one.to.user.userId] : []));
  const beyond = await tooManyStrangers(chat.tx, { senderId: chat.person.userId, userIds, now: chat.now });
  const problem = chat.t("send.strangers", { max: MOST_STRANGERS });
  return read.map((one) => (one.ok && beyond.has(one.to.user?.userId ?? "") ? { ok: false, problem } : one));
}

const queryOf = (one: Recipient): string[] =>
  one.kind === "mixin" ? [one.mixinId] : one.kind === "phone" ? [one.number] : [];

async function search(chat: Chat, queries: string[]): Promise<Map<string, FoundUser>> {
  const wanted = [...new Set(queries)];
  return wanted.length === 0 ? new Map<string, FoundUser>() : chat.findUsers(wanted);
}

function read(chat: Chat, recipient: Recipient, found: ReadonlyMap<string, FoundUser>): ReadTo {
  switch (recipient.kind) {
    case "email": {
      const { address } = recipient;
      return { ok: true, to: { kind: "email", address, user: null, text: address, hint: "" } };
    }
    case "phone":
      return byPhone(chat, recipient.number, found);
    case "mixin":
      return byMixinId(chat, recipient, found);
    default:
      return recipient satisfies never;
  }
}

function byMixinId(
  chat: Chat,
  { mixinId: id, phone }: Extract<Recipient, { kind: "mixin" }>,
  found: ReadonlyMap<string, FoundUser>,
): ReadTo {
  const { t } = chat;
  const answer = found.get(id)!;
  switch (answer.status) {
    case "found": {
      const refused = refusal(chat, answer.user);
      if (refused) return refused;
      const user = profileOf(answer.user);
      const hint = phone === null ? "" : t("send.orPhone", { number: formatPhone(phone) });
      return { ok: true, to: { kind: "mixin", address: id, user, text: nameText(user), hint } };
    }
    case "absent": {
      if (phone === null) return { ok: false, problem: t("send.nobody", { id }) };
      const asPhone = byPhone(chat, phone, found);
      const hint = t("send.tookAsPhone", { id, number: formatPhone(phone) });
      return asPhone.ok ? { ok: true, to: { ...asPhone.to, hint } } : asPhone;
    }
    case "limited":
      return { ok: false, problem: t("send.limited") };
    case "unreachable":
      return { ok: false, problem: t("send.unreachable") };
    default:
      return answer satisfies never;
  }
}

/** Whoever has this number on Mixin; else, and when Mixin does not tell, whoever gets the link sent to it. */
function byPhone(chat: Chat, number: string, found: ReadonlyMap<string, FoundUser>): ReadTo {
  const answer = found.get(number);
  const shown = formatPhone(number);
  if (answer?.status !== "found") {
    return { ok: true, to: { kind: "phone", address: number, user: null, text: shown, hint: "" } };
  }
  const refused = refusal(chat, answer.user);
  if (refused) return refused;
  const user = profileOf(answer.user);
  const text = chat.t("send.byPhone", { name: nameText(user), number: shown });
  return { ok: true, to: { kind: "phone", address: number, user, text, hint: "" } };
}

function refusal(chat: Chat, user: User): { ok: false; problem: string } | null {
  const { t } = chat;
  if (user.userId === chat.person.userId) return { ok: false, problem: t("send.yourself") };
  if (user.userId === chat.botId) return { ok: false, problem: t("send.me") };
  return user.isBot ? { ok: false, problem: t("send.bot", { name: nameText(profileOf(user)) }) } : null;
}

const profileOf = ({ userId, identityNumber, fullName, avatarUrl }: User): Profile => ({
  userId,
  identityNumber,
  fullName: clean(fullName),
  avatarUrl: clean(avatarUrl),
});

/** Who gets what was sent, as its sender reads it; `names`: of Mixin users. */
export function recipientText(
  { recipientId, recipientKind, address }: Pick<Remittance, "recipientId" | "recipientKind" | "address">,
  names: ReadonlyMap<string, string>,
): string {
  const name = names.get(recipientId ?? "");
  return name ?? (recipientKind === "phone" ? formatPhone(address) : address);
}

/** As they are named on a page that others may open: never by a whole address. */
export const publicName = ({ user, address }: To): string => user?.fullName || user?.identityNumber || masked(address);

/** Countries whose mail addresses tell the language. */
const SPOKEN: Partial<Record<Language, string>> = {
  en: "uk|us|ie|au|nz",
  zh: "cn",
  de: "de|at|ch|li",
  ja: "jp",
  es: "es|mx|ar|cl|pe|uy",
  ar: "ae|sa|eg|qa|kw|bh|om|jo",
};

/** The language somebody is written to in: the sender's, unless their address is of a country. */
export function languageFor({ kind, address }: To, language: Language): Language {
  const country = kind === "email" ? address.slice(address.lastIndexOf(".") + 1) : "";
  return LANGUAGES.find((one) => SPOKEN[one]?.split("|").includes(country)) ?? language;
}
