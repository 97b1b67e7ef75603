import type { Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { enqueue } from "../../db/jobs.js";
import { mails, type remittances } from "../../db/schema.js";

/** What a mail is about. */
export interface NewMail {
  /** What it follows from: asking twice sends it once. */
  cause: string;
  kind: "claim" | "reminder";
  remittance: Pick<typeof remittances.$inferSelect, "id" | "address" | "language">;
}

/** Writes a mail down and has it sent, in the caller's transaction. Without a mail server its sender is told at once. */
export async function queueMail(tx: Tx, { cause, kind, remittance }: NewMail): Promise<string> {
  const id = deriveId(cause, `mail ${kind}`);
  const { id: remittanceId, address: recipient, language } = remittance;
  await tx.insert(mails).values({ id, kind, remittanceId, recipient, language }).onConflictDoNothing();
  await enqueue(tx, { name: "mail.send", payload: { mailId: id }, dedupeKey: `mail.send:${id}` });
  return id;
}
