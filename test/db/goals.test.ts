import { expect, it } from "vitest";
import { auditEntries, goals, jobs } from "../../src/db/schema.js";
import { goalJobs, progressOf } from "../../src/payments/goals.js";
import { crewStage } from "../support/crew-stage.js";
import { eachEngine } from "../support/databases.js";
import { type Deal, happen } from "../support/trade.js";

const MINUTE_MS = 60_000;

eachEngine("goals of a shop", (open) => {
  const stage = crewStage(open, () => new Date("2026-11-19T14:07:00Z"));

  const later = (minutes: number) => new Date(stage.now.getTime() + minutes * MINUTE_MS);
  const run = () => stage.tell(goalJobs(stage.db));
  const told = async () => {
    await run();
    return stage.hears(stage.world.crew.owner.userId);
  };
  const deal = (quoteAmount: string, at: Date, given: Partial<Deal> = {}) => stage.deal({ quoteAmount, at, ...given });
  const progress = async () => progressOf(stage.db, (await stage.db.select().from(goals))[0]!);

  it("is set in a line, shown with how far it is, changed and ended", async () => {
    const { owner, manager, cashier } = stage.world.crew;
    expect((await owner.says("goal")).text).toContain("No goal is set.");
    expect((await owner.says("100 bananas")).text).toContain("Please send a sum, such as “1000 USD”");
    expect((await owner.says("1000 usd")).text).toContain("The shop: goal of 1,000 USD. Payments count from now on");
    expect((await manager.says("goal coffee 500 eur")).text).toContain("Coffee: goal of 500 EUR");
    await happen(stage.db, [deal("250", later(1))]);
    const shown = (await owner.says("goal")).text;
    expect(shown).toContain("The shop: 250 USD of 1,000 USD (25%), since 19 Nov 2026");
    expect(shown).toContain("Coffee: 0 EUR of 500 EUR (0%)");
    expect((await owner.taps("Goal off: Coffee")).text).toContain("Coffee: the goal is off.");
    stage.now = later(5);
    await owner.says("goal 300 usd");
    expect((await owner.says("goal")).text).toContain("The shop: 0 USD of 300 USD (0%)");
    await owner.says("cancel");
    expect((await owner.says("goal off")).text).toContain("The shop: the goal is off.");
    expect((await owner.says("goal off")).text).toContain("The shop has no goal.");
    expect((await cashier.says("goal 5 usd")).text).toContain("Only the owner and the managers of Thorb's may do that");
    expect(await stage.db.$count(auditEntries)).toBe(5);
  });

  it("counts from its moment on, in its currency and code, without what went back", async () => {
    await stage.world.crew.owner.says("goal coffee 1000 usd");
    await happen(stage.db, [
      deal("1", later(-1)),
      deal("2", later(0)),
      deal("4", later(7)),
      deal("8", later(8)),
      deal("16", later(60 * 20)),
      deal("32", later(60 * 72)),
      deal("64", later(9), { quoteAsset: "eur" }),
      deal("128", later(9), { codeId: null, source: "invoice" }),
      deal("256", later(9), { fate: "unpaid" }),
      deal("512", later(9), { fate: "returned" }),
      deal("40", later(2), {
        refunds: [
          { percent: 50, minutes: 3 },
          { percent: 25, minutes: 60 * 30 },
        ],
      }),
    ]);
    expect(await progress()).toBe(String(2 + 4 + 8 + 16 + 32 + 40 - 20 - 10));
  });

  it("reached is told once, by whatever payment reaches it", async () => {
    await stage.world.crew.owner.says("goal 100 usd");
    await happen(stage.db, [deal("60", later(1))]);
    await stage.hears(stage.world.crew.owner.userId);
    expect(await told()).not.toContain("Goal reached");
    await happen(stage.db, [deal("40", later(2))]);
    expect(await told()).toContain("Goal reached! Thorb's has come to 100 USD.");
    await happen(stage.db, [deal("500", later(3))]);
    expect(await told()).not.toContain("Goal reached");
    expect((await stage.world.crew.owner.says("goal")).text).toContain("The shop: reached, 600 USD of 100 USD");
  });

  it("reached by many payments at once, looked at by several processes, is told once", async () => {
    await stage.world.crew.owner.says("goal 100 usd");
    await Promise.all(Array.from({ length: 8 }, () => happen(stage.db, [deal("30", later(1))])));
    expect((await stage.db.select().from(jobs)).filter(({ name }) => name === "goal.check")).toHaveLength(8);
    await Promise.all([run(), run(), run()]);
    const text = await stage.hears(stage.world.crew.owner.userId);
    expect(text.match(/Goal reached/g)).toHaveLength(1);
  });

  it("of nobody costs nothing: no job is made for a shop without one", async () => {
    await happen(stage.db, [deal("60", later(1))]);
    expect((await stage.db.select().from(jobs)).filter(({ name }) => name === "goal.check")).toEqual([]);
  });
});
