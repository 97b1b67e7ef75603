import { createLoop } from "../db/loop.js";
import type { Log } from "../log.js";
import { describeSkew } from "../mixin/errors.js";

const LOOK_MS = 60_000;

/** Less than a payment in a quote's last second is given; answers that were long on their way say as much, too. */
const MOST_MS = 15_000;

/** Looks in a row at which a clock must be wrong: one answer may have been slow. */
const LOOKS = 2;

/**
 * Says when this machine's clock and Mixin's are apart, once each time. Money is judged by Mixin's: by ours quotes and
 * deadlines would end at another moment than people are shown, and honest payments come back as late.
 */
export function createClockWatch(skewMs: () => number | undefined, log: Log, everyMs = LOOK_MS) {
  let wrong = 0;
  const loop = createLoop({
    name: "comparing the clock",
    log,
    run() {
      const skew = skewMs() ?? 0;
      const isOff = Math.abs(skew) > MOST_MS;
      if (!isOff && wrong >= LOOKS) log("info", "this machine's clock is right again");
      wrong = isOff ? wrong + 1 : 0;
      if (wrong === LOOKS) {
        const what = `this machine's clock is ${describeSkew(skew)}: set it, quotes and deadlines end at the wrong moment`;
        log("error", what, { skewMs: skew });
      }
      return Promise.resolve(everyMs);
    },
  });
  return { start: () => loop.wake(), stop: () => loop.stop() };
}
