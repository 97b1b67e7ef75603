import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { type Database, inTransaction } from "../../src/db/database.js";
import { people, remittances } from "../../src/db/schema.js";
import { post } from "../../src/payments/ledger.js";
import { openRemittances, remittanceIdOf, type RemittanceLine } from "../../src/payments/remittances/open.js";
import type { Remittance } from "../../src/payments/state.js";
import { claimSecret } from "../../src/shop/claims.js";
import { secretHash } from "../../src/shop/secrets.js";
import { USDT_TRON } from "./market.js";

/** What claim links are made by in tests. */
export const CLAIM_KEY = Buffer.alloc(32, 7);

const TERM = 7 * 86_400;

/** Ten USDT (TRON) on their way to a mail address, not paid yet, unless told otherwise. */
export async function send(
  database: Database,
  given: Partial<RemittanceLine> & { senderId?: string; name?: string; now?: Date; key?: Buffer } = {},
): Promise<Remittance> {
  const { senderId = randomUUID(), name = "Thorb", now = new Date(), key = CLAIM_KEY, ...line } = given;
  await database.db
    .insert(people)
    .values({ userId: senderId, fullName: name, identityNumber: "7000103970", language: "en" })
    .onConflictDoNothing();
  const id = randomUUID();
  const secret = claimSecret(key, remittanceIdOf(id, 0));
  const { remittances: opened } = await inTransaction(database.db, (tx) =>
    openRemittances(tx, {
      id,
      senderId,
      lines: [
        {
          recipientKind: "email",
          recipientId: null,
          address: "mia@example.org",
          quoteAmount: "10",
          note: null,
          language: "en",
          claimHash: secretHash(secret),
          ...line,
        },
      ],
      quoteAsset: USDT_TRON,
      termSeconds: TERM,
      title: "Transfer",
      language: "en",
      now,
    }),
  );
  return opened[0]!;
}

/** The same, as it is once its sender has paid: the money is kept for whoever has the link. */
export async function paidRemittance(database: Database, given: Parameters<typeof send>[1] = {}): Promise<Remittance> {
  const { id, orderId } = await send(database, given);
  const paidAt = given.now ?? new Date();
  const kept = { assetId: USDT_TRON, amount: "10" };
  return inTransaction(database.db, async (tx) => {
    await post(tx, {
      id: randomUUID(),
      orderId,
      lines: [
        { account: "wallet", ...kept },
        { account: `claim:${orderId}`, ...kept, amount: "-10" },
      ],
    });
    const facts = { ...kept, paidAt, expiresAt: new Date(paidAt.getTime() + TERM * 1000) };
    const waiting = { state: "waiting" as const, ...facts };
    const [paid] = await tx.update(remittances).set(waiting).where(eq(remittances.id, id)).returning();
    return paid!;
  });
}

/** The path of its claim page. */
export const claimPath = ({ id }: Pick<Remittance, "id">): string => `/claim/${claimSecret(CLAIM_KEY, id)}`;
