import { formatAmount } from "../i18n/format.js";
import type { Language } from "../i18n/index.js";
import { fiatDigits } from "../payments/fiat.js";
import { assetLabel, quoteLabel } from "../payments/labels.js";
import { decimal, plain } from "../payments/money.js";
import type { Rates } from "../payments/ports.js";
import type { Code } from "../shop/codes.js";
import type { Merchant } from "../shop/merchants.js";
import type { Button, Chat } from "./flow.js";
import { controlLabel, labelOf, type WORDS } from "./words.js";

/** "20 AED", "15.50 EUR", "0.01 BTC": a broken fiat amount with all its places. */
export function moneyText(amount: string, asset: string, rates: Rates, language: Language): string {
  const places = decimal(amount).isInteger() ? 0 : (fiatDigits(asset) ?? 0);
  return formatAmount(plain(amount), quoteLabel(asset, rates), language, places);
}

/** "5 USDT (TRON)": coins that are there. */
export const amountText = (chat: Pick<Chat, "rates" | "language">, assetId: string, amount: string): string =>
  moneyText(amount, assetId, chat.rates, chat.language);

type Priced = Pick<Code, "quoteAsset" | "quoteAmount">;

/** The price, or that the payer decides. */
export const priceText = (chat: Chat, { quoteAsset, quoteAmount }: Priced): string =>
  quoteAmount === null
    ? chat.t("chat.price.any", { unit: quoteLabel(quoteAsset, chat.rates) })
    : moneyText(quoteAmount, quoteAsset, chat.rates, chat.language);

export const settlementText = (chat: Chat, assetId: string | null): string =>
  assetId === null ? chat.t("chat.settlement.asPaid") : assetLabel(assetId, chat.rates);

/** Where a code is paid. */
export const codeUrl = (chat: Chat, merchant: Merchant, code: Code): string =>
  `${chat.publicUrl}/${merchant.handle}/${code.slug}`;

export const shopUrl = (chat: Chat, handle: string): string => `${chat.publicUrl}/${handle}`;

/** A time zone as people say it: "America/New York", "UTC+4" (whose own name, Etc/GMT-4, has the opposite sign). */
export const zoneText = (zone: string): string =>
  zone.replace(/_/g, " ").replace(/^Etc\/GMT([+-])(?=\d)/, (_, sign: string) => `UTC${sign === "-" ? "+" : "-"}`);

/** An address as it is printed and read out. */
export const shortUrl = (url: string): string => url.replace(/^https?:\/\//, "");

type Said = keyof typeof WORDS;

/** A button that starts a flow by saying its name. */
export const flowButton = (chat: Pick<Chat, "language">, flow: Said): Button => {
  const label = labelOf(flow, chat.language);
  return { label, input: label };
};

/** A button that starts a flow for one code: written as a command, so that no question takes it for its answer. */
export const codeButton = (chat: Chat, flow: Said, code: Code): Button => ({
  label: labelOf(flow, chat.language),
  input: `/${flow} ${code.slug}`,
  ...(flow === "delete-code" ? { tone: "danger" as const } : {}),
});

/** The way out of everywhere. */
export const menuButtons = (chat: Pick<Chat, "language">): Button[] =>
  [
    ...(["receipt-code", "invoice", "my-codes", "my-invoices"] as const),
    ...(["statistics", "settings", "paying", "help"] as const),
  ].map((flow) => flowButton(chat, flow));

export const cancelButton = (language: Language): Button => {
  const label = controlLabel("cancel", language);
  return { label, input: label, tone: "calm" };
};

export const backButton = (language: Language): Button => {
  const label = controlLabel("back", language);
  return { label, input: label, tone: "calm" };
};
