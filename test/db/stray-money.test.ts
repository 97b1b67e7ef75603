import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { intakes, jobs } from "../../src/db/schema.js";
import { type IntakeOptions, recordOutputs } from "../../src/payments/intake.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { createPaperNetwork, type PaperNetwork } from "../support/paper-network.js";
import { standingMarket, USDT_TRON } from "../support/till.js";

const [BOT, EXCHANGE] = [randomUUID(), randomUUID()];

/** A second answer, or the rest of one: its swap is over, and nothing says what it is for. */
eachEngine("money from an exchange that owes us nothing we know of", (open) => {
  let database: Database;
  let network: PaperNetwork;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    network = createPaperNetwork(BOT);
  });

  async function record(senders: string[], memo: string): Promise<void> {
    const output = network.receive({ senders, memo, assetId: USDT_TRON, amount: "50" });
    const options: IntakeOptions = { botId: BOT, secret: "s", market: standingMarket(), log: quiet, opening: false };
    await recordOutputs(database.db, [output], { ...options, exchangeId: EXCHANGE });
  }

  const names = async () => (await database.db.select().from(jobs)).map(({ name }) => name).toSorted();

  it.each(["", randomUUID()])("waits for an operator, and does not go back by itself (memo: %j)", async (memo) => {
    await record([EXCHANGE], memo);
    expect(await database.db.select().from(intakes)).toMatchObject([
      { disposition: "held", heldReason: "refund_came_back" },
    ]);
    expect(await names()).toEqual(["tell.held"]);
  });

  it("is told apart from other people's, and from nobody's", async () => {
    await record([randomUUID()], "");
    await record([], "");
    const reasons = (await database.db.select().from(intakes)).map(({ heldReason }) => heldReason);
    expect(new Set(reasons)).toEqual(new Set(["no_single_sender", "unknown"]));
  });
});
