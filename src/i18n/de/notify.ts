import type { notify as english } from "../en/notify.js";
import type { Texts } from "../texts.js";

export const notify: Texts<typeof english> = {
  paidTitle: "Bezahlt: {{amount}}",
  paid: "{{amounts}}, von {{payer}}, Code {{code}}",
  statistics: "Statistik",
  somebody: "jemandem auf Mixin",
  receiptTitle: "Beleg: {{amount}}",
  receipt: "Sie haben {{amounts}} an {{shop}} für „{{code}}“ bezahlt ({{date}}).",
  openReceipt: "Beleg öffnen",
  refund: "Wir senden {{amount}} an Sie zurück. {{reason}} (Code {{code}})",
  refundFor: "Wir senden {{amount}} für „{{title}}“ an Sie zurück. {{reason}} (Code {{code}})",
  reason: {
    late: "Die Zahlung kam nach Ablauf der Frist.",
    wrongAsset: "Es war eine andere Währung als verlangt.",
    already: "Es war bereits bezahlt.",
    unknown: "Wir konnten die Zahlung nicht zuordnen. Bitte bezahlen Sie über den Link oder den QR-Code des Ladens.",
    wrongAmount: "Es war nicht genau der verlangte Betrag.",
    quoteExpired: "Der Kurs war abgelaufen. Öffnen Sie die Bezahlseite erneut für den aktuellen Betrag.",
    other: "Der Betrag passte nicht zu dieser Zahlung.",
  },
};
