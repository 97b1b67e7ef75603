import { formatMoment } from "../../i18n/format.js";
import type { Merchant } from "../../shop/merchants.js";
import { mayCloseOthers, type TillDevice, tillDevices } from "../../shop/till.js";
import type { Button, Chat } from "../engine/flow.js";

/** Devices that have a button of their own; any other is signed out by its number. */
const SHOWN = 10;

/** The devices that somebody may know of: as the shop's owner all, else those they signed in themselves. */
export const seenDevices = (chat: Chat, shop: Merchant): Promise<TillDevice[]> =>
  tillDevices(chat.tx, {
    merchantId: shop.id,
    userId: mayCloseOthers(chat.role) ? null : chat.person.userId,
    now: chat.now,
  });

/** A line for each, below a head. */
export function devicesText(chat: Chat, head: string, devices: TillDevice[]): string {
  const moment = (at: Date | null) => (at === null ? "–" : formatMoment(at, chat.language, chat.person.timeZone));
  const rows = devices.map(({ session, name }, at) =>
    chat.t("till.chat.row", {
      number: at + 1,
      device: session.device,
      name,
      since: moment(session.openedAt),
      seen: moment(session.seenAt),
    }),
  );
  return [head, ...rows].join("\n");
}

/** A button for each: as an answer to which one is meant, or by itself. */
export const closeButtons = (chat: Chat, devices: TillDevice[], isAnswer: boolean): Button[] =>
  devices.slice(0, SHOWN).map(({ session }, at) => ({
    label: chat.t("till.chat.out", { number: at + 1 }),
    input: isAnswer ? session.id : `/close-till ${session.id}`,
    tone: "danger",
  }));
