import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { queueMessages } from "../../src/db/outbox.js";
import { intakes, outbox } from "../../src/db/schema.js";
import { drawWaiting } from "../../src/notify/drawing.js";
import type { SenderPorts } from "../../src/notify/ports.js";
import { writeCursor } from "../../src/payments/cursor.js";
import { recordOutputs } from "../../src/payments/intake.js";
import { balances } from "../../src/payments/ledger.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { standingMarket, USDT_TRON } from "../support/till.js";

const BOT = randomUUID();

/** What a process that was frozen does when it wakes, after another has taken over: it must change nothing. */
eachEngine("a process that wakes too late", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(() => empty(database));

  it("does not take money for the operator's own because it was in the middle of the first reading", async () => {
    const output = createPaperNetwork(BOT).receive({ senders: [randomUUID()], assetId: USDT_TRON, amount: "5" });
    await writeCursor(database.db, "outputs.opened", 0);
    const woken = { botId: BOT, secret: "s", market: standingMarket(), log: quiet, opening: true };
    await recordOutputs(database.db, [output], woken);
    expect(await database.db.select().from(intakes)).toMatchObject([{ disposition: "held", heldReason: "unknown" }]);
    expect((await balances(database.db)).map(({ account }) => account).toSorted()).toEqual(["held", "wallet"]);
  });

  it("does not change a picture that another has drawn", async () => {
    const message = { conversationId: randomUUID(), recipientId: randomUUID(), category: "PLAIN_TEXT", data: "Poster" };
    await queueMessages(database.db, [{ ...message, messageId: randomUUID(), picture: { kind: "poster" } }]);
    const ports = (attachment: string, uploaded: () => Promise<unknown>): SenderPorts => ({
      send: () => Promise.resolve([]),
      draw: () => Promise.resolve({ png: Buffer.from("png"), width: 1, height: 1, thumbnail: "" }),
      makeFile: () => Promise.reject(new Error("no file is asked for")),
      upload: () => uploaded().then(() => attachment),
      claimLink: async () => null,
      isRetryable: () => false,
      log: quiet,
    });
    const another = () =>
      drawWaiting(
        database.db,
        ports("first", () => Promise.resolve()),
        "pictures",
      );
    await drawWaiting(database.db, ports("second", another), "pictures");
    const [row] = await database.db.select().from(outbox);
    expect(JSON.parse(row!.data)).toMatchObject({ attachment_id: "first" });
  });
});
