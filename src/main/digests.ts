import { type Database, signal } from "../db/database.js";
import { shopWants } from "../db/mutes.js";
import { queueMessages } from "../db/outbox.js";
import type { JobHandler } from "../db/worker.js";
import { digestMessages } from "../notify/digest.js";
import { createTeller, type TellOptions } from "../notify/teller.js";
import { digestOf } from "../reports/digest.js";
import { dayIn } from "../reports/ranges.js";
import { codesOf } from "../shop/codes.js";
import { planDigest } from "../shop/digests.js";
import { goalsOf } from "../shop/goals.js";
import { findMerchant, type Merchant } from "../shop/merchants.js";
import { person } from "../shop/people.js";

/**
 * Sends a shop its figures on the day they were planned for, and plans the next in the same transaction. One that is run
 * on a later day is past: it plans that day's, which is sent at once when its hour is over.
 */
export function digestTasks(options: TellOptions): Record<"digest", JobHandler> {
  const { database } = options;
  const teller = createTeller(options);
  return {
    digest: {
      retry: { steps: [5, 30, 120, 600], forever: true },
      async run(job, commit) {
        const { merchantId, day } = job.payload as { merchantId: string; day: string };
        const now = teller.now();
        const shop = await findMerchant(database.db, merchantId);
        const timeZone = (await person(database.db, merchantId))?.timeZone ?? "UTC";
        // By this clock it may be the day before still: the database's has said that it is time.
        const due = shop !== null && shop.digest !== "off" && day >= dayIn(now, timeZone);
        const isWanted = due && (await shopWants(database.db, merchantId, "digests"));
        const messages = isWanted ? await compose(database, shop, day, timeZone, now) : [];
        await commit(async (tx) => {
          await queueMessages(tx, messages);
          if (messages.length > 0) await signal(tx, "outbox", "");
          await planDigest(tx, merchantId, now, true);
        });
      },
    },
  };

  async function compose({ db }: Database, shop: Merchant, day: string, timeZone: string, now: Date) {
    const weekly = shop.digest === "weekly";
    const figures = await digestOf(db, { merchantId: shop.id, day, weekly, timeZone, now });
    const codes = await codesOf(db, shop.id);
    const open = (await goalsOf(db, shop.id)).filter(({ goal }) => goal.reachedAt === null);
    const goals = open.map(({ goal: { codeId, amount, quoteAsset }, progress }) => ({
      what: codes.find(({ id }) => id === codeId)?.title ?? null,
      progress,
      amount,
      quoteAsset,
    }));
    return digestMessages(teller, { merchantId: shop.id, day, weekly }, { ...figures, goals });
  }
}
