import { cancelRemittance } from "../../payments/remittances/close.js";
import { nudgeRemittance } from "../../payments/remittances/jobs.js";
import { fundingOf, type Remittance } from "../../payments/remittances/read.js";
import { tellRemittance } from "../../payments/remittances/tell.js";
import type { Order } from "../../payments/state.js";
import type { Button, Chat } from "../engine/flow.js";
import { confirmQuestion } from "../ask/questions.js";
import { recipientText } from "../send/who.js";
import { namesOf } from "../ask/somebody.js";
import { flowButton } from "../ask/wording.js";
import { amountsOf, stateText } from "./words.js";

/** One transfer as its sender sees it. */
interface Mine {
  one: Remittance;
  order: Order;
  to: string;
  amount: string;
}

/** "/transfers <id>": what it is and what can be done; with a word before the id that is done. Only its sender may. */
export async function oneOf(chat: Chat, id: string, what: string | null): Promise<void> {
  const funding = await fundingOf(chat.tx, id);
  const one = funding?.remittances.find((sent) => sent.id === id);
  if (!funding || !one || one.senderId !== chat.person.userId) {
    return chat.say(chat.t("send.mine.unknown"), toList(chat));
  }
  const to = recipientText(one, await namesOf(chat, [one.recipientId]));
  const mine = { one, order: funding.order, to, amount: (await amountsOf(chat, [one])).get(id)! };
  if (what === "remind") return remind(chat, mine);
  if (what === "link") return passOn(chat, mine);
  return what === "cancel" ? takeBack(chat, mine) : show(chat, mine);
}

const toList = (chat: Chat): Button[] => [flowButton(chat, "transfers"), flowButton(chat, "menu")];

function show(chat: Chat, { one, to, amount }: Mine): void {
  const { t } = chat;
  const lines = [
    t("send.mine.one", { amount, to }),
    ...(one.note === null ? [] : [t("send.mine.note", { note: one.note })]),
    stateText(chat, one),
  ];
  chat.say(lines.join("\n"), [...actions(chat, one), ...toList(chat)]);
}

function actions({ t }: Chat, one: Remittance): Button[] {
  const command = (what: string) => `/transfers ${what} ${one.id}`;
  if (one.state === "unpaid") {
    return [
      { label: t("send.mine.pay"), input: `/send pay ${one.orderId}` },
      { label: t("send.mine.drop"), input: command("cancel"), tone: "danger" },
    ];
  }
  if (one.state !== "waiting") return [];
  return [
    { label: t("send.mine.remind"), input: command("remind") },
    ...(hasLink(one) ? [{ label: t("send.mine.link"), input: command("link") }] : []),
    { label: t("send.mine.takeBack"), input: command("cancel"), tone: "danger" },
  ];
}

const hasLink = ({ state, claimHash, recipientId }: Remittance): boolean =>
  state === "waiting" && claimHash !== null && recipientId === null;

async function remind(chat: Chat, { one }: Mine): Promise<void> {
  const { t, tx, now } = chat;
  const texts = { sent: "reminded", too_soon: "tooSoon", over: "over", unknown: "unknown" } as const;
  const done = await nudgeRemittance(tx, { remittanceId: one.id, senderId: chat.person.userId, now });
  chat.say(t(`send.mine.${texts[done]}`), toList(chat));
}

/** The message to pass on: it comes by a notice, which alone can put a link in it. */
async function passOn(chat: Chat, { one }: Mine): Promise<void> {
  if (!hasLink(one)) return chat.say(chat.t("send.mine.noLink"), toList(chat));
  await tellRemittance(chat.tx, one.id, "link", { again: chat.id("link") });
  chat.say(chat.t("send.mine.linkComes"));
}

/** Asked once more: it may be on its way to be taken. */
async function takeBack(chat: Chat, { one, order, to, amount }: Mine): Promise<void> {
  const { t, tx, now } = chat;
  if (one.state === "unpaid" || one.state === "waiting") {
    const isUnpaid = one.state === "unpaid";
    const text = isUnpaid ? t("send.mine.sureDrop", { title: order.title }) : t("send.mine.sureBack", { amount, to });
    const yes = t(isUnpaid ? "send.mine.yesDrop" : "send.mine.yesBack");
    const sure = confirmQuestion(text, yes, t("send.mine.no"), t("send.mine.sureAgain"));
    if (!(await chat.ask("sure", sure))) return chat.say(t("chat.flow.cancelled"), toList(chat));
  }
  const texts = {
    cancelled: "isDropped",
    returning: "isBack",
    converting: "isConverting",
    taken: "isTaken",
    over: "isOver",
    unknown: "unknown",
  } as const;
  const done = await cancelRemittance(tx, { remittanceId: one.id, senderId: chat.person.userId, now });
  chat.say(t(`send.mine.${texts[done]}`), toList(chat));
}
