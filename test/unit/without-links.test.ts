import { describe, expect, it } from "vitest";
import { withoutLinks } from "../../src/db/text.js";

describe("what strangers write leads nowhere", () => {
  it.each([
    ["https://evil.example/login", "evil[.]example/login"],
    ["HTTPS://EVIL.EXAMPLE", "EVIL[.]EXAMPLE"],
    ["mixin://pay/x", "pay/x"],
    ["a-scheme-that-is-longer-than-any://evil", "evil"],
    ["hthttps://tps://evil", "evil"],
    ["1://evil", "1:evil"],
    ["://evil", ":evil"],
    ["//evil/x", "evil/x"],
    ["see //evil/x", "see evil/x"],
    ["(///evil)", "(evil)"],
    ["https:/\u200b/evil.example", "evil[.]example"],
    ["https\u2060://evil", "evil"],
    ["www.evil.com", "www[.]evil[.]com"],
    ["www.7.c", "www[.]7.c"],
    ["WWW．evil．com", "WWW[.]evil[.]com"],
    ["evil.com", "evil[.]com"],
    ["Prizes: go.evil.example/win?x=1", "Prizes: go[.]evil[.]example/win?x=1"],
    ["evil\u202e.com", "evil\u202e[.]com"],
    ["evil.\u200bcom", "evil[.]\u200bcom"],
    ["evil.xn--p1ai", "evil[.]xn--p1ai"],
    ["пример.рф", "пример[.]рф"],
    ["उदाहरण.भारत", "उदाहरण[.]भारत"],
    ["例子｡中国", "例子[.]中国"],
    ["eve@evil.example", "eve@evil[.]example"],
    ["shop-.evil_.example", "shop-[.]evil_[.]example"],
    ["10.0.0.1", "10[.]0[.]0[.]1"],
    ["http://192.168.1.255:8080/x", "192[.]168[.]1[.]255:8080/x"],
  ])("%j is read as %j", (written, read) => {
    expect(withoutLinks(written)).toBe(read);
  });

  it.each([
    "Thorb's Coffee & Tea",
    "12.50 AED, 1.234,50 EUR, 1.234.567.890 IDR",
    "z.B. 3 Tassen, e.g. tea. And cake",
    "Kaffee // Kuchen",
    "and/or 24/7",
    "Room 3: tea",
    "付款。谢谢",
    "👩\u200d💻 ☕\ufe0f",
    "می\u200cخواهم",
    "version 1.2.3",
    "",
  ])("%j stays as it is", (text) => {
    expect(withoutLinks(text)).toBe(text);
  });

  it("leaves nothing that a second look would change", () => {
    const pieces = ["http", ":", "/", "//", ".", "www", "evil", "com", "1", "10.0.0.1", " ", "\u200b", "[.]", "-"];
    for (let n = 0; n < 20_000; n++) {
      const text = Array.from(
        { length: 8 },
        (_, at) => pieces[(n * 7919 + at * at * 104_729 + (n >> at)) % pieces.length],
      ).join("");
      const read = withoutLinks(text);
      expect(withoutLinks(read), text).toBe(read);
      expect(read, text).not.toMatch(/:\/\/|www\.|evil\.com|(?<!\d)10\.0\.0\.1(?!\d)/);
    }
  });

  it("takes no time over text that is made to take it", () => {
    const begun = performance.now();
    for (const bad of [
      "a".repeat(5_000),
      "a.".repeat(5_000),
      "\u200b".repeat(5_000),
      "/".repeat(5_000),
      "1.".repeat(5_000),
    ])
      withoutLinks(`${bad}!`);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
