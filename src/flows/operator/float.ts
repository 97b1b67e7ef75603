import { assetLabel } from "../../payments/labels.js";
import { decimal, plain } from "../../payments/money.js";
import { type Float, floats, withdrawFloat } from "../../payments/payouts/floats.js";
import { readSettings } from "../../payments/settings.js";
import type { Button, Chat } from "../engine/flow.js";
import { understood, notUnderstood } from "../ask/questions.js";
import { readUnit } from "../understand/units.js";
import { flowButton } from "../ask/wording.js";
import { amountQuestion, askAsset, isSure, money, operatorButton, operatorFlow } from "./common.js";

/** Assets offered for topping up when there is no float yet. */
const OFFERED = 5;

/** The memo that makes an operator's money the till's float. */
const FLOAT_MEMO = "FLOAT";

/** "Float": the operator's own by asset, and how long it lasts. "Float USDT": a payment link that adds to it. */
export const float = operatorFlow(1, async (chat) => {
  if (chat.start !== "") return topUp(chat);
  const found = await floats(chat.tx, chat.now);
  const assets = found.length > 0 ? found.map(({ assetId }) => assetId) : chat.rates.assets().map((a) => a.assetId);
  const { floatLow } = await readSettings(chat.tx);
  const lines = found.map((one) => floatLine(chat, one, floatLow[one.assetId]));
  const text = lines.length > 0 ? [chat.t("operator.float.head"), ...lines].join("\n") : chat.t("operator.float.none");
  const buttons = assets.slice(0, OFFERED).map((assetId): Button => {
    const asset = assetLabel(assetId, chat.rates);
    return { label: chat.t("operator.float.topUp", { asset }), input: `/float ${asset}` };
  });
  chat.say(text, [...buttons, flowButton(chat, "withdraw-float"), operatorButton(chat)]);
});

/** What there is, and what is zero or not set left out. */
function floatLine(chat: Chat, one: Float, low: string | undefined): string {
  const of = (amount: string) => money(chat, amount, one.assetId);
  const { t } = chat;
  const isSome = (amount: string) => decimal(amount).gt(0);
  const more = [
    ...(isSome(one.reserved) ? [t("operator.float.promised", { amount: of(one.reserved) })] : []),
    ...(isSome(one.spentPerDay) ? [t("operator.float.spent", { amount: of(one.spentPerDay) })] : []),
    ...(one.lastsDays === null ? [] : [t("operator.float.lasts", { count: one.lastsDays })]),
    ...(low === undefined ? [] : [t("operator.float.low", { amount: of(low) })]),
  ];
  const float = of(one.float);
  return more.length === 0
    ? t("operator.float.line", { float })
    : t("operator.float.lineWith", { float, more: more.join(" · ") });
}

async function topUp(chat: Chat): Promise<void> {
  const named = readUnit(chat.start, chat.units);
  const offered = chat.rates.assets().map((asset) => asset.assetId);
  const assetId =
    named?.kind === "asset" ? named.assetId : await askAsset(chat, chat.t("operator.float.which"), offered);
  const asset = assetLabel(assetId, chat.rates);
  const amount = await chat.ask("amount", amountQuestion(chat, chat.t("operator.float.howMuch", { asset }), assetId));
  const link = chat.payLink({ assetId, amount, trace: chat.id("float"), memo: FLOAT_MEMO });
  chat.card({
    title: chat.t("operator.float.topUp", { asset: money(chat, amount, assetId) }),
    description: chat.t("operator.float.card"),
    buttons: [{ label: chat.t("operator.float.pay"), link }],
  });
  chat.buttons([operatorButton(chat)]);
}

/** "Withdraw float": to the operator's own wallet, and never what is promised to somebody. */
export const withdraw = operatorFlow(1, async (chat) => {
  const { t } = chat;
  const found = await floats(chat.tx, chat.now);
  const assets = found.filter((one) => free(one).gt(0)).map(({ assetId }) => assetId);
  if (assets.length === 0) return chat.say(t("operator.float.none"), [operatorButton(chat)]);
  const assetId = await askAsset(chat, t("operator.withdraw.which"), assets);
  const own = found.find((one) => one.assetId === assetId);
  const most = money(chat, own ? plain(free(own)) : "0", assetId);
  const asset = assetLabel(assetId, chat.rates);
  const question = amountQuestion(chat, t("operator.withdraw.howMuch", { asset, most }), assetId);
  const amount = await chat.ask("amount", {
    ...question,
    async understand(typed) {
      const read = await question.understand(typed);
      if (!read.ok) return read;
      return own && free(own).gte(read.value)
        ? understood(read.value)
        : notUnderstood(t("operator.withdraw.tooMuch", { most }));
    },
  });
  const shown = money(chat, amount, assetId);
  if (!(await isSure(chat, t("operator.withdraw.check", { amount: shown })))) return;
  const by = chat.person.userId;
  const answer = await withdrawFloat(chat.tx, { cause: chat.id("withdrawal"), assetId, amount, to: by, by });
  const text = answer.ok
    ? t("operator.withdraw.done", { amount: shown })
    : t("operator.withdraw.tooMuch", { most: money(chat, answer.most, assetId) });
  chat.say(text, [operatorButton(chat)]);
});

const free = ({ float: own, reserved }: Float) => decimal(own).minus(reserved);
