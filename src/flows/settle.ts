import { assetLabel } from "../payments/labels.js";
import type { Chat, Question } from "./flow.js";
import { askNetwork } from "./price.js";
import { type Choice, choiceButtons, choose, notUnderstood, understood } from "./questions.js";
import { readUnit, type Unit } from "./understand/units.js";

const AS_PAID = "as paid|same|whatever|any|wie bezahlt|wie gezahlt|egal|按支付币种|原币|随意|都可以".split("|");
/** Assets offered as buttons, besides "as paid". */
const OFFERED = 5;

type Said = "as_paid" | Exclude<Unit, { kind: "fiat" }>;

/** Asks what the shop receives: an asset id, or null for "as paid". */
export async function askSettlement(chat: Chat, text: string): Promise<string | null> {
  const said = await chat.ask("settlement", settlementQuestion(chat, text));
  return said === "as_paid" ? null : askNetwork(chat, "settlement-network", said);
}

function settlementQuestion(chat: Chat, text: string): Question<Said> {
  const asPaid: Choice<Said> = { value: "as_paid", label: chat.t("chat.settlement.asPaid"), words: AS_PAID };
  const usual = chat.merchant?.settlementAsset;
  const offered = [...new Set([...(usual ? [usual] : []), ...chat.rates.assets().map((asset) => asset.assetId)])];
  const assets = offered.slice(0, OFFERED).map((assetId): Choice<Said> => ({
    value: { kind: "asset", assetId },
    label: assetLabel(assetId, chat.rates),
  }));
  const choices = usual ? [...assets, asPaid] : [asPaid, ...assets];
  return {
    text,
    buttons: choiceButtons(choices),
    understand(typed) {
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
