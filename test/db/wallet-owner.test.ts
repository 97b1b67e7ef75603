import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { walletOwner } from "../../src/payments/cursor.js";
import { eachEngine } from "../support/databases.js";

eachEngine("the database of a wallet", (open) => {
  it("keeps to the bot that used it first, whoever asks later or at once", async () => {
    const { db } = await open();
    const bots = [randomUUID(), randomUUID()];
    const [one, other] = await Promise.all(bots.map((bot) => walletOwner(db, bot)));
    expect(bots).toContain(one);
    expect(other).toBe(one);
    expect(await walletOwner(db, randomUUID())).toBe(one);
  });
});
