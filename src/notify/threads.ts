import { and, eq } from "drizzle-orm";
import { staff, threadMessages, threads } from "../db/tables/team.js";
import { formatMoment } from "../i18n/format.js";
import { texts } from "../i18n/index.js";
import { cut } from "../mixin/payloads.js";
import type { Order } from "../payments/state.js";
import { orderFacts, plainName, reader } from "./facts.js";
import { BLUE, type Notices, type Teller } from "./teller.js";
import { fromShop } from "./wanted.js";

const TITLE_LENGTH = 80;
const TEXT_LENGTH = 700;

/** What payer and shop write each other about a payment reaches the other side, and names nobody of the shop. */
export function threadNotices(teller: Teller): Pick<Notices, "tell.message"> {
  const { db } = teller;

  /** The owner, the managers, and the cashier who charged it. */
  async function readersOf({ merchantId, createdBy }: Order): Promise<string[]> {
    const working = await db
      .select({ userId: staff.userId, role: staff.role })
      .from(staff)
      .where(and(eq(staff.merchantId, merchantId), eq(staff.state, "active")));
    const reading = working.filter(({ userId, role }) => role === "manager" || userId === createdBy);
    return [merchantId, ...reading.map(({ userId }) => userId)];
  }

  async function hasAsked(threadId: string): Promise<boolean> {
    const asked = and(eq(threadMessages.threadId, threadId), eq(threadMessages.fromPayer, true));
    return (await db.$count(threadMessages, asked)) > 0;
  }

  return {
    async "tell.message"({ messageId }) {
      const [found] = await db
        .select({ message: threadMessages, thread: threads })
        .from(threadMessages)
        .innerJoin(threads, eq(threads.id, threadMessages.threadId))
        .where(eq(threadMessages.id, messageId));
      if (!found) throw new Error(`there is no message ${messageId}`);
      const { message, thread } = found;
      const { order, shop, title } = await orderFacts(db, thread.orderId);

      const card = async (userId: string) => {
        const { language, timeZone } = await reader(db, userId, order.language);
        const t = texts(language);
        const words = {
          title: cut(title, TITLE_LENGTH),
          price: teller.price(order.quoteAmount, order.quoteAsset, language),
          date: formatMoment(order.paidAt ?? order.createdAt, language, timeZone),
        };
        const about = message.fromPayer
          ? t("payer.card.fromPayer", { ...words, payer: await teller.nameOf(thread.payerId, t) })
          : t("payer.card.fromShop", { ...words, shop });
        return teller.card({
          title: t("payer.card.title"),
          lines: [about, t("payer.card.quoted", { text: plainName(message.text, TEXT_LENGTH) }), t("payer.card.safe")],
          buttons: [{ label: t("payer.card.reply"), color: BLUE, action: `input:/reply ${thread.id}` }],
        });
      };

      if (message.fromPayer) {
        // Whoever of the shop paid it themselves has written it.
        const readers = (await readersOf(order)).filter((userId) => userId !== thread.payerId);
        return Promise.all(
          readers.map(async (userId) => teller.to(userId, messageId, `message: tell ${userId}`, await card(userId))),
        );
      }
      const told = teller.to(thread.payerId, messageId, "message: tell the payer", await card(thread.payerId));
      // An answer comes through also to those who want to hear nothing else of the shop.
      return [(await hasAsked(thread.id)) ? told : fromShop(thread.merchantId, told)];
    },
  };
}
