import type { Payment, Person, Received } from "../support/payer.js";
import { readPayLink } from "../support/payer.js";
import { converses, replyId } from "../support/shop.js";

/** Whatever goes wrong meanwhile, by then everybody has been told. */
export const PATIENCE = { timeoutMs: 90_000 };

const turns = new WeakMap<Person, Promise<unknown>>();

/** A person leads one dialogue after the other: what is said in one is no answer in another. */
export function inTurn<T>(person: Person, talk: () => Promise<T>): Promise<T> {
  const run = (turns.get(person) ?? Promise.resolve()).then(talk);
  turns.set(
    person,
    run.catch(() => undefined),
  );
  return run;
}

/** Says each, waiting for the answer to the one before; resolves to the answers to the last. */
export async function says(person: Person, ...texts: string[]): Promise<Received[]> {
  let answers: Received[] = [];
  for (const text of texts) answers = await converses(person, text, PATIENCE);
  return answers;
}

interface Button {
  label: string;
  action: string;
}

/** The buttons of a message: of a group, or at the foot of a card. */
export function buttonsOf({ category, text }: Received): Button[] {
  if (category === "APP_BUTTON_GROUP") return JSON.parse(text) as Button[];
  return category === "APP_CARD" ? ((JSON.parse(text) as { actions?: Button[] }).actions ?? []) : [];
}

/** Waits for a message with a button whose action has this in it; resolves to the whole action. */
export async function offered(person: Person, what: string, part: string): Promise<string> {
  const found = (message: Received) => buttonsOf(message).find(({ action }) => action.includes(part))?.action;
  const message = await person.hears(`a button for ${what}`, (one) => found(one) !== undefined, PATIENCE);
  return found(message)!;
}

/** Waits for a link to pay an order on the cards and buttons that came since; the one that came last counts. */
export async function offeredToPay(person: Person, orderId: string, but: ReadonlySet<string>): Promise<Payment> {
  const links = (message: Received) =>
    buttonsOf(message)
      .filter(({ action }) => action.includes("/pay/") && action.includes(orderId))
      .map(({ action }) => readPayLink(action))
      .filter(({ trace }) => !but.has(trace));
  const message = await person.hears(`a link to pay the rest of ${orderId}`, (one) => links(one).length > 0, PATIENCE);
  return links(message)[0]!;
}

/** Asks for something in one message and waits for an answer with a link to pay an order. */
export async function asksToPay(person: Person, text: string, orderId: string): Promise<Payment> {
  const link = (message: Received) =>
    buttonsOf(message).find(({ action }) => action.includes("/pay/") && action.includes(orderId))?.action;
  return readPayLink(await asks(person, text, "a link", link));
}

/** Says something and waits for an answer in which there is what is meant; resolves to that. */
export async function asks<T>(
  person: Person,
  text: string,
  what: string,
  read: (message: Received) => T | undefined,
): Promise<T> {
  const messageId = await person.says(text);
  const ids = new Set(Array.from({ length: 10 }, (_, n) => replyId(messageId, n)));
  const isMeant = (message: Received) => ids.has(message.messageId) && read(message) !== undefined;
  return read(await person.hears(`${what} as the answer to “${text}”`, isMeant, PATIENCE))!;
}
