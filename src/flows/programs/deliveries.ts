import { formatMoment } from "../../i18n/format.js";
import { westernDigits } from "../../payments/typed.js";
import { deliveriesOf, type Delivered } from "../../shop/deliveries.js";
import { hostIn } from "../../shop/webhooks.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { listHead, moreButton } from "../ask/paging.js";
import { flowButton } from "../ask/wording.js";
import { wordsFor } from "../understand/answers.js";
import { escapeMarkdown, excerpt, foldLetters } from "../understand/text.js";
import { triedText } from "../../i18n/tried.js";

const PAGE = 8;
const TITLE_SHOWN = 40;
/** Of a button: as much as a messenger shows. */
const LABEL_SHOWN = 36;

/** "Deliveries", "deliveries 2", "deliveries troubled": what programs were told, newest first, a button for each. */
export const deliveries: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant } = chat;
    const { page: wanted, troubled } = readWish(chat.start);
    const after = [flowButton(chat, "webhooks"), flowButton(chat, "menu")];
    const found =
      merchant && (await deliveriesOf(chat.tx, { merchantId: merchant.id, page: wanted, size: PAGE, troubled }));
    const other: Button = troubled
      ? { label: t("programs.log.all"), input: "/deliveries", tone: "calm" }
      : { label: t("programs.log.troubled"), input: "/deliveries troubled", tone: "calm" };
    if (!found || found.deliveries.length === 0) {
      return troubled
        ? chat.say(t("programs.log.noneTroubled"), [other, ...after])
        : chat.say(t("programs.log.none"), after);
    }
    const { page, pages } = found;
    const from = (page - 1) * PAGE + 1;
    const head = listHead(chat, t(troubled ? "programs.log.headTroubled" : "programs.log.head"), { page, pages });
    // "Delivery 2" is the second of all: in a part of the log numbers would name others.
    const rows = found.deliveries.map((one, at) => row(chat, one, troubled ? null : from + at));
    chat.post(`**${head}**\n\n${rows.join("\n\n")}`);
    const shows = found.deliveries.map((one, at): Button => {
      const event = t(`programs.event.${one.event}`);
      const label = troubled ? excerpt(`${event} · ${orderText(chat, one)}`, LABEL_SHOWN) : `${from + at}. ${event}`;
      return { label, input: `/delivery ${one.id}` };
    });
    const more = moreButton(chat, troubled ? "deliveries troubled" : "deliveries", { page, pages });
    chat.say(t("programs.log.hint"), [...shows, ...more, other, ...after]);
  },
};

const TROUBLED = new Set(["troubled", ...wordsFor("troubled")].map(foldLetters));

/** "2", "troubled", "troubled 2" in any order; whatever else is said asks for all of it. */
function readWish(said: string): { page: number; troubled: boolean } {
  const words = foldLetters(westernDigits(said)).split(/\s+/);
  const page = Number(words.find((word) => /^\d{1,4}$/.test(word)) ?? 1);
  return { page, troubled: TROUBLED.has(words.filter((word) => !/^\d+$/.test(word)).join(" ")) };
}

function row(chat: Chat, one: Delivered, number: number | null): string {
  const words = {
    event: escapeMarkdown(chat.t(`programs.event.${one.event}`)),
    what: escapeMarkdown(orderText(chat, one)),
    when: escapeMarkdown(formatMoment(one.createdAt, chat.language, chat.person.timeZone)),
    state: escapeMarkdown(stateText(chat, one)),
  };
  return number === null ? chat.t("programs.log.rowTroubled", words) : chat.t("programs.log.row", { ...words, number });
}

/** Which order it is about, by the shop's own number or its title; of a test, where it went. */
export function orderText({ t }: Pick<Chat, "t">, { order, url }: Delivered): string {
  if (!order) return hostIn(url);
  const { number, title } = order;
  return number === null ? excerpt(title, TITLE_SHOWN) : t("programs.log.order", { number });
}

/** "taken", "is tried again at …: status 500", "given up: …". */
export function stateText(chat: Chat, { state, attempts, dueAt, last, webhookId }: Delivered): string {
  const { t, language } = chat;
  const why = last ? triedText(chat, last) : "";
  switch (state) {
    case "delivered":
      return t("programs.state.taken");
    case "overtaken":
      // Webhooks hear everything in its turn: theirs end so only with the webhook.
      return t(webhookId === null ? "programs.state.overtaken" : "programs.state.removed");
    case "failed":
      return t("programs.state.givenUp", { count: attempts, why });
    case "waiting":
      return attempts === 0
        ? t("programs.state.soon")
        : t("programs.state.again", { when: formatMoment(dueAt, language, chat.person.timeZone), why });
    default:
      return state satisfies never;
  }
}
