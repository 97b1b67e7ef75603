import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyLink, linkify } from "../../src/sandbox/messenger/static/links.js";

const HERE = "http://127.0.0.1:8081";
const ID = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";

describe("links in a text", () => {
  test.each([
    ["see http://a.example/x.", ["http://a.example/x"]],
    ["(https://a.example/b_(c))", ["https://a.example/b_(c)"]],
    ["付款：https://a.example/甲。謝謝", ["https://a.example/甲"]],
    [`mixin://users/${ID}`, [`mixin://users/${ID}`]],
    ["javascript:alert(1) ftp://x no link", []],
    ["http://", []],
  ])("%j has %j", (text, hrefs) => {
    expect(linkify(text).flatMap((piece) => (piece.href ? [piece.href] : []))).toEqual(hrefs);
  });

  test("lose no letter of the text", () => {
    const part = fc.oneof(fc.string(), fc.constantFrom("http://a.b/c", "https://x.y)", "mixin://pay/1."));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join(" ");
        expect(
          linkify(text)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});

describe("an action", () => {
  test.each([
    ["input: menu ", { kind: "input", text: "menu" }],
    ["input:", { kind: "unknown", text: "input:" }],
    [`https://mixin.one/pay/${ID}?amount=1`, { kind: "pay", href: `https://mixin.one/pay/${ID}?amount=1` }],
    [`mixin://pay/${ID}`, { kind: "pay", href: `mixin://pay/${ID}` }],
    [`mixin://mixin.one/pay/${ID}`, { kind: "pay", href: `mixin://mixin.one/pay/${ID}` }],
    [`http://localhost:8081/pay/${ID}`, { kind: "pay", href: `http://localhost:8081/pay/${ID}` }],
    [`http://localhost:8080/pay/${ID}`, { kind: "web", href: `http://localhost:8080/pay/${ID}` }],
    [`https://evil.example/pay/${ID}`, { kind: "web", href: `https://evil.example/pay/${ID}` }],
    ["http://localhost:8081/pay", { kind: "web", href: "http://localhost:8081/pay" }],
    [`mixin://users/${ID}`, { kind: "user", id: ID }],
    [`https://mixin.one/apps/${ID}?action=open`, { kind: "user", id: ID }],
    ["https://a.example/x", { kind: "web", href: "https://a.example/x" }],
    ["javascript:alert(1)", { kind: "unknown", text: "javascript:alert(1)" }],
    ["just words", { kind: "unknown", text: "just words" }],
  ])("%s is understood", (action, target) => {
    expect(classifyLink(action, HERE)).toEqual(target);
  });
});
