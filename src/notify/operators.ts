import { formatMoment } from "../i18n/format.js";
import { texts, type Translate } from "../i18n/index.js";
import type { Button } from "../mixin/payloads.js";
import type { Alert } from "../payments/alerts.js";
import { plainName, reader } from "./facts.js";
import { BLUE, causeOf, GREEN, type Notices, RED, type Teller } from "./teller.js";

/** A command of operators, and the text on its button. */
interface Help {
  says: string;
  label: "stuck" | "float" | "held" | "approve" | "reconcile" | "resume" | "operator";
  color: string;
}

/** What helps against each. */
function helpFor({ kind, requestId }: Alert): Help[] {
  const overview: Help = { says: "/operator", label: "operator", color: BLUE };
  switch (kind) {
    case "ledger":
      return [
        { says: "/reconcile", label: "reconcile", color: GREEN },
        { says: "/resume-payouts", label: "resume", color: RED },
      ];
    case "stuck":
    case "hangs":
      return [{ says: "/stuck", label: "stuck", color: RED }];
    case "float_low":
      return [{ says: "/float", label: "float", color: GREEN }];
    case "approval":
      return requestId ? [{ says: `/approve ${requestId}`, label: "approve", color: GREEN }, overview] : [overview];
    case "held":
      return [{ says: "/held", label: "held", color: RED }];
    case "prices_stale":
    case "blaze_down":
    case "swap_late":
    case "resumed":
      return [overview];
    default:
      return kind satisfies never;
  }
}

const EXCESSES = ["above_transfer_limit", "above_day_limit", "worth_unknown"] as const;

/** Why a payout waits in the reader's words; of anything else, what the network or the books said. */
function reasonText(reason: string, t: Translate): string {
  const excess = EXCESSES.find((one) => one === reason);
  return excess ? t(`notify.operator.excess.${excess}`) : plainName(reason, 400);
}

/** Those who run the till hear what needs them: short cards with the button that helps. */
export function operatorNotices(teller: Teller): Pick<Notices, "tell.operators"> {
  return {
    async "tell.operators"({ alert }, job) {
      const operators = await teller.options.operators();
      const told = operators
        .filter((operator) => operator !== alert.by)
        .map(async (operator) => {
          const { userId, language, timeZone } = await reader(teller.db, operator);
          const t = texts(language);
          const { kind, amount, assetId, reason, since } = alert;
          const buttons = helpFor(alert).map(({ says, label, color }): Button => ({
            label: t(`notify.operator.button.${label}`),
            color,
            action: `input:${says}`,
          }));
          const card = teller.card({
            title: t(`notify.operator.${kind}.title`),
            lines: [
              t(`notify.operator.${kind}.text`),
              amount && assetId
                ? t("notify.operator.amount", { amount: teller.amount(amount, assetId, language) })
                : null,
              reason ? t("notify.operator.reason", { reason: reasonText(reason, t) }) : null,
              since ? t("notify.operator.since", { date: formatMoment(new Date(since), language, timeZone) }) : null,
            ],
            buttons,
          });
          // The same trouble an hour later is another job.
          return teller.to(userId, causeOf(job), `alert: tell the operator ${userId}`, card);
        });
      return Promise.all(told);
    },
  };
}
