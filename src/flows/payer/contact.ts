import type { Order } from "../../payments/state.js";
import { frontOf } from "../../shop/front.js";
import {
  lastMessages,
  mayWrite,
  type NotWritten,
  orderOfThread,
  type Place,
  type Side,
  type ThreadMessage,
  THREADS,
  write,
} from "../../shop/threads.js";
import type { Chat, Flow, Question } from "../engine/flow.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { amountsText, dateText, payerText } from "../money/refund/words.js";
import { namesOf } from "../ask/somebody.js";
import { clean, countGraphemes, excerpt, isVisible, unquote } from "../understand/text.js";
import { readOrderId } from "../ask/which-invoice.js";
import { flowButton } from "../ask/wording.js";

const MESSAGE_MAX = 400;
/** What a reader sees as one character can be long, and a card has room for so much. */
const UNITS_MAX = 700;
const SHOWN_BEFORE = 4;
const NAME_MAX = 40;

/** "Contact" with a payment: its payer writes to the shop, or the shop to its payer, through the till alone. */
export const contact: Flow = {
  version: 1,
  async run(chat) {
    const [id = "", ...more] = chat.start.trim().split(" ");
    const orderId = readOrderId(id);
    if (orderId === null) {
      const contactLabel = chat.t("payer.write.shop");
      return chat.say(chat.t("payer.write.which", { contact: contactLabel }), [
        flowButton(chat, "my-payments"),
        flowButton(chat, "menu"),
      ]);
    }
    await writeAbout(chat, orderId, more.join(" "));
  },
};

/** "Reply" with a thread, as the button on a message's card says it. */
export const reply: Flow = {
  version: 1,
  async run(chat) {
    const [id = "", ...more] = chat.start.trim().split(" ");
    const threadId = readOrderId(id);
    const orderId = threadId === null ? null : await orderOfThread(chat.tx, threadId);
    if (orderId === null) return refuse(chat, "unknown");
    await writeAbout(chat, orderId, more.join(" "));
  },
};

async function writeAbout(chat: Chat, orderId: string, said: string): Promise<void> {
  const { t, person, now } = chat;
  const writer = { orderId, userId: person.userId, now };
  const place = await mayWrite(chat.tx, writer);
  if (!place.ok) return refuse(chat, place.why);
  const question = messageQuestion(chat, await askedText(chat, place));
  const started = said === "" ? null : await question.understand(said);
  const text = started?.ok ? started.value : await chat.ask("text", question);
  const written = await write(chat.tx, { ...writer, id: chat.id("message"), text });
  if (!written.ok) return refuse(chat, written.why);
  chat.say(t("payer.write.sent"), [
    flowButton(chat, written.side === "payer" ? "my-payments" : "messages"),
    flowButton(chat, "menu"),
  ]);
}

/** About what, to whom, and what was said last. */
async function askedText(chat: Chat, { order, side, thread }: Place): Promise<string> {
  const { t } = chat;
  const words = { title: order.title, amounts: amountsText(chat, order), date: dateText(chat, order.paidAt!) };
  const ask =
    side === "payer"
      ? t("payer.write.toShop", { ...words, shop: await shopName(chat, order), max: MESSAGE_MAX })
      : t("payer.write.toPayer", {
          ...words,
          payer: payerText(chat, await namesOf(chat, [order.payerId]), order),
          max: MESSAGE_MAX,
        });
  const before = thread ? (await lastMessages(chat.tx, thread.id, SHOWN_BEFORE)).toReversed() : [];
  if (before.length === 0) return ask;
  return [ask, t("payer.write.before"), ...before.map((one) => saidText(chat, one, side))].join("\n");
}

async function shopName(chat: Chat, order: Order): Promise<string> {
  return excerpt(clean((await frontOf(chat.tx, order)).name), NAME_MAX);
}

/** Who of a shop wrote it stays in the shop: a payer reads that it was the shop. */
function saidText({ t, person }: Chat, { fromPayer, userId, text }: ThreadMessage, side: Side): string {
  if (fromPayer === (side === "payer") && (side === "payer" || userId === person.userId))
    return t("payer.write.you", { text });
  return fromPayer ? t("payer.write.thePayer", { text }) : t("payer.write.theShop", { text });
}

const messageQuestion = ({ t }: Chat, text: string): Question<string> => ({
  text,
  free: true,
  understand(typed) {
    const said = clean(unquote(typed));
    if (!isVisible(said)) return notUnderstood(t("payer.write.empty"));
    const count = countGraphemes(said);
    if (count > MESSAGE_MAX || said.length > UNITS_MAX) {
      return notUnderstood(t("payer.write.long", { count: Math.max(count, MESSAGE_MAX + 1), max: MESSAGE_MAX }));
    }
    return understood(said);
  },
});

function refuse(chat: Chat, why: NotWritten): void {
  const { t } = chat;
  const texts = {
    unknown: () => t("payer.write.unknown"),
    old: () => t("payer.write.old", { days: THREADS.days }),
    muted: () => t("payer.write.muted"),
    waiting: () => t("payer.write.waiting", { count: THREADS.inARow }),
    too_many: () => t("payer.write.tooMany", { count: THREADS.anHour }),
    other: () => t("payer.write.other"),
  } satisfies Record<NotWritten, () => string>;
  chat.say(texts[why](), [flowButton(chat, "my-payments"), flowButton(chat, "menu")]);
}
