import { westernDigits } from "../../payments/typed.js";
import type { Button, Chat } from "../engine/flow.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { excerpt, fold, unquote } from "../understand/text.js";

/** Offered as buttons; any other can be named. */
const OFFERED = 12;

interface Named {
  id: string;
  /** What it is called, on its button too. */
  name: string;
}

/**
 * The one of a list that is meant: named in the first line by its id, number or name, the only one there is, or asked for.
 * Undefined when it is gone since. The list is never empty.
 */
export async function whichOf<T extends { id: string }>(
  chat: Chat,
  all: T[],
  { nameOf, text, unknown }: { nameOf: (one: T) => string; text: string; unknown: (typed: string) => string },
): Promise<T | undefined> {
  const named = all.map((one): Named => ({ id: one.id, name: nameOf(one) }));
  const said = chat.start.trim();
  const found = said === "" && all.length === 1 ? named[0] : find(named, said);
  // Found once: its number is another's as soon as one before it is gone.
  const id = await chat.note("named one", () => Promise.resolve(found?.id ?? null));
  const chosen =
    id ??
    (await chat.ask("which", {
      text: said === "" ? text : unknown(excerpt(said, 40)),
      buttons: named.slice(0, OFFERED).map(button),
      understand(typed) {
        const one = find(named, typed);
        return one ? understood(one.id) : notUnderstood(unknown(excerpt(typed, 40)));
      },
    }));
  return all.find((one) => one.id === chosen);
}

const button = ({ name }: Named, at: number): Button => {
  const label = `${at + 1}. ${name}`;
  return { label, input: label };
};

/** By id, number ("2"), button ("2. Online shop") or name. */
function find(all: Named[], typed: string): Named | undefined {
  const said = fold(unquote(typed)).trim();
  if (said === "") return undefined;
  const exact = all.find(({ id, name }) => id === said || fold(name) === said);
  const [, number, name] = /^#?(\d{1,3})(?:[.)]\s*(.*))?$/.exec(westernDigits(said)) ?? [];
  const numbered = number === undefined ? undefined : all[Number(number) - 1];
  // A button of a list that has changed since: the number alone would name another.
  return (
    exact ?? (name && numbered && fold(numbered.name) !== name ? all.find((one) => fold(one.name) === name) : numbered)
  );
}
