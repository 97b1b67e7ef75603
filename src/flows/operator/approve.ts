import { viewOrder } from "../../payments/orders.js";
import { approve, pendingApproval } from "../../payments/payouts/control.js";
import type { Transfer } from "../../payments/state.js";
import { frontOf } from "../../shop/front.js";
import type { Button, Chat } from "../engine/flow.js";
import type { Names } from "../ask/somebody.js";
import { isSure, money, operatorButton, operatorFlow, pickListed, receiverNames, receiversText } from "./common.js";

/** Items named one by one. */
const SHOWN = 6;

/** "Approve": payouts above the limits. "Approve <id>": one of them, after a look at amount, receiver and reason. */
export const approvePayout = operatorFlow(3, async (chat) => {
  const { t } = chat;
  const waiting = await pendingApproval(chat.tx);
  const gone = t("operator.approve.gone");
  if (waiting.length === 0) {
    const lead = chat.start.trim() === "" ? "" : `${gone} `;
    return chat.say(lead + t("operator.approve.none"), [operatorButton(chat)]);
  }
  const named = await pickListed(
    chat,
    waiting,
    ({ requestId }) => requestId,
    gone,
    () => list(chat, waiting),
  );
  if (!named) return;
  const { requestId } = named;
  const words = wordsOf(chat, await receiverNames(chat, [named]), named);
  const reason = await reasonOf(chat, named);
  const check = [t("operator.approve.check", words), ...(reason === null ? [] : [reason])].join("\n");
  if (!(await isSure(chat, check, t("operator.approve.yes")))) return;
  const done = await approve(chat.tx, requestId, chat.person.userId);
  const rest = waiting.length > 1 ? [{ label: t("notify.operator.button.approve"), input: "/approve" }] : [];
  chat.say(done ? t("operator.approve.done", words) : t("operator.approve.gone"), [...rest, operatorButton(chat)]);
});

async function list(chat: Chat, waiting: Transfer[]): Promise<{ text: string; buttons: Button[] }> {
  const { t } = chat;
  const lines: string[] = [];
  const buttons: Button[] = [];
  const shown = waiting.slice(0, SHOWN);
  const names = await receiverNames(chat, shown);
  for (const [i, transfer] of shown.entries()) {
    const number = i + 1;
    lines.push(t("operator.approve.line", { number, ...wordsOf(chat, names, transfer) }));
    buttons.push({ label: t("operator.approve.one", { number }), input: `/approve ${transfer.requestId}` });
  }
  if (waiting.length > SHOWN) lines.push(t("operator.stuck.more", { count: waiting.length - SHOWN }));
  return { text: [t("operator.approve.head"), ...lines].join("\n"), buttons: [...buttons, operatorButton(chat)] };
}

function wordsOf(chat: Chat, names: Names, transfer: Transfer) {
  return {
    kind: chat.t(`operator.kind.${transfer.kind}`),
    amount: money(chat, transfer.amount, transfer.assetId),
    to: receiversText(chat, names, transfer),
  };
}

/** What it is paid for; null when it belongs to no order. */
async function reasonOf(chat: Chat, { orderId }: Transfer): Promise<string | null> {
  const view = orderId === null ? null : await viewOrder(chat.tx, orderId, chat.now);
  if (!view) return null;
  const { title, quoteAmount, quoteAsset } = view.order;
  const { name: shop } = await frontOf(chat.tx, view.order);
  return chat.t("operator.approve.for", { title, shop, price: money(chat, quoteAmount, quoteAsset) });
}
