import { html } from "hono/html";
import { formatAmount, formatMoment } from "../../i18n/format.js";
import { pickLanguage, texts } from "../../i18n/index.js";
import { withoutLinks } from "../../db/text.js";
import type { Letter } from "../../mail/post.js";
import { quoteLabel } from "../../payments/labels.js";
import { type OrderView, viewOrder } from "../../payments/orders.js";
import { paidPrice, type ReceiptLine, receiptLines } from "../../payments/receipt-lines.js";
import { type ReceiptMail, receiptFacts } from "../../payments/receipts.js";
import type { OrderFacts } from "../facts.js";
import type { Teller } from "../teller.js";
import { AMOUNT, BUTTON, isolated, paper, SMALL } from "./paper.js";

const TABLE = "width:100%;margin:16px 0;border-collapse:collapse;font-size:15px";
const NAME = "padding:6px 0;color:#566361;text-align:start;vertical-align:top;font-weight:400";
const VALUE =
  "padding:6px 0;padding-inline-start:16px;text-align:end;vertical-align:top;overflow-wrap:anywhere;word-break:break-word";

/**
 * A receipt as a mail. Of what strangers write it has the shop's name and what the order is called and numbered, and no
 * link in them is one here.
 */
export async function receiptLetter(teller: Teller, mail: ReceiptMail, about: OrderFacts): Promise<Letter> {
  const view = await viewOrder(teller.db, mail.orderId, teller.now());
  if (!view) throw new Error(`there is no order ${mail.orderId}`);
  const { order } = view;
  const language = pickLanguage(mail.language);
  const t = texts(language);
  const shop = withoutLinks(about.shop);
  const title = withoutLinks(about.title);
  const facts = await receiptFacts(teller.db, order);
  const amount = teller.price(paidPrice(view, facts.paidPart), order.quoteAsset, language);
  const subject = t("receipt.letter.subject", { shop, amount });
  const intro = t("receipt.letter.intro", { shop: isolated(shop), amount: isolated(amount) });
  const why = t("receipt.letter.why");
  const link = `${teller.orderLink(order.id)}/receipt?lang=${language}`;
  const rows = receiptLines(view, facts).map((line) => rowOf(teller, mail, view, line));
  const content = html`<p>${intro}</p>
    <p style="${AMOUNT}">${isolated(amount)}</p>
    <p><b>${isolated(shop)}</b><br />${isolated(title)}</p>
    <table style="${TABLE}">
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row" style="${NAME}">${name}</th>
            <td style="${VALUE}">${isolated(value)}</td>
          </tr>`,
      )}
    </table>
    <p><a style="${BUTTON}" href="${link}">${t("receipt.letter.button")}</a></p>
    <p style="${SMALL}">${t("mail.plain")}<br /><span dir="ltr" style="word-break:break-all">${link}</span></p>
    <p style="${SMALL}">${why}</p>`;
  const list = rows.map(([name, value]) => `${name}: ${isolated(value)}`).join("\n");
  const lines = [intro, `${isolated(shop)}\n${isolated(title)}`, list, link, why];
  return {
    id: mail.id,
    to: mail.recipient,
    fromName: t("mail.from"),
    subject,
    text: `${lines.join("\n\n")}\n`,
    html: await paper({ language, title: subject, content }),
    language,
  };
}

type Row = [name: string, value: string];

/** A line of the receipt as its page words it; times in UTC, for a mail cannot know its reader's. */
function rowOf(teller: Teller, mail: ReceiptMail, { order }: OrderView, line: ReceiptLine): Row {
  const language = pickLanguage(mail.language);
  const t = texts(language);
  const moment = (at: Date) => formatMoment(at, language, "UTC");
  switch (line.name) {
    case "number":
      return [t("receipt.number"), withoutLinks(line.text)];
    case "date":
      return [t("receipt.date"), moment(line.at)];
    case "amount":
    case "tip":
    case "total":
    case "paidPart":
      return [t(`receipt.${line.name}`), teller.price(line.price, order.quoteAsset, language)];
    case "paidWith":
    case "surplus":
      return [t(`receipt.${line.name}`), teller.amount(line.amount, line.assetId, language)];
    case "rate": {
      const amount = formatAmount(line.value, quoteLabel(line.unit, teller.rates), language);
      return [t("web.money.facts.rate"), t("web.code.each", { one: quoteLabel(line.one, teller.rates), amount })];
    }
    case "ratedAt":
      return [t("web.money.facts.at"), `${moment(line.at)} · ${line.source}`];
    case "givesBack":
    case "gaveBack":
      return [t(`receipt.${line.name}`), `${teller.amount(line.amount, line.assetId, language)} · ${moment(line.at)}`];
    case "status":
      return [t("receipt.status"), t(`receipt.state.${line.state}`)];
    case "trace":
    case "transaction":
      return [t(`receipt.${line.name}`), line.text];
    default:
      return line satisfies never;
  }
}
