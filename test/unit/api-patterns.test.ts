import { expect, test } from "vitest";
import { ENDPOINTS } from "../../src/web/api/endpoints/index.js";

/** As long as a request may be. */
const LONG = 60_000;
/** What fits the beginning of some pattern for as long as it goes on, and then does not fit its end. */
const RUNS = [
  "1",
  "0",
  "a",
  "A",
  "f",
  "-",
  "_",
  "+",
  ".",
  ":",
  "/",
  "%25",
  " ",
  "\t",
  "a_",
  "1.",
  "a/",
  "a-",
  "é",
  "漢",
  "😀",
  "\u0301",
];
const ENDS = ["", "x", "!", " ", "\u{10ffff}"];
const texts = RUNS.flatMap((run) =>
  ["", "a", "1", "https://"].flatMap((begin) => ENDS.map((end) => begin + run.repeat(LONG / run.length) + end)),
);
/** A thousand times what reading it once takes; what tries all ways to cut it up takes seconds to centuries. */
const MOST_MS = 1_000;

// One long text must not hold up the whole till: everybody's request runs on one thread.
test.each(ENDPOINTS.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  "%s reads every long text in the time of reading it",
  (_name, { input }) => {
    for (const [name, field] of Object.entries(input.shape)) {
      const read = field as { safeParse(value: unknown): unknown };
      for (const text of texts) {
        // Of the processor, not of the clock: the machine may be doing something else.
        const before = process.cpuUsage();
        read.safeParse(text);
        const took = process.cpuUsage(before).user / 1_000;
        if (took > MOST_MS) expect.fail(`${name}: ${took} ms of ${JSON.stringify(text.slice(0, 12))}…`);
      }
    }
  },
);
