import { isUuid } from "../../db/ids.js";
import { remittancesOf } from "../../payments/remittances/read.js";
import type { Button, Chat, Flow, Question } from "../engine/flow.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { MOST_LINES } from "./list.js";
import { sendMany } from "./many.js";
import { sendOne } from "./one.js";
import { payAgain } from "./pay.js";
import { recipientText, type ReadTo, type To, whoAreThey } from "./who.js";
import { namesOf } from "../ask/somebody.js";
import { countryOf } from "../understand/country.js";
import { isLineTooLong, LONGEST_LINE, readSendLine, type SendLine, severalLines } from "../understand/send-line.js";
import { clean } from "../understand/text.js";

/** Somebody with whatever was said besides; or the lines of several people. */
type Whom = { to: To; line: SendLine } | { written: string };

/**
 * "Send", "send 10 usdt to +971 50 123 4567 lunch", or several lines: shown as it was understood, confirmed once, paid by
 * one tap. It is everybody's own business: what shop they act for changes nothing but the usual currency.
 */
export const send: Flow = {
  version: 1,
  async run(chat) {
    const [word, orderId = "", assetId = ""] = chat.start.split(/\s+/);
    if (word === "pay" && isUuid(orderId)) {
      return payAgain(chat, orderId.toLowerCase(), isUuid(assetId) ? assetId.toLowerCase() : null);
    }
    if (chat.start.includes("\n")) return sendMany(chat, chat.start);
    const several = readSeveral(chat, chat.start);
    if (several !== null) return sendMany(chat, several);
    const line = readLine(chat, chat.start);
    const whom = await askWhom(chat, line);
    if ("written" in whom) return sendMany(chat, whom.written);
    await sendOne(chat, whom.to, together(line, whom.line));
  },
};

const readLine = (chat: Chat, typed: string): SendLine =>
  readSendLine(typed, chat.units, countryOf({ timeZone: chat.person.timeZone, language: chat.language }));

const readSeveral = (chat: Chat, typed: string): string | null =>
  severalLines(typed, chat.units, countryOf({ timeZone: chat.person.timeZone, language: chat.language }));

const tooLong = ({ t }: Chat): string => t("send.tooLong", { max: LONGEST_LINE, lines: MOST_LINES });

/** Whoever the line names, as they were the first time they were looked for; else asked for until somebody is found. */
async function askWhom(chat: Chat, line: SendLine): Promise<Whom> {
  const { recipient } = line;
  if (recipient === null) {
    const text = isLineTooLong(chat.start) ? tooLong(chat) : chat.t("send.whom");
    return chat.ask("whom", whomQuestion(chat, text, await recent(chat)));
  }
  const found = await chat.note<ReadTo>("whom", async () => (await whoAreThey(chat, [recipient]))[0]!);
  if (found.ok) return { to: found.to, line };
  return chat.ask("whom", whomQuestion(chat, found.problem, await recent(chat)));
}

function whomQuestion(chat: Chat, text: string, buttons: Button[]): Question<Whom> {
  return {
    text,
    buttons,
    lines: true,
    async understand(typed) {
      const written = typed.includes("\n") ? typed : readSeveral(chat, typed);
      if (written !== null) return understood<Whom>({ written });
      if (isLineTooLong(typed)) return notUnderstood(tooLong(chat));
      const line = readLine(chat, typed);
      if (line.recipient === null) return notUnderstood(chat.t("send.noRecipient"));
      const [found] = await whoAreThey(chat, [line.recipient]);
      return found!.ok ? understood<Whom>({ to: found!.to, line }) : notUnderstood(found!.problem);
    },
  };
}

/** What the later line says counts; what it leaves out stands as it was said before. */
function together(before: SendLine, later: SendLine): SendLine {
  if (before === later) return before;
  const amount = later.price || later.refused ? later : before;
  const { price, typed, refused } = amount;
  return { ...later, price, typed, refused, lasts: later.lasts ?? before.lasts, note: later.note ?? before.note };
}

const RECENT = 4;
const LOOKED_AT = 30;

/** Those money was sent to last, a button for each. */
async function recent(chat: Chat): Promise<Button[]> {
  const sent = await remittancesOf(chat.tx, chat.person.userId, { limit: LOOKED_AT });
  const latest = [...new Map(sent.toReversed().map((one) => [one.recipientId ?? one.address, one])).values()]
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    .slice(0, RECENT);
  const names = await namesOf(
    chat,
    latest.map(({ recipientId }) => recipientId),
  );
  return latest.map((one) => ({
    label: clean(recipientText(one, names)),
    input: one.recipientKind === "mixin" ? `@${one.address}` : one.address,
    tone: "calm",
  }));
}
