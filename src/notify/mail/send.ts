import { and, eq, isNull } from "drizzle-orm";
import { inTransaction, type Tx } from "../../db/database.js";
import { enqueue } from "../../db/jobs.js";
import { mails } from "../../db/schema.js";
import type { JobHandler } from "../../db/worker.js";
import { claimRefusal } from "../../payments/remittances/standing.js";
import { createTeller, type TellOptions, type Tells } from "../teller.js";
import { mailFacts, remittanceWords } from "./facts.js";
import { claimLetter } from "./letter.js";
import { isBeyondLimit } from "./limit.js";
import type { Post, Posted } from "../../mail/post.js";

export interface MailOptions extends TellOptions {
  /** Null: mail is not set up. */
  post: Post | null;
  /** The link to claim a transfer with; null when it has none. */
  claimLink: (remittanceId: string) => Promise<string | null>;
}

/** Quickly, then every few minutes, then each hour. */
export const RETRY = { steps: [5, 15, 40, 60, 180, 300, 900, 1800, 3600], forever: true };

/** From here on its sender is told that it takes longer. */
const DELAYED_MS = 10 * 60_000;
export const GIVE_UP_MS = 24 * 3_600_000;

type Mail = typeof mails.$inferSelect;

/**
 * The job that sends a mail. A mail goes at least once: when we are ended between the server's yes and our note of it,
 * it goes again, with the same Message-ID, by which mailboxes and people know it.
 */
export function mailHandlers(options: MailOptions): Record<"mail.send", JobHandler> {
  const { post, claimLink } = options;
  const teller = createTeller(options);
  const { db } = teller;

  async function hand(mailId: string): Promise<Posted | { outcome: "none" | "many" | "overtaken" }> {
    const { mail, remittance } = await mailFacts(db, mailId);
    // Taken, over, or on its way back: the link leads to nothing any more.
    if (claimRefusal(remittance, teller.now())) return { outcome: "overtaken" };
    if (!post) return { outcome: "none" };
    if (await isBeyondLimit(db, mail.id)) return { outcome: "many" };
    const link = await claimLink(remittance.id);
    if (link === null) return { outcome: "refused", problem: "the claim link cannot be made any more" };
    const words = await remittanceWords(teller, remittance);
    const posted = await post.send(
      await claimLetter({ id: mail.id, kind: mail.kind, to: mail.recipient, words, link }),
    );
    return "problem" in posted ? { ...posted, problem: withoutSecret(posted.problem, link) } : posted;
  }

  /** It stays where it is: tells its sender once when that takes long. */
  async function waits(mail: Mail, problem: string, now: Date): Promise<void> {
    await inTransaction(db, async (tx) => {
      await tx.update(mails).set({ problem }).where(eq(mails.id, mail.id));
      if (now.getTime() - mail.createdAt.getTime() < DELAYED_MS) return;
      const told = await tx
        .update(mails)
        .set({ delayToldAt: now })
        .where(and(eq(mails.id, mail.id), isNull(mails.delayToldAt)))
        .returning({ id: mails.id });
      if (told.length > 0) await tell(tx, mail.id, "delayed");
    });
  }

  return {
    "mail.send": {
      retry: RETRY,
      async run(job, commit) {
        const { mail } = await mailFacts(db, String(job.payload["mailId"]));
        if (mail.state !== "waiting") return;
        const posted = await hand(mail.id);
        const now = teller.now();
        const gone = (tx: Tx, change: Partial<Mail>) => tx.update(mails).set(change).where(eq(mails.id, mail.id));
        switch (posted.outcome) {
          case "sent":
            return commit(async (tx) => {
              await gone(tx, { state: "sent", sentAt: now, problem: null });
              const [after] = await tx.select().from(mails).where(eq(mails.id, mail.id));
              if (after?.delayToldAt) await tell(tx, mail.id, "sent");
            });
          case "overtaken":
            return commit(async (tx) => void (await gone(tx, { state: "refused", problem: "not needed any more" })));
          case "none":
            return commit(async (tx) => {
              await gone(tx, { state: "refused", problem: "SMTP_URL is not set" });
              await tell(tx, mail.id, "none");
            });
          case "many":
            return commit(async (tx) => {
              await gone(tx, { state: "refused", problem: "its sender has had too many mails sent in a day" });
              await tell(tx, mail.id, "many");
            });
          case "refused":
            return commit((tx) => refuse(tx, posted.problem));
          case "later":
            if (now.getTime() - mail.createdAt.getTime() >= GIVE_UP_MS)
              return commit((tx) => refuse(tx, posted.problem));
            await waits(mail, posted.problem, now);
            throw new Error(`the mail server has not taken it yet: ${posted.problem}`);
          default:
            return posted satisfies never;
        }

        async function refuse(tx: Tx, problem: string): Promise<void> {
          await gone(tx, { state: "refused", problem });
          await tell(tx, mail.id, "refused");
        }
      },
    },
  };
}

/** A server that turns a letter away for the link in it may repeat that: it is noted, and logged, without. */
const withoutSecret = (problem: string, link: string): string =>
  problem.replaceAll(link.slice(link.lastIndexOf("/") + 1), "…");

async function tell(tx: Tx, mailId: string, what: Tells["tell.mail"]["what"]): Promise<void> {
  await enqueue(tx, { name: "tell.mail", payload: { mailId, what }, dedupeKey: `tell.mail:${mailId}:${what}` });
}
