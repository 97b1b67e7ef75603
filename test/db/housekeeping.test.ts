import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { tidy } from "../../src/db/housekeeping.js";
import { freshId } from "../../src/db/ids.js";
import { queueMessages } from "../../src/db/outbox.js";
import { inboundMessages, outbox } from "../../src/db/tables/chat.js";
import { jobs } from "../../src/db/tables/system.js";
import { eachEngine } from "../support/databases.js";

eachEngine("housekeeping", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  test("removes what is long done, keeps what waits or may come again", async () => {
    const { db } = database;
    const days = (n: number) => new Date(Date.now() - n * 86_400_000);
    const ids = { conversationId: freshId(), userId: freshId() };
    await db.insert(inboundMessages).values([
      { messageId: freshId(), ...ids, handledAt: days(31) },
      { messageId: freshId(), ...ids, handledAt: days(6) },
    ]);
    const message = { conversationId: freshId(), recipientId: freshId(), category: "PLAIN_TEXT" };
    await queueMessages(db, [
      { messageId: freshId(), ...message, data: "sent long ago" },
      { messageId: freshId(), ...message, data: "waits for long" },
      { messageId: freshId(), ...message, data: "refused long ago" },
    ]);
    await db.update(outbox).set({ createdAt: days(200) });
    await db
      .update(outbox)
      .set({ sentAt: days(200) })
      .where(sql`${outbox.data} = 'sent long ago'`);
    await db
      .update(outbox)
      .set({ failed: "403" })
      .where(sql`${outbox.data} = 'refused long ago'`);
    await db.insert(jobs).values([
      { name: "old", payload: {}, doneAt: days(100) },
      { name: "dead", payload: {}, deadAt: days(100) },
    ]);

    await tidy(db);

    expect(await db.select().from(inboundMessages)).toHaveLength(1);
    expect(await db.select({ data: outbox.data }).from(outbox)).toEqual([{ data: "waits for long" }]);
    expect(await db.select({ name: jobs.name }).from(jobs)).toEqual([{ name: "dead" }]);
  });
});
