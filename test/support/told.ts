import { eq } from "drizzle-orm";
import type { Database } from "../../src/db/database.js";
import { outbox } from "../../src/db/schema.js";
import type { TellOptions } from "../../src/notify/money.js";
import type { Market } from "../../src/payments/ports.js";
import { type Answer, BOT_ID, PUBLIC_URL, readAnswer } from "./conversation.js";

/** What programs that tell people something are given, over a suite's database. */
export const telling = (database: Database, market: Market, clock?: () => Date): TellOptions => ({
  database,
  market,
  botId: BOT_ID,
  publicUrl: PUBLIC_URL,
  payLink: ({ trace }) => `https://wallet.test/${trace}`,
  operators: () => Promise.resolve([]),
  nameOf: () => Promise.resolve(null),
  creatorOf: () => Promise.resolve(null),
  isMailSetUp: false,
  ...(clock ? { clock } : {}),
});

/** What somebody has been sent since the last look. */
export function ears(database: Database) {
  const seen = new Map<string, number>();
  return async (userId: string): Promise<Answer> => {
    const rows = await database.db.select().from(outbox).where(eq(outbox.recipientId, userId)).orderBy(outbox.seq);
    const fresh = rows.slice(seen.get(userId) ?? 0);
    seen.set(userId, rows.length);
    return readAnswer(fresh);
  };
}
