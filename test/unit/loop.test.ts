import { setImmediate as tick } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createLoop, type Loop } from "../../src/db/loop.js";

/** Run by hand: each run waits until the test lets it end. */
function byHand(log: (level: string) => void = () => {}) {
  const ends: { resolve: (ms: number | null) => void; reject: (error: Error) => void }[] = [];
  let runs = 0;
  const run = () =>
    new Promise<number | null>((resolve, reject) => {
      runs += 1;
      ends.push({ resolve, reject });
    });
  const loop: Loop = createLoop({ name: "test", run, log: (level) => log(level) });
  return { loop, runs: () => runs, end: () => ends.at(-1)! };
}

describe("a loop", () => {
  afterEach(() => void vi.useRealTimers());

  it("runs once at a time, and once more for all wakes during a run", async () => {
    const { loop, runs, end } = byHand();
    loop.wake();
    loop.wake();
    loop.wake();
    expect(runs()).toBe(1);
    end().resolve(null);
    await tick();
    expect(runs()).toBe(2);
    end().resolve(null);
    await tick();
    expect(runs()).toBe(2);
  });

  it("runs by itself when it said so", async () => {
    vi.useFakeTimers();
    const { loop, runs, end } = byHand();
    loop.wake();
    end().resolve(500);
    await vi.advanceTimersByTimeAsync(499);
    expect(runs()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs()).toBe(2);
  });

  it("runs again at once when there is more to do", async () => {
    const { loop, runs, end } = byHand();
    loop.wake();
    end().resolve(0);
    await tick();
    expect(runs()).toBe(2);
  });

  it("waits longer after each failure, whoever wakes it, and says so ever louder", async () => {
    vi.useFakeTimers();
    const said: string[] = [];
    const { loop, runs, end } = byHand((level) => said.push(level));
    loop.wake();
    for (let failure = 1; failure <= 5; failure++) {
      end().reject(new Error("down"));
      await vi.advanceTimersByTimeAsync(0);
      loop.wake();
      await vi.advanceTimersByTimeAsync(250 * 2 ** (failure - 1) * 0.75 - 1);
      expect(runs()).toBe(failure);
      await vi.advanceTimersByTimeAsync(250 * 2 ** (failure - 1) * 0.5 + 2);
      expect(runs()).toBe(failure + 1);
    }
    expect(said).toEqual(["warn", "warn", "warn", "error", "error"]);
  });

  it("that is stopped finishes its run and begins no other", async () => {
    const { loop, runs, end } = byHand();
    loop.wake();
    loop.wake();
    let stopped = false;
    const stopping = loop.stop().then(() => (stopped = true));
    await tick();
    expect(stopped).toBe(false);
    end().resolve(0);
    await stopping;
    loop.wake();
    await tick();
    expect(runs()).toBe(1);
  });
});
