import type { Texts } from "../texts.js";
import type { reports as english } from "../en/reports.js";

export const reports: Texts<typeof english> = {
  poster: {
    hint: "امسح الرمز وادفع عبر Mixin",
  },
  chart: {
    total: "المجموع {{amount}}",
    highest: "الأعلى {{amount}} ({{day}})",
    none: "لا مدفوعات في هذه المدة بعد",
  },
};
