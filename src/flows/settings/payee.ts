import { westernDigits } from "../../payments/typed.js";
import { formatItems } from "../../i18n/format.js";
import { type Code, codesOf } from "../../shop/codes.js";
import type { Merchant } from "../../shop/merchants.js";
import { type Payee, payeeOf } from "../../payments/payees.js";
import { stuckAt } from "../../payments/payouts/stuck.js";
import { payeeIdOf, setPayee } from "../../shop/payees.js";
import type { Chat, Flow, Question } from "../engine/flow.js";
import { payeeInFull, payeeText, toNewPayee } from "./payee/show.js";
import { isMe, looksLikePayee, type Member, type Named, type NamedPayee, readMe, readPayee } from "./payee/who.js";
import { type Choice, choiceButtons, choose, confirmQuestion, notUnderstood, understood } from "../ask/questions.js";
import { wordsFor } from "../understand/answers.js";
import { findCode, whichCode } from "../ask/which-code.js";
import { flowButton } from "../ask/wording.js";

/** Whose money it is about: the shop's, or that of one of its codes. */
interface Subject {
  merchant: Merchant;
  code: Code | null;
  payee: Payee;
  /** "your shop", "“Donate”". */
  what: string;
  /** Who was named in the first line, as typed; empty when nobody was. */
  named: string;
}

/**
 * "Who gets the money", "payee Donate", "payee 7000104007": me, a Mixin bot, or a group, for the shop or one code of it.
 * Shown in full and confirmed before it holds. Whatever is named is looked for in the person's own shop only.
 */
export const payee: Flow = {
  version: 2,
  async run(chat) {
    const meant = await agreedOn(chat);
    if (!meant) return;
    const { subject, named } = meant;
    const { merchant, code, what } = subject;
    const wanted = named === "as_shop" ? await payeeOf(chat.tx, merchant.payeeId) : toNewPayee(named);
    const before = payeeText(chat, subject.payee);
    const after = [flowButton(chat, "settings"), flowButton(chat, "menu")];
    if (payeeIdOf(wanted) === subject.payee.id) {
      return chat.say(chat.t("payee.already", { what, who: before }), after);
    }
    const shown =
      named === "as_shop" ? payeeText(chat, await payeeOf(chat.tx, merchant.payeeId)) : payeeInFull(chat, named);
    if (!(await agrees(chat, subject, shown))) return chat.say(chat.t("payee.kept", { what, who: before }), after);
    const change = { merchantId: merchant.id, codeId: code?.id ?? null, payee: wanted, cause: chat.id("payee") };
    const by = chat.person.userId;
    const changed = await setPayee(chat.tx, { ...change, by });
    if (!changed) return chat.say(chat.t("chat.code.gone"), after);
    if (!code) chat.merchant = { ...merchant, payeeId: changed.now.id };
    chat.say(chat.t("payee.changed", { what, who: payeeText(chat, changed.now) }), after);
  },
};

/** Whose money, and who gets it. Of the shop's it may be said that it is about one code only. */
async function agreedOn(chat: Chat): Promise<{ subject: Subject; named: NamedPayee | "as_shop" } | null> {
  const subject = await whose(chat);
  if (!subject) return null;
  const named = await who(chat, subject, "who");
  if (named !== "one_code") return { subject, named };
  const own = await whichCode(chat, "");
  if (!own) return null;
  const ofCode = { ...(await subjectOf(chat, own.merchant, own.code)), named: "" };
  const other = await who(chat, ofCode, "who of code");
  return other === "one_code" ? null : { subject: ofCode, named: other };
}

async function whose(chat: Chat): Promise<Subject | null> {
  const { merchant, start } = chat;
  const codes = merchant ? await codesOf(chat.tx, merchant.id) : [];
  // Read once: a number that was said is another code's as soon as one before it is gone.
  const read = readStart(codes, start);
  const { codeId, named } = await chat.note("whose", () =>
    Promise.resolve({ codeId: read.code?.id ?? null, named: read.named }),
  );
  const code = codes.find(({ id }) => id === codeId);
  if (codeId !== null && !code) {
    chat.say(chat.t("chat.code.gone"), [flowButton(chat, "my-codes"), flowButton(chat, "menu")]);
    return null;
  }
  if (!merchant || (start !== "" && !named && !code)) {
    // Says kindly that there is no shop, or asks which code is meant.
    const own = await whichCode(chat);
    return own && { ...(await subjectOf(chat, own.merchant, own.code)), named: "" };
  }
  return { ...(await subjectOf(chat, merchant, code ?? null)), named };
}

const namesSomebody = (typed: string): boolean => isMe(typed) || looksLikePayee(typed);

/**
 * "Donate", "me", "7000104007", or both: "1 7000103970", "Donate MIX…", "Donate me". A number is a code's before it is
 * somebody's.
 */
function readStart(codes: Code[], start: string): { code: Code | undefined; named: string } {
  const whole = findCode(codes, start);
  if (whole || namesSomebody(start)) return { code: whole, named: whole ? "" : start };
  const words = start.split(" ");
  for (let at = words.length - 1; at > 0; at--) {
    const [title, named] = [words.slice(0, at).join(" "), words.slice(at).join(" ")];
    const code = namesSomebody(named) ? findCode(codes, title) : undefined;
    if (code) return { code, named };
  }
  return { code: undefined, named: "" };
}

