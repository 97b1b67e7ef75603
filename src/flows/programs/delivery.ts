import { isUuid } from "../../db/ids.js";
import { formatMoment, formatNumber } from "../../i18n/format.js";
import { westernDigits } from "../../payments/typed.js";
import { deliveriesOf, type DeliveryDetail, deliveryOf } from "../../shop/deliveries.js";
import type { Chat, Flow } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { clean, escapeMarkdown, excerpt } from "../understand/text.js";
import { deliveries, orderText, stateText } from "./deliveries.js";
import { URL_SHOWN } from "./webhooks.js";
import { triedText } from "../../i18n/tried.js";

/** Of an answer: as much as is kept of it. */
const ANSWER_SHOWN = 1_024;

/** "Delivery 2", or by its id: one message to a program, with every try and what was answered. */
export const delivery: Flow = {
  version: 1,
  async run(chat) {
    if (chat.start.trim() === "") return deliveries.run(chat);
    const found = await findDelivery(chat);
    if (!found) {
      return chat.say(chat.t("programs.one.unknown"), [flowButton(chat, "deliveries"), flowButton(chat, "menu")]);
    }
    chat.post(detail(chat, found));
    chat.buttons([
      { ...flowButton(chat, "resend"), input: `/resend ${found.id}` },
      flowButton(chat, "deliveries"),
      flowButton(chat, "menu"),
    ]);
  },
};

/** By its number in the log as it is now, or by its id. */
export async function findDelivery({ tx, merchant, start }: Chat): Promise<DeliveryDetail | null> {
  const said = westernDigits(start)
    .trim()
    .replace(/^#|\.$/g, "");
  if (!merchant) return null;
  if (isUuid(said)) return deliveryOf(tx, merchant.id, said.toLowerCase());
  if (!/^[1-9]\d{0,3}$/.test(said)) return null;
  const page = Number(said);
  const numbered = await deliveriesOf(tx, { merchantId: merchant.id, page, size: 1 });
  const [one] = numbered.page === page ? numbered.deliveries : [];
  return one ? deliveryOf(tx, merchant.id, one.id) : null;
}

function detail(chat: Chat, one: DeliveryDetail): string {
  const { t, language } = chat;
  const moment = (at: Date) => escapeMarkdown(formatMoment(at, language, chat.person.timeZone));
  const head = {
    event: escapeMarkdown(t(`programs.event.${one.event}`)),
    what: escapeMarkdown(orderText(chat, one)),
    when: moment(one.createdAt),
    url: escapeMarkdown(excerpt(one.url, URL_SHOWN)),
    state: escapeMarkdown(stateText(chat, one)),
  };
  const tries = one.tries.flatMap(({ number, at, millis, status, answer, problem }) => [
    t("programs.one.try", {
      number,
      when: moment(at),
      seconds: escapeMarkdown(formatNumber((millis / 1000).toFixed(1), language, 1)),
      result: escapeMarkdown(triedText(chat, { status, problem }) || t("programs.state.taken")),
    }),
    ...answerLines(answer),
  ]);
  const again = one.resendOf === null ? [] : [t("programs.one.copy")];
  return [t("programs.one.head", head), ...again, ...tries].join("\n\n");
}

/** What a stranger's server wrote: on one line, shown and never obeyed. */
function answerLines(answer: string | null): string[] {
  const shown = excerpt(clean(answer ?? ""), ANSWER_SHOWN);
  return shown === "" ? [] : [`> ${escapeMarkdown(shown)}`];
}
