import type { Texts } from "../texts.js";
import type { reports as english } from "../en/reports.js";

export const reports: Texts<typeof english> = {
  poster: {
    hint: "用 Mixin 扫码付款",
  },
  chart: {
    total: "合计 {{amount}}",
    highest: "最高 {{amount}}（{{day}}）",
    none: "这段时间还没有收款",
  },
};
