import type { Texts } from "../texts.js";
import type { reports as english } from "../en/reports.js";

export const reports: Texts<typeof english> = {
  poster: {
    hint: "Scannen und mit Mixin bezahlen",
  },
  chart: {
    total: "Summe {{amount}}",
    highest: "am meisten {{amount}} ({{day}})",
    none: "In dieser Zeit noch keine Zahlungen",
  },
};
