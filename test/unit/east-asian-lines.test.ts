import { describe, expect, test } from "vitest";
import { texts } from "../../src/i18n/index.js";
import { tightened, withEdges } from "../../src/i18n/values.js";
import { takeDuration } from "../../src/flows/understand/duration.js";
import { takeRecipient } from "../../src/flows/understand/recipient.js";

const LIMITS = { least: 60, most: 30 * 86_400 };

describe("lines without spaces", () => {
  test.for([
    ["200块的账单，3天内有效", 3 * 86_400, "200块的账单"],
    ["五月房租，两小时", 7_200, "五月房租"],
    ["ケーキ、2時間以内", 7_200, "ケーキ"],
    ["房租 3天之内", 3 * 86_400, "房租"],
    ["ケーキ3日以内", 3 * 86_400, "ケーキ"],
  ] as const)("%s ends with a duration", ([line, seconds, rest]) => {
    expect(takeDuration(line, LIMITS)).toEqual({ rest, read: { ok: true, seconds } });
  });

  test.for(["按摩2小时", "两天一夜", "5月3日", "三明治，奶茶"])("%s is a title", (line) => {
    expect(takeDuration(line, LIMITS)).toBeNull();
  });

  test.for([
    ["给12345转10元", "12345"],
    ["12345に10 usdt", "12345"],
    ["12345さんに10 usdt", "12345"],
    ["12345 10元", "12345"],
  ] as const)("%s names somebody", ([line, mixinId]) => {
    expect(takeRecipient(line, "CN")?.recipient).toMatchObject({ kind: "mixin", mixinId });
  });

  test.for(["12345元", "12345円", "转12345元"])("%s names nobody", (line) => {
    expect(takeRecipient(line, "CN")).toBeNull();
  });
});

describe("Chinese and Japanese values", () => {
  const inChinese = (value: string) => tightened(`向 ${withEdges(value, "zh")} 支付`);

  test("stand without spaces, Latin ones with them", () => {
    expect(inChinese("小明")).toBe("向小明支付");
    expect(inChinese("Thorb")).toBe("向 Thorb 支付");
    expect(inChinese("小明 Café")).toBe("向小明 Café 支付");
    expect(inChinese("你 好")).toBe("向你 好支付");
  });

  test("in a text of ours", () => {
    expect(texts("zh")("staff.shop.now", { shop: "小明", role: "店长" })).toBe("您现在代表小明（店长）。");
    expect(texts("zh")("staff.shop.now", { shop: "Thorb", role: "店长" })).toBe("您现在代表 Thorb（店长）。");
    expect(texts("en")("staff.shop.now", { shop: "小明", role: "manager" })).toContain(" 小明");
  });
});
