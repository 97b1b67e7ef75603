import { eq } from "drizzle-orm";
import type { Tx } from "../../db/database.js";
import { receiptMails } from "../../db/schema.js";
import type { JobHandler } from "../../db/worker.js";
import type { Post, Posted } from "../../mail/post.js";
import { hasReceipt, type ReceiptMail } from "../../payments/receipts.js";
import { orderFacts } from "../facts.js";
import { createTeller, type TellOptions } from "../teller.js";
import { receiptLetter } from "./receipt-letter.js";
import { isBeyondReceiptLimit } from "./receipt-limit.js";
import { GIVE_UP_MS, RETRY } from "./send.js";

export interface ReceiptMailOptions extends TellOptions {
  /** Null: mail is not set up. */
  post: Post | null;
}

/**
 * The job that mails a receipt: at least once, as other mails, with the same Message-ID each time. Nobody is told when it
 * cannot go but whoever looks at the receipt's page.
 */
export function receiptHandlers(options: ReceiptMailOptions): Record<"receipt.send", JobHandler> {
  const teller = createTeller(options);
  const { db } = teller;

  async function hand(mail: ReceiptMail): Promise<Posted> {
    const facts = await orderFacts(db, mail.orderId);
    if (!hasReceipt(facts.order)) return { outcome: "refused", problem: "the money was returned" };
    if (!options.post) return { outcome: "refused", problem: "SMTP_URL is not set" };
    if (await isBeyondReceiptLimit(db, mail.id)) return { outcome: "refused", problem: "too many receipts in a day" };
    return options.post.send(await receiptLetter(teller, mail, facts));
  }

  return {
    "receipt.send": {
      retry: RETRY,
      async run(job, commit) {
        const id = String(job.payload["mailId"]);
        const [mail] = await db.select().from(receiptMails).where(eq(receiptMails.id, id));
        if (mail?.state !== "waiting") return;
        const posted = await hand(mail);
        const now = teller.now();
        const note = (tx: Tx, change: Partial<ReceiptMail>) =>
          tx.update(receiptMails).set(change).where(eq(receiptMails.id, id));
        switch (posted.outcome) {
          case "sent":
            return commit(async (tx) => void (await note(tx, { state: "sent", sentAt: now, problem: null })));
          case "refused":
            return commit(async (tx) => void (await note(tx, { state: "refused", problem: posted.problem })));
          case "later": {
            const { problem } = posted;
            if (now.getTime() - mail.createdAt.getTime() >= GIVE_UP_MS) {
              return commit(async (tx) => void (await note(tx, { state: "refused", problem })));
            }
            await db.update(receiptMails).set({ problem }).where(eq(receiptMails.id, id));
            throw new Error(`the mail server has not taken it yet: ${problem}`);
          }
          default:
            return posted satisfies never;
        }
      },
    },
  };
}
