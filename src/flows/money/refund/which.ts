import { westernDigits } from "../../../payments/typed.js";
import { latestPayments } from "../../../payments/refunds/left.js";
import { refundable } from "../../../payments/refunds/preview.js";
import { may } from "../../../shop/rights.js";
import type { Order } from "../../../payments/state.js";
import type { Button, Chat } from "../../engine/flow.js";
import { notUnderstood, understood } from "../../ask/questions.js";
import { namesOf } from "../../ask/somebody.js";
import { flowButton } from "../../ask/wording.js";
import { dateText, money, payerText } from "./words.js";

/** Payments offered when none was named. */
const LATEST = 6;

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id of the payment that is meant, of this shop only; those offered to a cashier are what they charged themselves: as the button on its card says it, by its number among the
 * latest ones, or asked for. Null when there is none, which was said then.
 */
export async function whichPayment(chat: Chat, merchantId: string): Promise<string | null> {
  const by = may(chat.role, "all refunds") ? null : chat.person.userId;
  const latest = await latestPayments(chat.tx, merchantId, LATEST, by);
  const find = async (typed: string): Promise<string | null> => {
    const said = westernDigits(typed).trim();
    const id = ID.exec(said)?.[0].toLowerCase();
    if (id === undefined) return latest[Number(/^#?(\d)[.)]?$/.exec(said)?.[1] ?? 0) - 1]?.id ?? null;
    const found = await refundable(chat.tx, merchantId, id);
    return !found.ok && found.reason === "unknown" ? null : id;
  };
  const named = await find(chat.start);
  if (named !== null) return named;
  if (latest.length === 0) {
    chat.say(chat.t("refund.none"), [flowButton(chat, "menu")]);
    return null;
  }
  const { rows, buttons } = await offered(chat, latest);
  const unknown = [chat.t("refund.unknown"), ...rows].join("\n");
  return chat.ask("payment", {
    text: chat.start.trim() === "" ? [chat.t("refund.which"), ...rows].join("\n") : unknown,
    buttons,
    async understand(typed) {
      const found = await find(typed);
      return found === null ? notUnderstood(unknown) : understood(found);
    },
  });
}

/** A line and a button for each. */
async function offered(chat: Chat, latest: Order[]): Promise<{ rows: string[]; buttons: Button[] }> {
  const names = await namesOf(
    chat,
    latest.map(({ payerId }) => payerId),
  );
  const rows: string[] = [];
  const buttons: Button[] = [];
  for (const [i, order] of latest.entries()) {
    const words = { number: i + 1, title: order.title, price: money(chat, order.quoteAmount, order.quoteAsset) };
    const payer = payerText(chat, names, order);
    rows.push(chat.t("refund.row", { ...words, payer, date: dateText(chat, order.paidAt ?? order.createdAt) }));
    buttons.push({ label: chat.t("refund.pick", words), input: `/refund ${order.id}` });
  }
  return { rows, buttons };
}
