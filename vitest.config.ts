import { defineConfig } from "vitest/config";

/** Suites that hold no state between files: their modules are loaded once, which is most of the time of small files. */
const light = { isolate: false };
/** Suites that start whole programs, whose own patience with a start (two minutes each) shall end first: it shows their log. */
const programs = { sequence: { groupOrder: 1 }, globalSetup: "test/support/build.ts", hookTimeout: 300_000 };
/** A browser, too: one file at a time, or they slow each other into their time limits. */
const browser = { ...programs, fileParallelism: false, sequence: { groupOrder: 2 } };

/** One project for each folder of tests. */
function project(name: string, settings: object = {}) {
  return { extends: true as const, test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...settings } };
}

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx" } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    maxWorkers: 2,
    projects: [
      project("unit", light),
      project("db", light),
      project("compat", programs),
      project("chat", programs),
      project("web", browser),
    ],
  },
});
