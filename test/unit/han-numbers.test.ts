import { describe, expect, test } from "vitest";
import { readHanNumber, withHanNumbers } from "../../src/flows/understand/han-numbers.js";
import { readPercent } from "../../src/flows/understand/percent.js";
import { readTimeZone } from "../../src/flows/understand/time-zone.js";

describe("numbers in Chinese characters", () => {
  test.for([
    ["一", "1"],
    ["十", "10"],
    ["十五", "15"],
    ["二十", "20"],
    ["一百", "100"],
    ["两百五", "250"],
    ["一百零五", "105"],
    ["一千二百八十", "1280"],
    ["三千五", "3500"],
    ["一万", "10000"],
    ["两万五", "25000"],
    ["十二万三千", "123000"],
    ["一亿", "100000000"],
    ["二〇二六", "2026"],
  ] as const)("%s is %s", ([said, number]) => {
    expect(readHanNumber(said)).toBe(number);
  });

  test.for([
    ["一百块", "100块"],
    ["三块五", "3.5块"],
    ["十二块5 红包", "12.5块 红包"],
    ["3块5个包子", "3块5个包子"],
    ["1万円", "10000円"],
    ["1.5万日元", "15000日元"],
    ["3千円", "3000円"],
    ["收款 两百块 房租", "收款 200块 房租"],
    ["五十 usdt", "50 usdt"],
    ["三明治 20元", "三明治 20元"],
    ["万福楼 8元", "万福楼 8元"],
    ["第一元素", "第一元素"],
    ["一百 people", "一百 people"],
  ] as const)("%s reads %s", ([said, read]) => {
    expect(withHanNumbers(said)).toBe(read);
  });

  test("shares and time zones", () => {
    expect(readPercent("百分之一", 1000)).toBe(100);
    expect(readPercent("百分之2", 1000)).toBe(200);
    expect(readTimeZone("东八区")).toBe("Etc/GMT-8");
    expect(readTimeZone("西五区")).toBe("Etc/GMT+5");
  });
});