async function subjectOf(chat: Chat, merchant: Merchant, code: Code | null): Promise<Omit<Subject, "named">> {
  const current = await payeeOf(chat.tx, code?.payeeId ?? merchant.payeeId);
  const what = code ? chat.t("payee.code", { title: code.title }) : chat.t("payee.shop");
  return { merchant, code, payee: current, what };
}

type Said = Named | { kind: "bot" | "group" | "as_shop" | "one_code" };

/** Asks until everybody in it, and how many have to agree, is known. */
async function who(chat: Chat, subject: Subject, key: string): Promise<NamedPayee | "as_shop" | "one_code"> {
  const { named } = subject;
  const started = named === "" ? null : isMe(named) ? await readMe(chat) : await readPayee(chat, named);
  const question = await whoQuestion(chat, subject);
  let said: Said =
    started?.ok === true
      ? started.value
      : await chat.ask(key, started ? { ...question, text: started.problem } : question);
  if (said.kind === "as_shop" || said.kind === "one_code") return said.kind;
  if (said.kind === "bot") said = await chat.ask("bot", namedQuestion(chat, chat.t("payee.askBot"), false));
  if (said.kind === "group") said = await chat.ask("group", namedQuestion(chat, chat.t("payee.askGroup"), true));
  if (said.kind !== "members") return said as NamedPayee;
  return { kind: "multisig", members: said.members, threshold: await askThreshold(chat, said.members) };
}

async function whoQuestion(chat: Chat, { what, code, merchant, payee: current }: Subject): Promise<Question<Said>> {
  const { t } = chat;
  const choices: Choice<"me" | "bot" | "group" | "as_shop" | "one_code">[] = [
    { value: "me", label: t("payee.me"), words: wordsFor("me") },
    { value: "bot", label: t("payee.bot"), words: wordsFor("bot") },
    { value: "group", label: t("payee.group"), words: wordsFor("group") },
  ];
  if (code && code.payeeId !== merchant.payeeId) choices.push({ value: "as_shop", label: t("payee.asShop") });
  const hasCodes = code === null && (await codesOf(chat.tx, merchant.id)).length > 0;
  if (hasCodes) choices.push({ value: "one_code", label: t("payee.oneCode"), tone: "calm" });
  return {
    text: t("payee.ask", { what, who: payeeText(chat, current) }),
    buttons: choiceButtons(choices),
    async understand(typed) {
      const chosen = choose(choices, typed)?.value;
      if (chosen === "me") return readMe(chat);
      if (chosen) return understood({ kind: chosen });
      const read = await readPayee(chat, typed);
      return read.ok || /\p{Nd}/u.test(typed) ? read : notUnderstood(t("payee.again"));
    },
  };
}

function namedQuestion(chat: Chat, text: string, group: boolean): Question<Named> {
  return {
    text,
    async understand(typed) {
      const read = await readPayee(chat, typed);
      return read.ok && group && read.value.members.length === 1 ? notUnderstood(chat.t("payee.tooFew")) : read;
    },
  };
}

/** Thresholds offered as buttons. */
const OFFERED = 4;

async function askThreshold(chat: Chat, members: Member[]): Promise<number> {
  const count = members.length;
  const most = Math.floor(count / 2) + 1;
  const offered = [...new Set([most, count, 2, 1])].filter((n) => n <= count).slice(0, OFFERED);
  return chat.ask("threshold", {
    text: chat.t("payee.askThreshold", { count }),
    buttons: offered.toSorted((a, b) => a - b).map((n) => ({ label: String(n), input: String(n) })),
    understand(typed) {
      const said = /^\s*(\d{1,2})\s*(?:(?:\/|\p{L}{1,3})\s*\d{1,2})?\s*$/iu.exec(westernDigits(typed))?.[1];
      const threshold = Number(said ?? 0);
      const fits = threshold >= 1 && threshold <= count;
      return fits ? understood(threshold) : notUnderstood(chat.t("payee.thresholdAgain", { max: count }));
    },
  });
}

/** What changes, in full: everybody who gets the money, the codes that go with it and those that do not. */
async function agrees(chat: Chat, { merchant, code, payee: current, what }: Subject, shown: string): Promise<boolean> {
  const { t } = chat;
  const codes = code ? [] : await codesOf(chat.tx, merchant.id);
  const titles = (list: Code[]) => ({
    count: list.length,
    codes: formatItems(
      list.map((c) => t("payee.code", c)),
      chat.language,
    ),
  });
  const follow = titles(codes.filter((c) => c.payeeId === current.id));
  const own = titles(codes.filter((c) => c.payeeId !== current.id));
  const stuck = await stuckAt(chat.tx, merchant.id, current.id);
  const text = [
    t("payee.check", { what }),
    shown,
    "",
    ...(follow.count > 0 ? [t("payee.follow", follow)] : []),
    ...(own.count > 0 ? [t("payee.keepTheir", own)] : []),
    ...(stuck > 0 ? [t("payee.stuck", { count: stuck })] : []),
    t("payee.notice"),
  ].join("\n");
  const [change, keep] = [t("payee.change"), t("payee.keep")];
  return chat.ask("confirm", confirmQuestion(text, change, keep, t("payee.confirmAgain", { change, keep })));
}
