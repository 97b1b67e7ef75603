export const reports = {
  poster: {
    hint: "Scan and pay with Mixin",
  },
  chart: {
    total: "Total {{amount}}",
    highest: "most {{amount}} ({{day}})",
    none: "No payments in this time yet",
  },
} as const;
