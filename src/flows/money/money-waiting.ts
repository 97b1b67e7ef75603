import { westernDigits } from "../../payments/typed.js";
import { isUuid } from "../../db/ids.js";
import type { Intake } from "../../payments/orders.js";
import type { Button, Chat } from "../engine/flow.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { namesOf } from "../ask/somebody.js";

/** Pieces of money offered as buttons. */
const OFFERED = 12;

/** "ID the rest": what a command of a card says. */
export function readItem(start: string): { id: string | null; rest: string } {
  const [first = "", ...more] = start.split(" ");
  return isUuid(first) ? { id: first.toLowerCase(), rest: more.join(" ") } : { id: null, rest: start };
}

/**
 * The piece of money that is meant, of those that wait for this person: named by its id, the only one, or asked for. Null
 * when there is none; money of others is never in `waiting`, so nobody learns of it or moves it.
 */
export async function pickWaiting<T extends { intake: Intake }>(
  chat: Chat,
  waiting: T[],
  id: string | null,
  label: (one: T) => string,
): Promise<T | null> {
  if (id !== null) return waiting.find(({ intake }) => intake.outputId === id) ?? null;
  const [first, ...others] = waiting;
  if (!first) return null;
  // The only one stays the one that is talked of, whatever comes or goes meanwhile.
  const only = await chat.note("only", () => Promise.resolve(others.length === 0 ? first.intake.outputId : null));
  if (only !== null) return waiting.find(({ intake }) => intake.outputId === only) ?? null;
  const offered = waiting.slice(0, OFFERED);
  const chosen = await chat.ask("which", {
    text: chat.t("invoice.money.which"),
    buttons: offered.map((one, i): Button => ({ label: `${i + 1}. ${label(one)}`, input: `#${i + 1} ${label(one)}` })),
    understand(typed) {
      const number = /^#?(\d{1,3})(?!\d)/.exec(westernDigits(typed).trim())?.[1];
      const found = number === undefined ? undefined : offered[Number(number) - 1];
      return found ? understood(found.intake.outputId) : notUnderstood(chat.t("invoice.money.which"));
    },
  });
  return waiting.find(({ intake }) => intake.outputId === chosen) ?? null;
}

/** Who sent it, as far as we or Mixin know. */
export async function payerText(chat: Chat, senderId: string | null): Promise<string> {
  const names = await namesOf(chat, [senderId]);
  return names.get(senderId ?? "") ?? chat.t("invoice.money.somebody");
}
