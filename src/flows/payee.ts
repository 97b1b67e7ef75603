import { type Code, codesOf } from "../shop/codes.js";
import type { Merchant } from "../shop/merchants.js";
import { type Payee, payeeOf } from "../payments/payees.js";
import { stuckAt } from "../payments/payouts/stuck.js";
import { payeeIdOf, setPayee } from "../shop/payees.js";
import type { Chat, Flow, Question } from "./flow.js";
import { payeeInFull, payeeText, toNewPayee } from "./payee/show.js";
import { looksLikePayee, type Member, type Named, type NamedPayee, readMe, readPayee } from "./payee/who.js";
import { type Choice, choiceButtons, choose, confirmQuestion, notUnderstood, understood } from "./questions.js";
import { findCode, whichCode } from "./which-code.js";
import { flowButton } from "./wording.js";

/** Whose money it is about: the shop's, or that of one of its codes. */
interface Subject {
  merchant: Merchant;
  code: Code | null;
  payee: Payee;
  /** "your shop", "“Donate”". */
  what: string;
}

/**
 * "Who gets the money", "payee Donate", "payee 7000104007": me, a Mixin bot, or a group, for the shop or one code of it.
 * Shown in full and confirmed before it holds. Whatever is named is looked for in the person's own shop only.
 */
export const payee: Flow = {
  version: 1,
  async run(chat) {
    const subject = await whose(chat);
    if (!subject) return;
    const { merchant, code, what } = subject;
    const named = await who(chat, subject);
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
    const changed = await setPayee(chat.tx, change);
    if (!changed) return chat.say(chat.t("chat.code.gone"), after);
    if (!code) chat.merchant = { ...merchant, payeeId: changed.now.id };
    chat.say(chat.t("payee.changed", { what, who: payeeText(chat, changed.now) }), after);
  },
};

async function whose(chat: Chat): Promise<Subject | null> {
  const { merchant, start } = chat;
  const codes = merchant ? await codesOf(chat.tx, merchant.id) : [];
  if (!merchant || (start !== "" && !looksLikePayee(start) && !findCode(codes, start))) {
    // Says kindly that there is no shop, or asks which code is meant.
    const own = await whichCode(chat);
    return own && subjectOf(chat, own.merchant, own.code);
  }
  return subjectOf(chat, merchant, start === "" ? null : (findCode(codes, start) ?? null));
}

async function subjectOf(chat: Chat, merchant: Merchant, code: Code | null): Promise<Subject> {
  const current = await payeeOf(chat.tx, code?.payeeId ?? merchant.payeeId);
  const what = code ? chat.t("payee.code", { title: code.title }) : chat.t("payee.shop");
  return { merchant, code, payee: current, what };
}

type Said = Named | { kind: "bot" | "group" | "as_shop" };

/** Asks until everybody in it, and how many have to agree, is known. */
async function who(chat: Chat, subject: Subject): Promise<NamedPayee | "as_shop"> {
  const started = looksLikePayee(chat.start) && !subject.code ? await readPayee(chat, chat.start) : null;
  const question = whoQuestion(chat, subject);
  let said: Said =
    started?.ok === true
      ? started.value
      : await chat.ask("who", started ? { ...question, text: started.problem } : question);
  if (said.kind === "as_shop") return "as_shop";
  if (said.kind === "bot") said = await chat.ask("bot", namedQuestion(chat, chat.t("payee.askBot"), false));
  if (said.kind === "group") said = await chat.ask("group", namedQuestion(chat, chat.t("payee.askGroup"), true));
  if (said.kind !== "members") return said as NamedPayee;
  return { kind: "multisig", members: said.members, threshold: await askThreshold(chat, said.members) };
}

function whoQuestion(chat: Chat, { what, code, merchant, payee: current }: Subject): Question<Said> {
  const { t } = chat;
  const choices: Choice<"me" | "bot" | "group" | "as_shop">[] = [
    { value: "me", label: t("payee.me"), words: ["me", "ich", "mich", "我"] },
    { value: "bot", label: t("payee.bot"), words: ["bot", "机器人"] },
    { value: "group", label: t("payee.group"), words: ["group", "gruppe", "多签", "群组"] },
  ];
  if (code && code.payeeId !== merchant.payeeId) choices.push({ value: "as_shop", label: t("payee.asShop") });
  return {
    text: t("payee.ask", { what, who: payeeText(chat, current) }),
    buttons: choiceButtons(choices),
    async understand(typed) {
      const chosen = choose(choices, typed)?.value;
      if (chosen === "me") return readMe(chat);
      if (chosen) return understood({ kind: chosen });
      const read = await readPayee(chat, typed);
      return read.ok || /\d/.test(typed) ? read : notUnderstood(t("payee.again"));
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
      const said = /^\s*(\d{1,2})\s*(?:(?:\/|of|von|共)\s*\d{1,2})?\s*$/iu.exec(typed.normalize("NFKC"))?.[1];
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
  const titles = (list: Code[]) => ({ count: list.length, codes: list.map((c) => t("payee.code", c)).join(", ") });
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
