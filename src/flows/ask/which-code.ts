import { type Code, codesOf } from "../../shop/codes.js";
import type { Merchant } from "../../shop/merchants.js";
import type { Button, Chat } from "../engine/flow.js";
import { didYouMean } from "../guess/did-you-mean.js";
import { notUnderstood, understood } from "./questions.js";
import { NearWords } from "../understand/near.js";
import { excerpt, fold, foldLetters, unquote } from "../understand/text.js";
import { flowButton } from "./wording.js";

export interface OwnCode {
  merchant: Merchant;
  code: Code;
}

/** Codes offered as buttons; more can be named. */
const OFFERED = 12;
/** Offered first, when their titles are nearly what was said. */
const GUESSED = 3;

/**
 * The code that is meant, of the person's own shop only: named in the first line (`said`, where more stood there), the only one there is, or asked for.
 * Null when there is none (any more), which was said then.
 */
export async function whichCode(chat: Chat, said = chat.start): Promise<OwnCode | null> {
  const { merchant } = chat;
  const codes = merchant ? await codesOf(chat.tx, merchant.id) : [];
  if (!merchant || codes.length === 0) {
    chat.say(chat.t("chat.code.none"), [flowButton(chat, "receipt-code"), flowButton(chat, "menu")]);
    return null;
  }
  // Found once: a number that was said is another code's as soon as one before it is gone.
  const found = said === "" && codes.length === 1 ? codes[0] : findCode(codes, said);
  const named = await chat.note("named code", () => Promise.resolve(found?.id ?? null));
  const code = named === null ? await askCode(chat, codes, said) : codes.find(({ id }) => id === named);
  if (!code) {
    chat.say(chat.t("chat.code.gone"), [flowButton(chat, "my-codes"), flowButton(chat, "menu")]);
    return null;
  }
  return { merchant, code };
}

async function askCode(chat: Chat, codes: Code[], said: string): Promise<Code | undefined> {
  const refused = (text: string) => {
    const near = nearCodes(codes, text);
    const unknown = chat.t("chat.code.unknown", { text: excerpt(text, 40) });
    const guess = didYouMean(
      chat,
      near.map((code) => ({ typed: text, said: code.title })),
    );
    return notUnderstood(
      guess === "" ? unknown : `${unknown} ${guess}`,
      near.map((code) => numbered(code, codes.indexOf(code) + 1)),
    );
  };
  const started = said === "" ? null : refused(said);
  const id = await chat.ask("code", {
    text: started?.problem ?? chat.t("chat.code.which"),
    buttons: [...(started?.buttons ?? []), ...codes.slice(0, OFFERED).map((code, i) => numbered(code, i + 1))],
    understand(typed) {
      const found = findCode(codes, typed);
      return found ? understood(found.id) : refused(typed);
    },
  });
  return codes.find((code) => code.id === id);
}

const numbered = (code: Code, number: number): Button => ({
  label: `${number}. ${code.title}`,
  input: `${number}. ${code.title}`,
});

/** Codes whose title is nearly this, or begins with it. */
function nearCodes(codes: Code[], typed: string): Code[] {
  const said = foldLetters(unquote(typed)).trim();
  const begun = said.length < 3 ? [] : codes.filter((code) => foldLetters(code.title).startsWith(said));
  const near = new NearWords(codes.flatMap((code) => [code.title, code.slug].map((word) => ({ word, value: code }))));
  return [...new Set([...near.find(said).map(({ value }) => value), ...begun])].slice(0, GUESSED);
}

/** "مبيعات القهوة" is about the code "قهوة". */
const withoutArticle = (title: string): string => foldLetters(title).replace(/^ال(?=.{2})/u, "");

/** By number ("2", "2. Coffee"), slug, or title. */
export function findCode(codes: Code[], typed: string): Code | undefined {
  const said = fold(unquote(typed)).trim();
  if (said === "") return undefined;
  const exact =
    codes.find((code) => code.slug === said) ??
    codes.find((code) => fold(code.title) === said) ??
    codes.find((code) => withoutArticle(code.title) === withoutArticle(said));
  if (exact) return exact;
  const numbered = /^#?(\d{1,4})(?:[.)]\s*(.*))?$/.exec(said);
  const byNumber = numbered ? codes[Number(numbered[1]) - 1] : undefined;
  // A button of a list that has changed since names its code by title: the number alone would name another.
  return byNumber && numbered?.[2] && fold(byNumber.title) !== numbered[2]
    ? codes.find((code) => fold(code.title) === numbered[2])
    : byNumber;
}
