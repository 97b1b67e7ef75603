import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, test } from "vitest";
import { createLog } from "../../src/main/logger.js";

function logged(fields: Record<string, unknown>, message = "something"): string {
  const lines: string[] = [];
  createLog("debug", { write: (line) => void lines.push(line) })("info", message, fields);
  return lines.join("");
}

describe("logs", () => {
  test("are one JSON object a line, with time, level and message", () => {
    expect(JSON.parse(logged({ orderId: "o1" }))).toMatchObject({ level: 30, msg: "something", orderId: "o1" });
  });

  test("hide secrets at any depth, by name", () => {
    const secrets = [
      "session_private_key",
      "spendPrivateKey",
      "Authorization",
      "password",
      "pin_base64",
      "access_token",
      "raw",
    ];
    for (const name of secrets) {
      expect(logged({ a: { b: [{ c: { d: { [name]: "hunter2" } } }] } })).not.toContain("hunter2");
    }
  });

  test("hide secrets inside texts: long hex, bearer tokens, passwords in addresses", () => {
    const seed = "ab".repeat(32);
    const line = logged(
      { note: `Bearer aaa.bbb.ccc ${seed} postgres://till:hunter2@db/till` },
      `signed ${"cd".repeat(64)}`,
    );
    expect(line).not.toMatch(/hunter2|aaa\.bbb|(ab){32}|(cd){64}/);
  });

  test("hide a secret that a long text would be cut in", () => {
    expect(logged({ note: `${"x".repeat(1_960)} ${"ab".repeat(32)} and more` })).not.toMatch(/(ab){8}/);
  });

  test("tell of an error its words and cause, not the request it carries", () => {
    const error = Object.assign(new Error("timeout", { cause: new Error("socket hang up") }), {
      config: { headers: { Authorization: "Bearer aaa" }, data: "hunter2" },
    });
    const line = logged({ error });
    expect(line).toContain("socket hang up");
    expect(line).not.toContain("hunter2");
  });

  describe("of a statement that failed", () => {
    const written = ["tea@example.com", "two\n    at lines", "https://hooks.example.com/?token=hunter2"];
    const failed = (cause?: Error) => new DrizzleQueryError("insert into outbox\nvalues ($1, $2, $3)", written, cause);

    test("tell the statement, its cause and where it was, not what was to be written", () => {
      const line = logged({ error: failed(new Error("relation does not exist", { cause: failed() })) });
      expect(line).not.toMatch(/params|tea@|at lines|hunter2/);
      const { error } = JSON.parse(line);
      expect(error.message).toBe("Failed query: insert into outbox\nvalues ($1, $2, $3)");
      expect(error.stack).toMatch(/^ +at .*logger\.test/);
      expect(error.cause).toMatchObject({ message: "relation does not exist", cause: { name: "Error" } });
    });

    test.each([
      ["was wrapped in another's words", () => new Error(`gave up: ${failed().message}`)],
      ["was told as a text", () => String(failed())],
      ["was told as JSON", () => JSON.stringify({ problem: failed().message })],
      ["was given other words later", () => Object.assign(failed(), { message: "gave up" })],
    ])("not when it %s", (_how, told) => {
      expect(logged({ told: told() }, String(told()))).not.toMatch(/params|tea@|at lines|hunter2/);
    });
  });

  const secret = `hun-ter2_${"hunter2".repeat(4)}`;
  test.each([
    ["an API key", `Key: mixtill_${secret}.`, "Key: mixtill_…."],
    [
      "a link to the till",
      `to https://t.example/till/open/${secret}?lang=de`,
      "to https://t.example/till/open/…?lang=de",
    ],
    [
      "one in another",
      `?to=https%3A%2F%2Ft.example%2Ftill%2Fopen%2F${secret}`,
      "?to=https%3A%2F%2Ft.example%2Ftill%2Fopen%2F…",
    ],
    ["a link to money", `/claim/${secret}/confirm`, "/claim/…/confirm"],
  ])("mask %s wherever it is", (_what, text, masked) => {
    const line = logged({ note: text, deep: [{ error: new Error(text, { cause: text }) }] }, text);
    expect(line).not.toMatch(/hun-?ter2/);
    expect(JSON.parse(line)).toMatchObject({ msg: masked, note: masked, deep: [{ error: { message: masked } }] });
  });

  test("survive loops, bytes and big numbers", () => {
    const loop: Record<string, unknown> = { big: 10n, bytes: Buffer.alloc(10) };
    loop.self = loop;
    expect(() => JSON.parse(logged({ loop }))).not.toThrow();
  });

  test("keep the keys that are no secrets", () => {
    expect(JSON.parse(logged({ dedupeKey: "paid:1", public_key: "pk" }))).toMatchObject({ dedupeKey: "paid:1" });
  });
});
