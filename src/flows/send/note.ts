import { withoutLinks } from "../../db/text.js";
import type { Chat, Question } from "../engine/flow.js";
import { choiceButtons, choose, notUnderstood, understood } from "../ask/questions.js";
import { wordsFor } from "../understand/answers.js";
import { clean, countGraphemes, isVisible, unquote } from "../understand/text.js";

/** Characters that whoever gets the money reads at most. */
export const NOTE_MAX = 140;

/** Letters made of many code points count as one, within reason. */
export const isNoteShort = (note: string): boolean => countGraphemes(note) <= NOTE_MAX && note.length <= 4 * NOTE_MAX;

/** A note as it goes into cards and mails of others, and is shown before: it leads nowhere. Null: nothing is left. */
export function noteFor(said: string | null): string | null {
  const note = said === null ? "" : withoutLinks(said).trim();
  return isVisible(note) ? note : null;
}

export const noteTooLong = ({ t }: Chat): string => t("send.note.long", { max: NOTE_MAX });

/** What the note says; null: nothing. */
export function noteQuestion(chat: Chat, text: string): Question<string | null> {
  const none = { value: null, label: chat.t("send.note.none"), words: wordsFor("nothing") };
  return {
    text,
    buttons: choiceButtons([none]),
    free: true,
    understand(typed) {
      const note = clean(unquote(typed));
      if (choose([none], typed) || !isVisible(note)) return understood(null);
      return isNoteShort(note) ? understood(noteFor(note)) : notUnderstood(noteTooLong(chat));
    },
  };
}
