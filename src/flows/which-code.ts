import { type Code, codesOf } from "../shop/codes.js";
import type { Merchant } from "../shop/merchants.js";
import type { Button, Chat } from "./flow.js";
import { notUnderstood, understood } from "./questions.js";
import { excerpt, fold, unquote } from "./understand/text.js";
import { flowButton } from "./wording.js";

export interface OwnCode {
  merchant: Merchant;
  code: Code;
}

/** Codes offered as buttons; more can be named. */
const OFFERED = 12;

/**
 * The code that is meant, of the person's own shop only: named in the first line, the only one there is, or asked for.
 * Null when there is none (any more), which was said then.
 */
export async function whichCode(chat: Chat): Promise<OwnCode | null> {
  const { merchant } = chat;
  const codes = merchant ? await codesOf(chat.tx, merchant.id) : [];
  if (!merchant || codes.length === 0) {
    chat.say(chat.t("chat.code.none"), [flowButton(chat, "receipt-code"), flowButton(chat, "menu")]);
    return null;
  }
  const named = chat.start === "" && codes.length === 1 ? codes[0] : findCode(codes, chat.start);
  const code = named ?? (await askCode(chat, codes));
  if (!code) {
    chat.say(chat.t("chat.code.gone"), [flowButton(chat, "my-codes"), flowButton(chat, "menu")]);
    return null;
  }
  return { merchant, code };
}

async function askCode(chat: Chat, codes: Code[]): Promise<Code | undefined> {
  const unknown = (text: string) => chat.t("chat.code.unknown", { text: excerpt(text, 40) });
  const id = await chat.ask("code", {
    text: chat.start === "" ? chat.t("chat.code.which") : unknown(chat.start),
    buttons: codes.slice(0, OFFERED).map((code, i) => numbered(code, i + 1)),
    understand(typed) {
      const found = findCode(codes, typed);
      return found ? understood(found.id) : notUnderstood(unknown(typed));
    },
  });
  return codes.find((code) => code.id === id);
}

const numbered = (code: Code, number: number): Button => ({
  label: `${number}. ${code.title}`,
  input: `${number}. ${code.title}`,
});

/** By number ("2", "2. Coffee"), slug, or title. */
export function findCode(codes: Code[], typed: string): Code | undefined {
  const said = fold(unquote(typed)).trim();
  if (said === "") return undefined;
  const exact = codes.find((code) => code.slug === said) ?? codes.find((code) => fold(code.title) === said);
  if (exact) return exact;
  const numbered = /^#?(\d{1,4})(?:[.)]\s*(.*))?$/.exec(said);
  const byNumber = numbered ? codes[Number(numbered[1]) - 1] : undefined;
  // A button of a list that has changed since names its code by title: the number alone would name another.
  return byNumber && numbered?.[2] && fold(byNumber.title) !== numbered[2]
    ? codes.find((code) => fold(code.title) === numbered[2])
    : byNumber;
}
