import { formatAmount } from "../../i18n/format.js";
import type { Language } from "../../i18n/index.js";
import { fiatDigits } from "../../payments/fiat.js";
import { assetLabel, quoteLabel } from "../../payments/labels.js";
import { decimal, plain } from "../../payments/money.js";
import type { Rates } from "../../payments/ports.js";
import type { Code } from "../../shop/codes.js";
import type { Merchant } from "../../shop/merchants.js";
import type { Button, Chat } from "../engine/flow.js";
import { mayRun } from "../engine/rights.js";
import { controlLabel, labelOf, type WORDS } from "../words.js";

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

/** "You receive: USDT (TRON)"; whoever works in the shop is told that the shop does. */
export const receivesText = ({ t, role }: Pick<Chat, "t" | "role">, settlement: string): string =>
  t(role === "owner" ? "chat.settlement.receives" : "chat.settlement.shopReceives", { settlement });

/** Where a code is paid. */
export const codeUrl = (chat: Chat, merchant: Merchant, code: Code): string =>
  `${chat.publicUrl}/${merchant.handle}/${code.slug}`;

export const shopUrl = (chat: Chat, handle: string): string => `${chat.publicUrl}/${handle}`;

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

/** The way out of everywhere: what the person may do in the shop they act for. In a group there is no menu. */
export const menuButtons = ({ language, role, groupId }: Pick<Chat, "language" | "role" | "groupId">): Button[] =>
  groupId === null ? MENU.filter((flow) => mayRun(role, flow)).map((flow) => flowButton({ language }, flow)) : [];

const MENU = [
  ...(["receipt-code", "invoice", "my-codes", "my-invoices", "send"] as const),
  ...(["transfers", "statistics", "settings", "paying", "help"] as const),
];

/** For which shop somebody acts, and as what; nothing to say of one's own. */
export const actingText = ({ t, role, merchant }: Pick<Chat, "t" | "role" | "merchant">): string[] =>
  role === "owner" || !merchant ? [] : [t("staff.acting", { shop: merchant.name, role: t(`staff.role.${role}`) })];

export const cancelButton = (language: Language): Button => {
  const label = controlLabel("cancel", language);
  return { label, input: label, tone: "calm" };
};

export const backButton = (language: Language): Button => {
  const label = controlLabel("back", language);
  return { label, input: label, tone: "calm" };
};
