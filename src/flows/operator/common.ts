import { assetLabel } from "../../payments/labels.js";
import type { Transfer } from "../../payments/state.js";
import type { Button, Chat, Flow, Question } from "../engine/flow.js";
import { westernDigits } from "../../payments/typed.js";
import { askNetwork, priceProblem } from "../ask/price.js";
import { type Choice, choiceButtons, choose, confirmQuestion, notUnderstood, understood } from "../ask/questions.js";
import { type Names, namesOf } from "../ask/somebody.js";
import { readAmount } from "../understand/amount.js";
import { readUnit, type Unit } from "../understand/units.js";
import { menuButtons, moneyText } from "../ask/wording.js";

/** A flow of those who run the till. Who no longer does, in the middle of one, gets the ordinary menu. */
export const operatorFlow = (version: number, run: (chat: Chat) => Promise<void>): Flow => ({
  version,
  async run(chat) {
    if (chat.isOperator) return run(chat);
    chat.say(chat.t("chat.menu.text"), menuButtons(chat));
  },
});

/** Asks once more before something happens; a "no" is answered here. */
export async function isSure(chat: Chat, text: string, yes: string = chat.t("operator.yes")): Promise<boolean> {
  const no = chat.t("operator.no");
  const again = chat.t("operator.again", { yes, no });
  const sure = await chat.ask("confirm", confirmQuestion(text, yes, no, again));
  if (!sure) chat.say(chat.t("operator.nothingDone"), [operatorButton(chat)]);
  return sure;
}

export const operatorButton = (chat: Chat) => ({
  label: chat.t("notify.operator.button.operator"),
  input: "/operator",
});

export const money = (chat: Chat, amount: string, asset: string): string =>
  moneyText(amount, asset, chat.rates, chat.language);

/** Somebody by name and Mixin ID; by user id while Mixin does not tell the name, since it is money that is decided on. */
export const userText = (chat: Chat, names: Names, userId: string | null): string =>
  userId === null ? chat.t("operator.held.nobody") : (names.get(userId) ?? userId);

/** The names that `receiversText` needs. */
export const receiverNames = (chat: Chat, transfers: Pick<Transfer, "members">[]): Promise<Names> =>
  namesOf(
    chat,
    transfers.flatMap(({ members }) => members.slice(0, SHOWN)),
  );

/** Who a transfer goes to: "Ada (7000104002)", "Ada (7000104002), Ben (7000104003) (2/2)", or an address on a chain. */
export function receiversText(chat: Chat, names: Names, { members, threshold, destination }: Transfer): string {
  if (destination) return destination.address;
  const shown = members.slice(0, SHOWN).map((member) => userText(chat, names, member));
  const more = members.length > SHOWN ? `${shown.join(", ")} …` : shown.join(", ");
  return members.length > 1 ? `${more} (${threshold}/${members.length})` : more;
}

/** Members of a group that are named in a list. */
const SHOWN = 5;

/** Assets offered as buttons. */
const OFFERED = 6;

/** Asks for an asset: one of those offered, or any other by its symbol. */
export async function askAsset(chat: Chat, text: string, offered: string[]): Promise<string> {
  const choices = offered
    .slice(0, OFFERED)
    .map((assetId): Choice<string> => ({ value: assetId, label: assetLabel(assetId, chat.rates) }));
  const unit = await chat.ask<Exclude<Unit, { kind: "fiat" }>>("asset", {
    text,
    buttons: choiceButtons(choices),
    understand(typed) {
      const chosen = choose(choices, typed);
      const read = chosen ? { kind: "asset" as const, assetId: chosen.value } : readUnit(typed, chat.units);
      return read && read.kind !== "fiat" ? understood(read) : notUnderstood(chat.t("operator.float.whichAgain"));
    },
  });
  return askNetwork(chat, "network", unit);
}

/** A number of this asset or currency, alone or with its unit. */
export function amountQuestion(chat: Chat, text: string, asset: string): Question<string> {
  return {
    text,
    understand(typed) {
      const read = readAmount(typed, chat.units);
      if (!/\p{Nd}/u.test(typed)) return notUnderstood(chat.t("chat.amount.notANumber"));
      if (!read.ok) return notUnderstood(priceProblem(chat, read, { fixed: true }, true));
      if (read.value === null) return notUnderstood(chat.t("chat.amount.notANumber"));
      return isOf(asset, read.unit) ? understood(read.value) : notUnderstood(chat.t("chat.amount.twoUnits"));
    },
  };
}

function isOf(asset: string, unit: Unit | null): boolean {
  if (unit === null) return true;
  if (unit.kind === "fiat") return unit.code === asset;
  return unit.kind === "asset" ? unit.assetId === asset : unit.assetIds.includes(asset);
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The one of a list that is meant: named by its id or its number, or asked for with the list. Null when it was there
 * before and is no longer, which was said then.
 */
export async function pickListed<T>(
  chat: Chat,
  all: T[],
  idOf: (one: T) => string,
  gone: string,
  list: () => Promise<{ text: string; buttons: Button[] }>,
): Promise<T | null> {
  const find = (typed: string): T | undefined => {
    const said = westernDigits(typed).trim();
    const id = ID.exec(said)?.[0].toLowerCase();
    if (id !== undefined) return all.find((one) => idOf(one) === id);
    return all[Number(/^#?(\d{1,2})[.)]?$/.exec(said)?.[1] ?? 0) - 1];
  };
  // Found once: a number that was said is another one's as soon as one before it is gone.
  const found = find(chat.start);
  const named = await chat.note("named", () => Promise.resolve(found ? idOf(found) : null));
  const id =
    named ??
    (await askListed(chat, gone, await list(), (typed) => {
      const one = find(typed);
      return one ? idOf(one) : null;
    }));
  const chosen = all.find((one) => idOf(one) === id);
  if (!chosen) chat.say(gone, [operatorButton(chat)]);
  return chosen ?? null;
}

function askListed(
  chat: Chat,
  gone: string,
  { text, buttons }: { text: string; buttons: Button[] },
  find: (typed: string) => string | null,
): Promise<string> {
  const unknown = `${gone}\n${text}`;
  return chat.ask("which", {
    text: chat.start.trim() === "" ? text : unknown,
    buttons,
    understand(typed) {
      const found = find(typed);
      return found === null ? notUnderstood(unknown) : understood(found);
    },
  });
}
