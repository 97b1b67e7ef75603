import { formatMoment } from "../../i18n/format.js";
import { assignHeld, heldOf, keepAsFloat, returnHeld } from "../../payments/held.js";
import { type Intake, viewOrder } from "../../payments/orders.js";
import type { Button, Chat } from "../engine/flow.js";
import { type Choice, choiceQuestion, notUnderstood, understood } from "../ask/questions.js";
import { type Names, namesOf } from "../ask/somebody.js";
import { clean, excerpt } from "../understand/text.js";
import { readOrderId } from "../ask/which-invoice.js";
import { isSure, money, operatorButton, operatorFlow, pickListed, userText } from "./common.js";

/** Items named one by one. */
const SHOWN = 6;
const MEMO_MAX = 100;

type Fate = "giveBack" | "keep" | "assign";

/** What an operator may decide about money held for a reason; the rest is for payers and merchants to say. */
const FATES: Record<NonNullable<Intake["heldReason"]>, Fate[]> = {
  unknown: ["giveBack", "assign", "keep"],
  refund_came_back: ["giveBack", "keep"],
  no_single_sender: ["keep"],
  partial: [],
  late: [],
};

/** "Held": money that waits for somebody's word. "Held <id>": return it, keep it, or say which order it pays. */
export const held = operatorFlow(3, async (chat) => {
  const all = await heldOf(chat.tx, {});
  const gone = chat.t("operator.held.gone");
  if (all.length === 0) {
    const lead = chat.start.trim() === "" ? "" : `${gone} `;
    return chat.say(lead + chat.t("operator.held.none"), [operatorButton(chat)]);
  }
  const named = await pickListed(
    chat,
    all,
    ({ outputId }) => outputId,
    gone,
    () => list(chat, all),
  );
  if (!named) return;
  const text = [line(chat, await senderOf(chat, named), named, ""), ...memoOf(chat, named)].join("\n");
  const fates = FATES[named.heldReason!].filter((fate) => fate === "keep" || named.senderId !== null);
  if (fates.length === 0) return chat.say(`${text}\n${chat.t("operator.held.waits")}`, [operatorButton(chat)]);
  const choices = fates.map((fate): Choice<Fate> => ({ value: fate, label: chat.t(`operator.held.${fate}`) }));
  const question = choiceQuestion(
    `${text}\n${chat.t("operator.held.what")}`,
    choices,
    chat.t("operator.held.whatAgain"),
  );
  await DECIDE[await chat.ask("fate", question)](chat, named);
});

const DECIDE: Record<Fate, (chat: Chat, intake: Intake) => Promise<void>> = {
  async giveBack(chat, { outputId, ...intake }) {
    const words = wordsOf(chat, await senderOf(chat, intake), intake);
    if (!(await isSure(chat, chat.t("operator.held.checkBack", words)))) return;
    const answer = await returnHeld(chat.tx, { outputId, senderId: null, now: chat.now });
    done(chat, answer === "returned" ? chat.t("operator.held.returned", words) : chat.t("operator.held.gone"));
  },
  async keep(chat, { outputId, ...intake }) {
    const words = wordsOf(chat, await senderOf(chat, intake), intake);
    if (!(await isSure(chat, chat.t("operator.held.checkKeep", words)))) return;
    const kept = await keepAsFloat(chat.tx, { outputId, now: chat.now });
    done(chat, kept ? chat.t("operator.held.kept", words) : chat.t("operator.held.gone"));
  },
  async assign(chat, { outputId, ...intake }) {
    const orderId = await askOrder(chat);
    const order = (await viewOrder(chat.tx, orderId, chat.now))?.order;
    if (!order) return done(chat, chat.t("operator.held.refused"));
    const { title } = order;
    const price = money(chat, order.quoteAmount, order.quoteAsset);
    const words = wordsOf(chat, await senderOf(chat, intake), intake);
    const check = chat.t("operator.held.checkAssign", { ...words, title, price });
    if (!(await isSure(chat, check))) return;
    const { market, now } = chat;
    // The operator says it for the sender, whose money it stays.
    const answer = await assignHeld(chat.tx, { outputId, senderId: intake.senderId!, orderId, market, now });
    if (!answer.ok) return done(chat, chat.t("operator.held.refused"));
    done(chat, chat.t(answer.became === "paid" ? "operator.held.assigned" : "operator.held.assignedPart", { title }));
  },
};

const done = (chat: Chat, text: string): void =>
  chat.say(text, [{ label: chat.t("notify.operator.button.held"), input: "/held" }, operatorButton(chat)]);

function askOrder(chat: Chat): Promise<string> {
  const again = chat.t("operator.held.whichAgain");
  return chat.ask("order", {
    text: chat.t("operator.held.which"),
    async understand(typed) {
      const id = readOrderId(typed);
      return id !== null && (await viewOrder(chat.tx, id, chat.now)) ? understood(id) : notUnderstood(again);
    },
  });
}

async function list(chat: Chat, all: Intake[]): Promise<{ text: string; buttons: Button[] }> {
  const { t } = chat;
  const lines: string[] = [];
  const buttons: Button[] = [];
  const shown = all.slice(0, SHOWN);
  const names = await namesOf(
    chat,
    shown.map(({ senderId }) => senderId),
  );
  for (const [i, intake] of shown.entries()) {
    lines.push(line(chat, names, intake, `${i + 1}. `));
    const amount = money(chat, intake.amount, intake.assetId);
    buttons.push({ label: t("operator.held.pick", { number: i + 1, amount }), input: `/held ${intake.outputId}` });
  }
  if (all.length > SHOWN) lines.push(t("operator.stuck.more", { count: all.length - SHOWN }));
  return { text: [t("operator.held.head"), ...lines].join("\n"), buttons: [...buttons, operatorButton(chat)] };
}

const senderOf = (chat: Chat, { senderId }: Pick<Intake, "senderId">): Promise<Names> => namesOf(chat, [senderId]);

const wordsOf = (chat: Chat, names: Names, intake: Pick<Intake, "amount" | "assetId" | "senderId">) => ({
  amount: money(chat, intake.amount, intake.assetId),
  from: userText(chat, names, intake.senderId),
});

const line = (chat: Chat, names: Names, intake: Intake, number: string): string =>
  chat.t("operator.held.line", {
    number,
    ...wordsOf(chat, names, intake),
    date: formatMoment(intake.receivedAt, chat.language, chat.person.timeZone),
    reason: chat.t(`operator.held.reason.${intake.heldReason!}`),
  });

const memoOf = (chat: Chat, { memo }: Intake): string[] =>
  memo === "" ? [] : [chat.t("operator.held.memo", { memo: excerpt(clean(memo), MEMO_MAX) })];
