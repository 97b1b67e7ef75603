import { inArray } from "drizzle-orm";
import { orders } from "../../db/schema.js";
import { formatMoment } from "../../i18n/format.js";
import type { Remittance } from "../../payments/remittances/read.js";
import type { Chat } from "../engine/flow.js";
import { amountText, moneyText } from "../ask/wording.js";

export const untilText = (chat: Chat, at: Date): string => formatMoment(at, chat.language, chat.person.timeZone);

/** Where it stands, in words. */
export const stateText = (chat: Chat, { state, expiresAt }: Remittance): string =>
  state === "waiting"
    ? chat.t("send.mine.state.waiting", { date: untilText(chat, expiresAt!) })
    : chat.t(`send.mine.state.${state}`);

/** What each of these is about, by id: what is kept for its recipient; until it is paid, what its sender wrote. */
export async function amountsOf(chat: Chat, sent: Remittance[]): Promise<Map<string, string>> {
  const ids = [...new Set(sent.map(({ orderId }) => orderId))];
  const funding = await chat.tx
    .select({ id: orders.id, quoteAsset: orders.quoteAsset })
    .from(orders)
    .where(inArray(orders.id, ids));
  const assets = new Map(funding.map(({ id, quoteAsset }) => [id, quoteAsset]));
  return new Map(
    sent.map((one) => {
      const { id, orderId, assetId, amount, quoteAmount } = one;
      const kept = assetId !== null && amount !== null;
      const price = moneyText(quoteAmount, assets.get(orderId)!, chat.rates, chat.language);
      return [id, kept ? amountText(chat, assetId, amount) : price];
    }),
  );
}
