import { formatItems, formatSentences } from "../../i18n/format.js";
import { assetLabel } from "../../payments/labels.js";
import { offers, type Wanted } from "../../payments/quoting.js";
import type { Chat, Understood } from "../engine/flow.js";
import { askNetwork } from "./price.js";
import { type Choice, choiceButtons, choose, notUnderstood, understood } from "./questions.js";
import { wordsFor } from "../understand/answers.js";
import { readUnit, type Unit } from "../understand/units.js";

/** Assets offered as buttons, besides "as paid". */
const OFFERED = 5;
/** What decides whether an asset can be had, before the price is known. */
const SMALL_PRICE: Price = { quoteAsset: "usd", quoteAmount: "1" };

type Said = "as_paid" | Exclude<Unit, { kind: "fiat" }>;
interface Price {
  quoteAsset: string;
  /** Null: the payer decides. */
  quoteAmount: string | null;
}

/** Asks what the shop receives: an asset id, or null for "as paid". Says which assets payers' money is turned into now. */
export async function askSettlement(
  chat: Chat,
  text: string,
  { price = SMALL_PRICE, given = "" }: { price?: Price; given?: string } = {},
): Promise<string | null> {
  const question = settlementQuestion(chat, text, price);
  const read = question.understand(given);
  const said = read.ok ? read.value : await chat.ask("settlement", question);
  return said === "as_paid" ? null : askNetwork(chat, "settlement-network", said);
}

function settlementQuestion(chat: Chat, text: string, price: Price) {
  const asPaid: Choice<Said> = { value: "as_paid", label: chat.t("chat.settlement.asPaid"), words: wordsFor("asPaid") };
  const usual = chat.merchant?.settlementAsset;
  const known = [...new Set([...(usual ? [usual] : []), ...chat.rates.assets().map((asset) => asset.assetId)])];
  const offered = known.slice(0, OFFERED);
  const assets = offered.map((assetId): Choice<Said> => ({
    value: { kind: "asset", assetId },
    label: assetLabel(assetId, chat.rates),
  }));
  const choices = usual ? [...assets, asPaid] : [asPaid, ...assets];
  const converted = offered.filter((assetId) => payingAssets(chat, { ...price, settlementAsset: assetId }).length > 1);
  const labels = formatItems(
    converted.map((assetId) => assetLabel(assetId, chat.rates)),
    chat.language,
  );
  const hint = labels === "" ? chat.t("invoice.settle.asIs") : chat.t("invoice.settle.converted", { assets: labels });
  return {
    text: formatSentences([text, hint], chat.language),
    buttons: choiceButtons(choices),
    understand(typed: string): Understood<Said> {
      const chosen = choose(choices, typed);
      if (chosen) return understood(chosen.value);
      const unit = readUnit(typed, chat.units);
      if (!unit) return notUnderstood(chat.t("chat.settlement.unknown"));
      if (unit.kind !== "fiat") return understood(unit);
      const words = { unit: unit.code.toUpperCase(), asPaid: asPaid.label };
      return notUnderstood(chat.t("chat.settlement.fiat", words));
    },
  };
}

type Terms = Price & Pick<Wanted, "settlementAsset">;

/** What this could be paid with now. */
function payingAssets(chat: Chat, { quoteAsset, quoteAmount, settlementAsset }: Terms): string[] {
  const wanted = { quoteAsset, quoteAmount: quoteAmount ?? "1", settlementAsset };
  return offers(wanted, chat.market, chat.now).map(({ asset }) => asset.assetId);
}

/** A line that says when payers have little choice or none at the moment; empty when they have. */
export function payingText(chat: Chat, terms: Terms): string {
  const [first, ...more] = payingAssets(chat, terms);
  if (first === undefined) return `\n${chat.t("invoice.settle.nobody")}`;
  return more.length > 0 ? "" : `\n${chat.t("invoice.settle.onlyWith", { asset: assetLabel(first, chat.rates) })}`;
}
