import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { remittances } from "../db/schema.js";
import type { Remittance } from "../payments/remittances/read.js";
import { secretHash } from "./secrets.js";

/** 144 bits: nobody guesses one, and it still fits on a line. */
const SECRET_LENGTH = 24;

/** True for what may be a claim link's secret. */
export const isClaimSecret = (text: string): boolean => /^[\w-]{24}$/.test(text);

/** The secret of a transfer's claim link: made from our key whenever it is needed, and stored nowhere. */
export const claimSecret = (key: Buffer, remittanceId: string): string =>
  createHmac("sha256", key).update(`claim ${remittanceId}`).digest("base64url").slice(0, SECRET_LENGTH);

/** The transfer that a claim link is about; null when there is none. */
export async function remittanceBySecret(db: Executor, secret: string): Promise<Remittance | null> {
  if (!isClaimSecret(secret)) return null;
  const [found] = await db
    .select()
    .from(remittances)
    .where(eq(remittances.claimHash, secretHash(secret)));
  return found ?? null;
}

export type Claims = ReturnType<typeof createClaims>;

/** The claim links of an installation; `key` is the installation's own. */
export function createClaims(db: Executor, key: Buffer, publicUrl: string) {
  async function link(remittanceId: string, readerId: string | null): Promise<string | null> {
    const [found] = await db.select().from(remittances).where(eq(remittances.id, remittanceId));
    if (!found || (readerId !== null && found.senderId !== readerId)) return null;
    const secret = claimSecret(key, remittanceId);
    // Another hash: it has no link, or its link was made by another key and nobody can make it again.
    return found.claimHash === secretHash(secret) ? `${publicUrl}/claim/${secret}` : null;
  }
  return {
    /** What a transfer that is to have a link is stored with. */
    hashOf: (remittanceId: string): string => secretHash(claimSecret(key, remittanceId)),
    /** The link, for the mail to its recipient; null when the transfer has none. */
    linkOf: (remittanceId: string): Promise<string | null> => link(remittanceId, null),
    /** The link, for its sender alone, who may pass it on; null for everybody else. */
    linkForSender: (remittanceId: string, userId: string): Promise<string | null> => link(remittanceId, userId),
  };
}
