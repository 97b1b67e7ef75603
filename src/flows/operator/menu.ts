import { formatMoment } from "../../i18n/format.js";
import { heldOf } from "../../payments/held.js";
import { pendingApproval } from "../../payments/payouts/control.js";
import { stuckTransfers } from "../../payments/payouts/stuck.js";
import { readSettings, whoSet } from "../../payments/settings.js";
import type { Button, Chat } from "../engine/flow.js";
import { namesOf } from "../ask/somebody.js";
import { flowButton } from "../ask/wording.js";
import { operatorFlow, userText } from "./common.js";

/** "Operator": how the till stands, and a button for each thing there is to do. */
export const operatorMenu = operatorFlow(1, async (chat) => {
  const { paused } = await readSettings(chat.tx);
  const words = {
    payouts: await payoutsText(chat),
    approval: (await pendingApproval(chat.tx)).length,
    stuck: (await stuckTransfers(chat.tx)).length,
    held: (await heldOf(chat.tx, {})).length,
  };
  const toggle = paused ? "resume-payouts" : "pause-payouts";
  const flows = [
    "approve",
    "stuck",
    "held",
    "float",
    "reconcile",
    toggle,
    "limits",
    "spread",
    "withdraw-float",
  ] as const;
  const buttons = flows.map((flow): Button => ({
    ...flowButton(chat, flow),
    ...(flow === "pause-payouts" ? DANGER : {}),
  }));
  chat.say(chat.t("operator.menu.text", words), buttons);
});

const DANGER = { tone: "danger" } as const;

/** Whether payouts go out; if not, since when and by whom. */
export async function payoutsText(chat: Chat): Promise<string> {
  const { paused } = await readSettings(chat.tx);
  if (!paused) return chat.t("operator.menu.going");
  const date = formatMoment(new Date(paused.at), chat.language, chat.person.timeZone);
  if (paused.why === "ledger") return chat.t("operator.menu.pausedByBooks", { date });
  const by = await whoSet(chat.tx, "paused");
  const who = by === null ? chat.t("operator.menu.nobody") : userText(chat, await namesOf(chat, [by]), by);
  return chat.t("operator.menu.paused", { date, who });
}
