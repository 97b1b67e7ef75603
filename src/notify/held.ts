import { formatMoment } from "../i18n/format.js";
import { texts } from "../i18n/index.js";
import { fitting, MAX_TITLE } from "../mixin/payloads.js";
import { intakeFacts, reader, returnsAt } from "./facts.js";
import { BLUE, GREEN, type Notices, RED, type Teller } from "./teller.js";

/** Money that is kept until somebody says what becomes of it: its sender, or those who run the till. */
export function heldNotices(teller: Teller): Pick<Notices, "tell.unknown" | "tell.held"> {
  const { db, options } = teller;
  return {
    async "tell.unknown"({ outputId }) {
      const intake = await intakeFacts(db, outputId);
      if (intake.disposition !== "held" || !intake.senderId) return [];
      const sender = await reader(db, intake.senderId);
      const { language, timeZone } = sender;
      const t = texts(language);
      const amount = teller.amount(intake.amount, intake.assetId, language);
      const until = await returnsAt(db, outputId);
      const card = teller.card({
        title: fitting(t("notify.unknown.title", { amount }), amount, MAX_TITLE),
        lines: [
          t("notify.unknown.text", { amount }),
          until && t("notify.unknown.until", { until: formatMoment(until, language, timeZone) }),
        ],
        buttons: [
          { label: t("notify.unknown.name"), color: GREEN, action: `input:/for ${outputId}` },
          { label: t("notify.unknown.back"), color: BLUE, action: `input:/return ${outputId}` },
        ],
      });
      return [teller.to(sender.userId, outputId, "unknown: ask the sender", card)];
    },

    async "tell.held"({ outputId }) {
      const intake = await intakeFacts(db, outputId);
      if (intake.disposition !== "held") return [];
      const people = await options.operators();
      const messages = people.map(async (userId) => {
        const { language } = await reader(db, userId);
        const t = texts(language);
        const reason = intake.heldReason && t(`notify.operator.heldReason.${intake.heldReason}`);
        const amount = teller.amount(intake.amount, intake.assetId, language);
        const card = teller.card({
          title: t("notify.operator.held.title"),
          lines: [
            t("notify.operator.held.text"),
            t("notify.operator.amount", { amount }),
            reason && t("notify.operator.reason", { reason }),
          ],
          buttons: [{ label: t("notify.operator.button.held"), color: RED, action: "input:/held" }],
        });
        return teller.to(userId, outputId, `held: tell the operator ${userId}`, card);
      });
      return Promise.all(messages);
    },
  };
}
