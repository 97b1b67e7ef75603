import { type Database, signal } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { queueMessages } from "../db/outbox.js";
import type { JobHandler } from "../db/worker.js";
import { formatNumber } from "../i18n/format.js";
import { type Language, texts } from "../i18n/index.js";
import type { Log } from "../log.js";
import { contactConversationId } from "../mixin/messages.js";
import { buttonGroup, text } from "../mixin/payloads.js";
import { assetLabel } from "../payments/labels.js";
import { plain } from "../payments/money.js";
import { reconcile, type Report } from "../payments/payouts/reconcile.js";
import type { Rates, WalletPort } from "../payments/ports.js";
import { reader } from "./facts.js";
import { BLUE } from "./teller.js";

export interface ReconcileOptions {
  database: Database;
  wallet: Pick<WalletPort, "outputs" | "lookup">;
  rates: Rates;
  botId: string;
  log: Log;
}

/** Differences named one by one. */
const SHOWN = 10;

/** Compares books and wallet for an operator who asked for it, and tells them what came of it. */
export function reconcileHandler(options: ReconcileOptions): Record<"tell.reconciled", JobHandler> {
  const { database, wallet, botId, log } = options;
  return {
    "tell.reconciled": {
      retry: { steps: [5, 30], forever: false },
      async run(job, commit) {
        const { userId } = job.payload as { userId: string };
        const { language } = await reader(database.db, userId);
        const report = await reconcile(database.db, wallet).catch((error: unknown) => {
          log("warn", "books and wallet could not be compared", { error });
          return null;
        });
        const told = report
          ? reportText(report, options.rates, language)
          : texts(language)("operator.reconcile.failed");
        const address = { conversationId: contactConversationId(botId, userId), recipientId: userId };
        const cause = `job ${job.id} ${job.createdAt.toISOString()}`;
        const label = texts(language)("notify.operator.button.operator");
        const messages = [text(told), buttonGroup([{ label, color: BLUE, action: "input:/operator" }])];
        await commit(async (tx) => {
          await queueMessages(
            tx,
            messages.map((payload, i) => ({
              messageId: deriveId(cause, i === 0 ? "reconciled: tell the operator" : "reconciled: buttons"),
              ...address,
              ...payload,
            })),
          );
          await signal(tx, "outbox", "");
        });
      },
    },
  };
}

/** The outcome in words, then a line for each asset. */
export function reportText({ ok, problems, assets }: Report, rates: Rates, language: Language): string {
  const t = texts(language);
  const head = ok ? t("operator.reconcile.ok") : t("operator.reconcile.notOk", { count: problems.length });
  const shown = problems.slice(0, SHOWN).map((problem) => `– ${problem}`);
  const more = problems.length > SHOWN ? [t("operator.stuck.more", { count: problems.length - SHOWN })] : [];
  const lines = assets.map((asset) => {
    const amount = (value: string) => formatNumber(plain(value), language);
    return t("operator.reconcile.asset", {
      asset: assetLabel(asset.assetId, rates),
      wallet: amount(asset.wallet),
      owed: amount(asset.open),
      held: amount(asset.held),
      float: amount(asset.float),
    });
  });
  return [head, ...shown, ...more, ...(lines.length > 0 ? lines : [t("operator.reconcile.empty")])].join("\n");
}
