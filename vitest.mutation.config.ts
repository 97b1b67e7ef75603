import { defineConfig } from "vitest/config";

/** For `npm run mutate`: the tests of the money core alone, in one process, each quick enough to be run thousands of times. */
export default defineConfig({
  test: {
    include: ["test/unit/payments-*.test.ts"],
    testTimeout: 20_000,
  },
});
