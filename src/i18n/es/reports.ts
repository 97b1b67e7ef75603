import type { Texts } from "../texts.js";
import type { reports as english } from "../en/reports.js";

export const reports: Texts<typeof english> = {
  poster: {
    hint: "Escanee y pague con Mixin",
  },
  chart: {
    total: "Total {{amount}}",
    highest: "máximo {{amount}} ({{day}})",
    none: "Aún no hay pagos en este periodo",
  },
};
