import { type Translate, texts } from "../../i18n/index.js";
import { decimal } from "../../payments/money.js";
import type { Intake } from "../../payments/orders.js";
import { CODES } from "../../payments/refund-codes.js";
import type { OrderPageProps } from "./order.js";
import { isolated, paymentText } from "./parts.js";

/** Money of this order that did not fit it, was too much, or that the shop gives back. */
export function Returned({ view, shop, rates, speech }: OrderPageProps) {
  const { language } = speech;
  const t = texts(language);
  const shown = (amount: string, assetId: string) => paymentText(amount, assetId, rates, language);
  const ofIntake = (intake: Intake): string[] => {
    const amount = shown(intake.amount, intake.assetId);
    switch (intake.disposition) {
      case "applied":
        return intake.surplusAmount !== null && decimal(intake.surplusAmount).gt(0)
          ? [t("web.money.surplus", { amount: shown(intake.surplusAmount, intake.assetId) })]
          : [];
      case "refunded":
        return [t("web.order.refund", { amount, reason: reason(t, intake.code) })];
      case "held":
        // Parts, and what the shop decides on, have a place of their own on the page.
        return intake.heldReason === "partial" || intake.heldReason === "late"
          ? []
          : [t("web.order.heldMoney", { amount })];
      case "float":
        return [];
      default:
        return intake.disposition satisfies never;
    }
  };
  const given = view.refunds
    .filter(({ state }) => state === "sending" || state === "done")
    .map(({ state, amount, assetId }) =>
      t(state === "done" ? "web.money.gaveBack" : "web.money.givesBack", {
        shop: isolated(shop.name),
        amount: shown(amount, assetId),
      }),
    );
  const lines = [...view.intakes.flatMap(ofIntake), ...given];
  if (lines.length === 0) return null;
  return (
    <section class="returned">
      <h2>{t("web.order.refundTitle")}</h2>
      <ul>
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </section>
  );
}

const REASONS = {
  [CODES.late]: "late",
  [CODES.wrongAsset]: "wrongAsset",
  [CODES.second]: "already",
  [CODES.wrongAmount]: "wrongAmount",
  [CODES.rateExpired]: "rateExpired",
  [CODES.notSettleable]: "notSettleable",
  [CODES.cancelled]: "cancelled",
} as const;

const reason = (t: Translate, code: number | null): string =>
  t(`web.order.reason.${(REASONS as Record<number, (typeof REASONS)[keyof typeof REASONS]>)[code ?? 0] ?? "other"}`);
