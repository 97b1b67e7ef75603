import { defineConfig } from "vitest/config";

/** Suites that start whole programs or a browser: one file at a time, or they slow each other into their time limits. */
const heavy = { fileParallelism: false, sequence: { groupOrder: 1 }, globalSetup: "test/support/build.ts" };

/** One project for each folder of tests. */
function project(name: string, settings: object = {}) {
  return { extends: true as const, test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...settings } };
}

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx" } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [project("unit"), project("db"), project("compat", heavy), project("chat", heavy), project("web", heavy)],
  },
});
