import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.js";

const production = JSON.stringify({ app_id: "67a87828-18f5-46a1-b6cc-c72a97a77c43" });
const sandbox = JSON.stringify({ app_id: "67a87828-18f5-46a1-b6cc-c72a97a77c43", sandbox: true });

function problemsOf(environment: Record<string, string>): string[] {
  const read = readConfig(environment);
  return read.ok ? [] : read.problems;
}

describe("configuration", () => {
  test("nothing set brings up the sandbox on the documented ports", () => {
    const read = readConfig({});
    expect(read.ok && read.config).toMatchObject({
      port: 8080,
      dataDir: "./data",
      databaseUrl: null,
      network: { kind: "sandbox", port: 8081 },
    });
  });

  test("the sandbox that is started has a desk and an operator, the real network has neither unless told", () => {
    const chosen = (environment: Record<string, string>) => {
      const read = readConfig(environment);
      return read.ok && [read.config.liquidity, read.config.operators];
    };
    expect(chosen({})).toEqual(["desk", ["1190827"]]);
    expect(chosen({ LIQUIDITY: "route", OPERATORS: "2815162, 3721004" })).toEqual(["route", ["2815162", "3721004"]]);
    expect(chosen({ MIXIN_API_URL: "http://127.0.0.1:9999" })).toEqual(["none", []]);
    expect(chosen({ MIXIN_KEYSTORE: production })).toEqual(["none", []]);
    expect(chosen({ MIXIN_KEYSTORE: production, LIQUIDITY: "desk" })).toEqual(["desk", []]);
  });

  test("a port that was asked for is told from the usual one", () => {
    const port = (environment: Record<string, string>) => {
      const read = readConfig(environment);
      return read.ok && [read.config.port, read.config.isPortSet];
    };
    expect(port({})).toEqual([8080, false]);
    expect(port({ PORT: "8080" })).toEqual([8080, true]);
  });

  test("a keystore alone means the real network", () => {
    const read = readConfig({ MIXIN_KEYSTORE: production, PUBLIC_URL: "https://pay.example.com/" });
    expect(read.ok && read.config).toMatchObject({
      publicUrl: "https://pay.example.com",
      network: { kind: "mixin", apiUrl: "https://api.mixin.one", payUrl: "https://mixin.one/pay" },
    });
  });

  test("a keystore is read from a file", () => {
    const file = join(mkdtempSync(join(tmpdir(), "mixtill-")), "keystore.json");
    writeFileSync(file, production);
    const read = readConfig({ MIXIN_KEYSTORE: file });
    expect(read.ok && read.config.network).toMatchObject({ kind: "mixin", keystoreText: production });
  });

  test("a sandbox that already runs is attached to, with its keystore or with the one it names", () => {
    for (const environment of [{}, { MIXIN_KEYSTORE: sandbox }]) {
      const read = readConfig({ ...environment, MIXIN_API_URL: "http://127.0.0.1:9999" });
      expect(read.ok && read.config.network).toMatchObject({
        kind: "attached-sandbox",
        blazeUrl: "ws://127.0.0.1:9999",
        payUrl: "http://127.0.0.1:9999/pay",
      });
    }
  });

  test.each([
    [{ MIXIN_KEYSTORE: production, SANDBOX_PORT: "8081" }, "SANDBOX_PORT is set"],
    [{ MIXIN_KEYSTORE: production, MIXIN_API_URL: "http://localhost:8081" }, "points to this machine"],
    [{ MIXIN_KEYSTORE: production, MIXIN_BLAZE_URL: "ws://127.0.0.1:8081" }, "points to this machine"],
  ])("a production keystore beside a sandbox setting is refused: %o", (environment, words) => {
    expect(problemsOf(environment as Record<string, string>)).toEqual([expect.stringContaining(words)]);
  });

  test("a sandbox keystore is refused on the real network", () => {
    expect(problemsOf({ MIXIN_KEYSTORE: sandbox })).toEqual([expect.stringContaining("sandbox keystore")]);
  });

  test("all problems are told at once, each with its fix", () => {
    const problems = problemsOf({
      PORT: "http",
      DATABASE_URL: "mysql://x",
      PUBLIC_URL: "pay.example.com",
      LOG_LEVEL: "loud",
      LIQUIDITY: "mine",
      OPERATORS: "thorb",
      SMTP_URL: "mail.example.com",
      MIXIN_KEYSTORE: "/nowhere/keystore.json",
    });
    expect(problems).toHaveLength(8);
    const names = ["PORT", "DATABASE_URL", "PUBLIC_URL", "LOG_LEVEL", "LIQUIDITY", "OPERATORS", "SMTP_URL"];
    for (const name of [...names, "MIXIN_KEYSTORE"]) {
      expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
    }
  });
});
