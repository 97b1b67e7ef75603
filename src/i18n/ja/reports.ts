import type { Texts } from "../texts.js";
import type { reports as english } from "../en/reports.js";

export const reports: Texts<typeof english> = {
  poster: {
    hint: "Mixinでスキャンして支払う",
  },
  chart: {
    total: "合計 {{amount}}",
    highest: "最高 {{amount}}（{{day}}）",
    none: "この期間のお支払いはまだありません",
  },
};
