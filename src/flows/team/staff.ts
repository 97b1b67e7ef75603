import { wordsFor } from "../understand/answers.js";
import { westernDigits } from "../../payments/typed.js";
import { formatItems } from "../../i18n/format.js";
import { quoteLabel } from "../../payments/labels.js";
import { isAmount, plain } from "../../payments/money.js";
import type { Merchant } from "../../shop/merchants.js";
import { changeRole, type Colleague, limitRefunds, removeStaff, staffOf, type StaffRole } from "../../shop/staff.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import {
  amountProblem,
  type Choice,
  choiceButtons,
  choiceQuestion,
  choose,
  confirmQuestion,
  notUnderstood,
  understood,
} from "../ask/questions.js";
import { nameText } from "../ask/somebody.js";
import { readAmount } from "../understand/amount.js";
import { unquote } from "../understand/text.js";
import { flowButton, moneyText } from "../ask/wording.js";

type Wish = StaffRole | "limit" | "remove" | "nothing";

/** "Staff": who works in the shop; "staff 2" or a Mixin ID: that one's role, refund limit, and the end of it. */
export const staff: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant } = chat;
    const all = merchant ? await staffOf(chat.tx, merchant.id) : [];
    const buttons = [flowButton(chat, "invite"), flowButton(chat, "activity"), flowButton(chat, "menu")];
    if (!merchant || all.length === 0) return chat.say(t("staff.list.none"), buttons);
    if (chat.start.trim() === "") {
      const rows = all.map((one, i) => row(chat, merchant, one, i + 1));
      const picks = all.map((one, i): Button => ({
        label: `${i + 1}. ${nameText(one)}`,
        input: `/staff ${idOf(one)}`,
      }));
      return chat.say([t("staff.list.head"), ...rows].join("\n"), [...picks.slice(0, SHOWN), ...buttons]);
    }
    const one = find(all, chat.start);
    if (!one) return chat.say(t("staff.member.unknown"), [flowButton(chat, "staff"), flowButton(chat, "menu")]);
    await change(chat, merchant, one, all.indexOf(one) + 1);
  },
};

/** People offered as buttons; more can be named. */
const SHOWN = 12;

/** Whatever is sure to name them also when the list has changed. */
const idOf = ({ identityNumber, userId }: Colleague): string => identityNumber || userId;

function find(all: Colleague[], typed: string): Colleague | undefined {
  const said = westernDigits(unquote(typed)).trim().replace(/^[@#]/, "").toLowerCase();
  const named = all.find((one) => one.identityNumber === said || one.userId === said);
  return named ?? (/^\d{1,3}\.?$/.test(said) ? all[Number.parseInt(said, 10) - 1] : undefined);
}

function row(chat: Chat, merchant: Merchant, one: Colleague, number: number): string {
  const { t } = chat;
  const amount = one.role === "cashier" && one.refundLimit !== null && limitText(chat, merchant, one.refundLimit);
  const states = [
    one.state === "invited" ? t("staff.list.invited") : t("staff.list.active"),
    ...(amount ? [t("staff.list.limit", { amount })] : []),
  ];
  const state = formatItems(states, chat.language);
  return t("staff.list.row", { number, name: nameText(one), role: t(`staff.role.${one.role}`), state });
}

const limitText = (chat: Chat, { quoteAsset }: Merchant, limit: string): string =>
  moneyText(limit, quoteAsset, chat.rates, chat.language);

async function change(chat: Chat, merchant: Merchant, one: Colleague, number: number): Promise<void> {
  const { t, now } = chat;
  const name = nameText(one);
  const other: StaffRole = one.role === "cashier" ? "manager" : "cashier";
  const choices: Choice<Wish>[] = [
    { value: other, label: t(other === "manager" ? "staff.member.makeManager" : "staff.member.makeCashier") },
    ...(one.role === "cashier" ? [{ value: "limit" as const, label: t("staff.member.limit") }] : []),
    { value: "remove", label: t("staff.member.remove"), tone: "danger" },
    { value: "nothing", label: t("staff.member.nothing"), tone: "calm" },
  ];
  const text = t("staff.member.what", { who: row(chat, merchant, one, number) });
  const wish = await chat.ask("wish", choiceQuestion(text, choices, t("staff.member.again")));
  const done = { merchantId: merchant.id, by: chat.person.userId, userId: one.userId, name, now };
  const cause = chat.id("staff");
  const after = [flowButton(chat, "staff"), flowButton(chat, "menu")];
  const say = (did: boolean, said: string) => chat.say(did ? said : t("staff.member.gone"), after);
  switch (wish) {
    case "nothing":
      return chat.say(t("staff.member.unchanged"), after);
    case "remove": {
      const [yes, no] = [t("staff.member.removeYes"), t("staff.member.removeNo")];
      const again = t("chat.code.deleteAgain", { delete: yes, keep: no });
      const sure = confirmQuestion(t("staff.member.removeSure", { name }), yes, no, again);
      if (!(await chat.ask("confirm", sure))) return chat.say(t("staff.member.unchanged"), after);
      chat.changed(one.userId);
      return say(await removeStaff(chat.tx, { ...done, cause }), t("staff.member.removed", { name }));
    }
    case "limit": {
      const limit = await askLimit(chat, merchant, name);
      const set = await limitRefunds(chat.tx, { ...done, limit, asset: merchant.quoteAsset, cause });
      const amount = limit === null ? "" : limitText(chat, merchant, limit);
      return say(
        set !== null,
        limit === null ? t("staff.member.limitOff", { name }) : t("staff.member.limitSet", { name, amount }),
      );
    }
    case "cashier":
    case "manager": {
      chat.changed(one.userId);
      const changed = await changeRole(chat.tx, { ...done, role: wish, cause });
      return say(changed !== null, t("staff.member.roleSet", { name, role: t(`staff.role.${wish}`) }));
    }
    default:
      return wish satisfies never;
  }
}

/** A sum in the shop's currency; null: nothing. */
function askLimit(chat: Chat, merchant: Merchant, name: string): Promise<string | null> {
  const { t } = chat;
  const none = t("staff.member.limitNone");
  const unit = quoteLabel(merchant.quoteAsset, chat.rates);
  const choices: Choice<null>[] = [{ value: null, label: none, words: ["0", ...wordsFor("none")], tone: "calm" }];
  return chat.ask<string | null>("limit", {
    text: t("staff.member.limitAsk", { name, unit, none }),
    buttons: choiceButtons(choices),
    understand(typed) {
      if (choose(choices, typed)) return understood(null);
      const read = readAmount(`${typed} ${unit}`, chat.units);
      const bare = read.ok ? read : readAmount(typed, chat.units);
      if (!bare.ok) return notUnderstood(amountProblem(chat, bare, true));
      if (bare.value === null || !isAmount(bare.value)) return notUnderstood(t("staff.member.limitAgain", { none }));
      const fits = !bare.unit || (bare.unit.kind === "fiat" ? bare.unit.code === merchant.quoteAsset : true);
      return fits ? understood(plain(bare.value)) : notUnderstood(t("staff.member.limitAgain", { none }));
    },
  });
}
