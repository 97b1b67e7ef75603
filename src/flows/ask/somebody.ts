import { ensurePeople, type Profile, profilesOf } from "../../shop/people.js";
import type { Chat, FoundUser, Question } from "../engine/flow.js";
import { notUnderstood, understood } from "./questions.js";
import { clean, excerpt, fold, unquote } from "../understand/text.js";

const NAME_MAX = 40;

/** What is said while somebody is looked for: who is meant for what. */
export type WhoTexts = "invoice.charge" | "staff.who";

/** The user with this Mixin ID, or asks for one until a person is found who is not oneself. */
export async function askSomebody(
  chat: Chat,
  mixinId: string | null,
  texts: WhoTexts = "invoice.charge",
): Promise<Profile> {
  const started = mixinId === null ? null : await somebodyQuestion(chat, "", texts).understand(mixinId);
  if (started?.ok) return started.value;
  return chat.ask("to", somebodyQuestion(chat, started ? started.problem : chat.t(`${texts}.whom`), texts));
}

const somebodyQuestion = (chat: Chat, text: string, texts: WhoTexts): Question<Profile> => ({
  text,
  async understand(typed) {
    const said = fold(unquote(typed)).replace(/[\s()-]/g, "");
    const digits = /^@?(\d{4,12})$/.exec(said)?.[1];
    return digits === undefined ? notUnderstood(chat.t(`${texts}.noId`)) : lookUp(chat, digits, texts);
  },
});

async function lookUp(chat: Chat, mixinId: string, texts: WhoTexts) {
  const { t } = chat;
  const found: FoundUser = await chat.findUser(mixinId);
  switch (found.status) {
    case "absent":
      return notUnderstood(t(`${texts}.nobody`, { id: mixinId }));
    case "limited":
      return notUnderstood(t(`${texts}.limited`));
    case "unreachable":
      return notUnderstood(t(`${texts}.unreachable`));
    case "found": {
      const { userId, identityNumber, fullName, avatarUrl, isBot } = found.user;
      if (userId === chat.person.userId) return notUnderstood(t(`${texts}.yourself`));
      if (isBot) return notUnderstood(t(`${texts}.bot`, { id: mixinId }));
      return understood({ userId, identityNumber, fullName: clean(fullName), avatarUrl: clean(avatarUrl) });
    }
    default:
      return found satisfies never;
  }
}

/** "Ada (7000103970)". */
export const nameText = ({ fullName, identityNumber }: Pick<Profile, "fullName" | "identityNumber">): string =>
  `${excerpt(clean(fullName), NAME_MAX)} (${identityNumber})`.trim();

/** "Ada (7000103970)" by user id, of those whose name could be had. */
export type Names = ReadonlyMap<string, string>;

/** Names of these users, asked for in one go where the till has not met them: whoever only paid never chatted. */
export async function namesOf(chat: Chat, userIds: (string | null)[]): Promise<Names> {
  const ids = [...new Set(userIds.filter((id) => id !== null))].toSorted();
  const met = (await profilesOf(chat.tx, ids)).filter(({ fullName }) => fullName !== "");
  const strangers = ids.filter((id) => !met.some(({ userId }) => userId === id));
  const found = strangers.length > 0 ? await chat.usersByIds(strangers) : null;
  const newcomers = [...(found?.values() ?? [])].map(({ userId, identityNumber, fullName, avatarUrl }) => ({
    userId,
    identityNumber,
    fullName: clean(fullName),
    avatarUrl: clean(avatarUrl),
  }));
  // Remembered, so that the next message need not ask again.
  await ensurePeople(chat.tx, newcomers);
  return new Map(
    [...met, ...newcomers].filter(({ fullName }) => fullName !== "").map((one) => [one.userId, nameText(one)]),
  );
}
