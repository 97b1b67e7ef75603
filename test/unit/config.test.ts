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

  test("callbacks may go anywhere beside a sandbox, on the real network to public addresses unless told", () => {
    const chosen = (environment: Record<string, string>) => {
      const read = readConfig(environment);
      return read.ok && read.config.callbacksTo;
    };
    expect(chosen({})).toBe("anywhere");
    expect(chosen({ MIXIN_API_URL: "http://127.0.0.1:9999" })).toBe("anywhere");
    expect(chosen({ CALLBACKS_TO: "public" })).toBe("public");
    expect(chosen({ MIXIN_KEYSTORE: production })).toBe("public");
    expect(chosen({ MIXIN_KEYSTORE: production, CALLBACKS_TO: "anywhere" })).toBe("anywhere");
    expect(problemsOf({ CALLBACKS_TO: "http" })).toEqual([expect.stringMatching(/^CALLBACKS_TO must be public/)]);
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
      TRUSTED_PROXIES: "nginx",
      LOG_LEVEL: "loud",
      LIQUIDITY: "mine",
      OPERATORS: "thorb",
      SMTP_URL: "mail.example.com",
      MIXIN_KEYSTORE: "/nowhere/keystore.json",
    });
    expect(problems).toHaveLength(9);
    const names = [
      "PORT",
      "DATABASE_URL",
      "PUBLIC_URL",
      "TRUSTED_PROXIES",
      "LOG_LEVEL",
      "LIQUIDITY",
      "OPERATORS",
      "SMTP_URL",
    ];
    for (const name of [...names, "MIXIN_KEYSTORE"]) {
      expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
    }
  });

  test.each([
    ["10.0.0.5", ["10.0.0.5"]],
    [" private , 192.0.2.0/24,fd00::/8 ", ["private", "192.0.2.0/24", "fd00::/8"]],
    ["0.0.0.0/0", null],
    ["::/0", null],
    ["10.0.0.0/33", null],
    ["10.0.0.0/8/8", null],
    ["10.0.0", null],
    ["10.0.0.5,", null],
    ["true", null],
  ])("proxies are named by address or network, and nobody trusts everybody: %s", (named, expected) => {
    const read = readConfig({ TRUSTED_PROXIES: named });
    if (expected) expect(read.ok && read.config.trustedProxies).toEqual(expected);
    else expect(read).toMatchObject({ ok: false, problems: [expect.stringMatching(/^TRUSTED_PROXIES must be/)] });
  });

  test.each([
    ["smtps://user:secret@mail.example.com", false],
    ["smtp://mail.example.com?from=nobody", false],
    ["smtps://pay%40example.com:a%20b@mail.example.com", true],
    ["smtp://user:secret@mail.example.com:2525?from=pay@example.com", true],
    ["smtp://user:100%@mail.example.com?from=pay@example.com", false],
  ])("a mail server has to say whom mails come from: %s", (url, fine) => {
    const read = readConfig({ SMTP_URL: url });
    if (fine) expect(read).toMatchObject({ ok: true });
    else expect(read).toMatchObject({ ok: false, problems: [expect.stringMatching(/^SMTP_URL must say whom/)] });
  });
});
