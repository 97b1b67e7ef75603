import { describe, expect, it } from "vitest";
import { asciiSlug, checkHandle, handleSkeleton, proposeHandles } from "../../src/shop/handles.js";
import { slugFor } from "../../src/shop/codes.js";

const USER = "773e5e77-4107-45c2-b648-8fc722ed77f5";

describe("handles", () => {
  it.each(["thorb", "Thorb", "/thorb", "@Thorb", "ＴＨＯＲＢ", " thorb "])("reads %s as thorb", (typed) => {
    expect(checkHandle(typed)).toEqual({ ok: true, handle: "thorb", skeleton: "thorb" });
  });

  it.each([
    ["ab", "length"],
    ["a".repeat(31), "length"],
    ["", "length"],
    ["thоrb", "characters"],
    ["thörb", "characters"],
    ["th orb", "characters"],
    ["th_orb", "characters"],
    ["店铺铺", "characters"],
    ["th\u200dorb", "characters"],
    ["thorb/x", "characters"],
    ["-thorb", "edges"],
    ["thorb-", "edges"],
    ["th--orb", "edges"],
    ["7000103970", "letter"],
    ["1-2-3", "letter"],
    ["admin", "reserved"],
    ["ADM1N", "reserved"],
    ["adrnin", "reserved"],
    ["m1xin", "reserved"],
    ["mix-till", "reserved"],
    ["code", "reserved"],
    ["c0de", "reserved"],
    ["healthz", "reserved"],
    ["mixpay", "reserved"],
  ])("refuses %s: %s", (typed, problem) => {
    expect(checkHandle(typed)).toEqual({ ok: false, problem });
  });

  it("gives names that look alike the same skeleton", () => {
    const [first, ...others] = ["thorb-shop", "th0rb-shop", "th0rb5hop", "thorbshop"].map(handleSkeleton);
    for (const other of others) expect(other).toBe(first);
    expect(handleSkeleton("modern")).toBe(handleSkeleton("modem"));
    expect(handleSkeleton("bill")).toBe(handleSkeleton("b1li"));
    expect(handleSkeleton("thorb")).not.toBe(handleSkeleton("thora"));
  });

  it("proposes handles that would pass, whatever the name", () => {
    for (const name of [
      "Thorb",
      "Müller & Söhne",
      "店",
      "Admin",
      "😀",
      "",
      "a",
      "x".repeat(100),
      "Ümit-Straße",
      "---",
      "12345",
    ]) {
      const proposed = proposeHandles(name, USER);
      expect(proposed.length).toBeGreaterThan(0);
      for (const handle of proposed) expect(checkHandle(handle)).toMatchObject({ ok: true, handle });
    }
    expect(proposeHandles("Müller & Söhne", USER)[0]).toBe("mueller-soehne");
    expect(proposeHandles("店", USER)[0]).toBe("shop-773e5e");
  });
});

describe("slugs", () => {
  it.each([
    ["Donate", "donate"],
    ["Kaffee & Kuchen!", "kaffee-kuchen"],
    ["Straße", "strasse"],
    ["Crème Brûlée", "creme-brulee"],
    ["咖啡", "code"],
    ["☕", "code"],
    ["T'shirt", "tshirt"],
    ["a".repeat(80), "a".repeat(40)],
  ])("%s becomes %s", (title, slug) => {
    expect(slugFor(title)).toBe(slug);
  });

  it("never begins or ends with a hyphen, also when cut", () => {
    expect(asciiSlug("abc def", 4)).toBe("abc");
  });
});
