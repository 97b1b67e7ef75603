import { expect, it } from "vitest";
import { createClockWatch } from "../../src/main/clock.js";
import { until } from "../support/until.js";

it("says once that the clock is wrong, not of one slow answer, and once that it is right again", async () => {
  const answers = [undefined, 14_000, -16_000, 0, 90_000, 90_000, 90_000, 10, 10];
  let looks = 0;
  const said: string[] = [];
  const watch = createClockWatch(
    () => answers[Math.min(looks++, answers.length - 1)],
    (level, message) => void said.push(`${level} ${message}`),
    1,
  );
  watch.start();
  await until("all looks", () => looks > answers.length);
  await watch.stop();
  expect(said).toEqual([
    "error this machine's clock is 90 seconds behind: set it, quotes and deadlines end at the wrong moment",
    "info this machine's clock is right again",
  ]);
});
