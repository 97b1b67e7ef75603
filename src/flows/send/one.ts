import { formatDuration, formatSentences } from "../../i18n/format.js";
import type { Chat, Question } from "../engine/flow.js";
import { type AskedPrice, askPrice, priceProblem, readAsText } from "../ask/price.js";
import { type Choice, choiceButtons, choose, notUnderstood, understood } from "../ask/questions.js";
import { wordsFor } from "../understand/answers.js";
import { type ReadDuration, readDuration } from "../understand/duration.js";
import { type SendLine, TERM } from "../understand/send-line.js";
import { menuButtons, moneyText } from "../ask/wording.js";
import { controlLabel } from "../words.js";
import { isNoteShort, noteFor, noteQuestion, noteTooLong } from "./note.js";
import { openAndShow } from "./pay.js";
import type { To } from "./who.js";

/** What goes to one person, as it is shown before it is done. */
interface Wish {
  to: To;
  price: AskedPrice;
  note: string | null;
  termSeconds: number;
}

/** What somebody answers to the preview. */
type Answer =
  | { what: "yes" | "no" | "term" | "note" }
  /** Said at once, instead of asking for the question. */
  | { what: "lasts"; seconds: number };

const DAY = 86_400;
/** Offered as buttons. */
const TERMS = [DAY, 3 * DAY, TERM.usual, TERM.most];

/** Sends to one person: what the line does not say is asked for; then all of it is shown, and once confirmed. */
export async function sendOne(chat: Chat, to: To, line: Omit<SendLine, "recipient">): Promise<void> {
  const price = await askAmount(chat, to, line);
  const termSeconds = await askLineTerm(chat, line.lasts);
  const note = await askLineNote(chat, line.note);
  const wish = await agree(chat, { to, price, note, termSeconds });
  if (!wish) return chat.say(chat.t("chat.flow.cancelled"), menuButtons(chat));
  const sending = { to, amount: price.quoteAmount!, note: wish.note };
  await openAndShow(chat, [{ quoteAsset: price.quoteAsset, termSeconds: wish.termSeconds, sendings: [sending] }]);
}

/** Kept once it is known: the shop's currency, taken where none was said, may be another when it is confirmed. */
async function askAmount(chat: Chat, to: To, line: Omit<SendLine, "recipient">): Promise<AskedPrice> {
  const { t } = chat;
  const fixed = { fixed: true };
  const said = line.price && {
    amount: line.price.value,
    unit: line.price.unit,
    unsure: line.price.ambiguous ? line.typed : null,
  };
  const text = line.refused ? priceProblem(chat, line.refused, fixed) : t("send.amount", { to: to.text });
  const asked = await askPrice(chat, said, { ...fixed, text });
  return chat.note("price", () => Promise.resolve(asked));
}

async function askLineTerm(chat: Chat, lasts: ReadDuration | null): Promise<number> {
  if (lasts === null) return TERM.usual;
  if (lasts.ok && lasts.seconds !== null) return lasts.seconds;
  return chat.ask("term", termQuestion(chat, termProblem(chat)));
}

/** What is too long for a note is not cut: it is asked for again. */
async function askLineNote(chat: Chat, note: string | null): Promise<string | null> {
  return note === null || isNoteShort(note) ? noteFor(note) : chat.ask("note", noteQuestion(chat, noteTooLong(chat)));
}

async function agree(chat: Chat, first: Wish): Promise<Wish | null> {
  let wish = first;
  for (let n = 1; ; n++) {
    showPicture(chat, wish.to);
    const answer = await chat.ask<Answer>(`confirm ${n}`, previewQuestion(chat, wish));
    switch (answer.what) {
      case "yes":
        return wish;
      case "no":
        return null;
      case "lasts":
        wish = { ...wish, termSeconds: answer.seconds };
        break;
      case "term":
        wish = { ...wish, termSeconds: await chat.ask(`term ${n}`, termQuestion(chat, termText(chat, "ask"))) };
        break;
      case "note":
        wish = { ...wish, note: await chat.ask(`note ${n}`, noteQuestion(chat, chat.t("send.note.ask"))) };
        break;
      default:
        return answer satisfies never;
    }
  }
}

/** Somebody on Mixin with their picture and the number that nobody can make up. */
function showPicture(chat: Chat, { user, text }: To): void {
  if (!user) return;
  chat.card({
    title: user.fullName || text,
    description: chat.t("send.preview.mixinId", { id: user.identityNumber || "—" }),
    ...(user.avatarUrl.startsWith("https://") && { coverUrl: user.avatarUrl }),
  });
}

/** How they hear of it. Without a mail server the link to an e-mail address is the sender's to pass on, too. */
const wayTo = (chat: Chat, to: To) => (to.user ? "mixin" : to.kind === "email" && !chat.mails ? "phone" : to.kind);

function previewQuestion(chat: Chat, wish: Wish): Question<Answer> {
  const { t, language } = chat;
  const { to, note, price, termSeconds } = wish;
  const lines = [
    readAsText(chat, price) + (to.hint === "" ? "" : `${to.hint}\n`) + t("send.preview.check"),
    t("send.preview.to", { to: to.text }),
    t("send.preview.amount", { amount: moneyText(price.quoteAmount!, price.quoteAsset, chat.rates, language) }),
    ...(note === null ? [] : [t("send.preview.note", { note })]),
    t("send.preview.term", { term: formatDuration(termSeconds, language) }),
    formatSentences([t(`send.preview.${wayTo(chat, to)}`), t("send.preview.back")], language),
  ];
  const yes = t("send.yes");
  const choices: Choice<Answer>[] = [
    { value: { what: "yes" }, label: yes, words: wordsFor("yes") },
    { value: { what: "term" }, label: t("send.term.change"), tone: "calm" },
    { value: { what: "note" }, label: t(note === null ? "send.note.write" : "send.note.change"), tone: "calm" },
  ];
  const no: Choice<Answer> = { value: { what: "no" }, label: "no", words: wordsFor("no") };
  return {
    text: lines.join("\n"),
    buttons: choiceButtons(choices),
    understand(typed) {
      const chosen = choose([...choices, no], typed);
      if (chosen) return understood(chosen.value);
      const lasts = readDuration(typed, TERM);
      if (lasts.ok && lasts.seconds !== null) return understood({ what: "lasts" as const, seconds: lasts.seconds });
      return notUnderstood(t("send.again", { yes, cancel: controlLabel("cancel", language) }));
    },
  };
}

/** How long what is sent may be taken. */
export function termQuestion(chat: Chat, text: string): Question<number> {
  const choices = TERMS.map((seconds) => ({ value: seconds, label: formatDuration(seconds, chat.language) }));
  return {
    text,
    buttons: choiceButtons(choices),
    understand(typed) {
      const read = readDuration(typed, TERM);
      return read.ok && read.seconds !== null ? understood(read.seconds) : notUnderstood(termProblem(chat));
    },
  };
}

const termProblem = (chat: Chat): string => termText(chat, "problem");

export function termText({ t, language }: Chat, text: "ask" | "problem"): string {
  const [least, most] = [formatDuration(TERM.least, language), formatDuration(TERM.most, language)];
  return t(`send.term.${text}`, { least, most, example: formatDuration(3 * DAY, language) });
}
