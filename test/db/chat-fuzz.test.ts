import { expect, it } from "vitest";
import { fuzz } from "../fuzz/run.js";
import { eachEngine } from "../support/databases.js";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20261122);
/** The embedded engine is slower. */
const MESSAGES = { postgres: 3_000, embedded: 1_500 };

/** The short form of `npm run fuzz`. */
eachEngine("whatever people say", (open, engine) => {
  it("is answered, shows nobody what is not theirs, and moves no money that was not confirmed", async () => {
    const wanted = Number(process.env["FUZZ_MESSAGES"] ?? MESSAGES[engine]);
    const { failures, messages, changes, reached } = await fuzz(await open(), { messages: wanted, seed: SEED });
    expect(failures.join("\n\n")).toBe("");
    expect(messages).toBeGreaterThanOrEqual(wanted);
    expect(changes).toBeGreaterThan(0);
    // So few messages lead nearly everywhere; that every flow is reached is the long run's to show.
    const missed = [...reached].filter(([, { runs }]) => runs === 0).map(([flow]) => flow);
    expect(missed.length, missed.join(", ")).toBeLessThan(reached.size / 10);
  }, 300_000);
});
