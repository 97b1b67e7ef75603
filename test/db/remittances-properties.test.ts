import fc from "fast-check";
import { expect, it } from "vitest";
import { decimal } from "../../src/payments/money.js";
import { changeSetting } from "../../src/payments/settings.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { eachEngine } from "../support/databases.js";
import { PaperTill } from "../support/paper-till.js";
import { deskMarket, RemittancePlay, remittancePlays } from "../support/remittance-play.js";
import { BTC, USDT_ETH } from "../support/till.js";
import { PROPERTIES_SEED as seed } from "../support/properties.js";

/** The same in CI each time; elsewhere others each time, said aloud so that they can be had again. */
const numRuns = Math.ceil(Number(process.env["PROPERTIES_RUNS"] ?? 1000) / 50);
console.info(`properties of money from person to person: PROPERTIES_SEED=${seed}, ${numRuns} runs`);

/** Each has one end, which is what everybody was told, and its money went out by one transfer to whose it is. */
async function endsOnce(play: RemittancePlay, id: string): Promise<string> {
  const { remittance, out } = await play.outcome(id);
  const { state, returnReason } = remittance;
  const told = [...play.winners.get(id)!];
  expect(told.length).toBeLessThanOrEqual(1);
  const [by = "nobody"] = told;
  if (state === "cancelled") expect([by, out]).toEqual(["nobody", []]);
  else {
    expect(["delivered", "returned"]).toContain(state);
    expect(out).toHaveLength(1);
    const [{ requestId, batchId, members, amount, assetId, destination }] = out as [(typeof out)[number]];
    if (state === "returned") expect(members).toEqual([play.sender]);
    else expect(by).toBe(`claimed by ${remittance.claimOrderId!}`);
    // What nobody converted is what was kept, to the last place.
    if (assetId === remittance.assetId) expect(decimal(amount).eq(remittance.amount!)).toBe(true);
    const to = destination?.address ?? members.join();
    const arrives = decimal(amount).minus(destination?.fee ?? "0");
    const reached = play.till.network.paid.filter(
      (one) => one.requestId === (batchId ?? requestId) && one.to.join() === to && arrives.eq(one.amount),
    );
    expect(reached.length).toBeGreaterThanOrEqual(1);
    const isUndeliverable = returnReason === "undeliverable";
    if (isUndeliverable) expect(by).toBe(`claimed by ${remittance.claimOrderId!}`);
    else if (state === "returned") expect(by).toBe(returnReason === "expired" ? "nobody" : returnReason);
  }
  const onChain = out.some(({ destination }) => destination !== null) ? " on a chain" : "";
  return `${state} ${returnReason ?? ""}`.trim() + onChain;
}

eachEngine("whatever people do with what they send", (open) => {
  const till = new PaperTill(open);

  it("the ledger proves it after each step, and each coin ends with one of them", { timeout: 600_000 }, async () => {
    await till.fund(USDT_ETH, "1000000");
    await till.fund(BTC, "10");
    await changeSetting(till.database.db, "feeBps", 100, null);
    const treasury = await till.start({ market: deskMarket() });
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(remittancePlays, async (steps) => {
        const play = new RemittancePlay(till);
        for (const together of steps) {
          await Promise.all(together.map((move) => play.do(move)));
          expect((await verifyLedger(till.database.db)).problems).toEqual([]);
        }
        await play.end();
        for (const id of play.winners.keys()) seen.add(await endsOnce(play, id));
        expect((await verifyLedger(till.database.db)).problems).toEqual([]);
      }),
      { seed, numRuns, endOnFailure: true },
    );
    await treasury.stop();
    await till.adds();
    expect([...seen]).toEqual(expect.arrayContaining(["delivered", "cancelled", "returned cancelled"]));
  });
});
