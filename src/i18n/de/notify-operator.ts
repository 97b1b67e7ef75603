import type { operator as english } from "../en/notify-operator.js";
import type { Texts } from "../texts.js";

export const operator: Texts<typeof english> = {
  ledger: {
    title: "Bücher und Wallet weichen ab",
    text: "Bücher und Wallet weichen voneinander ab. Auszahlungen ruhen, Zahlungen werden weiter angenommen. Vergleichen Sie beide, und geben Sie Auszahlungen erst frei, wenn Sie den Grund kennen.",
  },
  stuck: {
    title: "Eine Überweisung wurde abgelehnt",
    text: "Das Netzwerk lehnt eine Überweisung endgültig ab. Das Geld ist sicher; sehen Sie nach dem Grund und senden Sie es anders.",
  },
  hangs: {
    title: "Eine Auszahlung hängt",
    text: "Eine Auszahlung wartet länger als üblich. Sie geht von selbst hinaus, sobald das Netzwerk sie annimmt.",
  },
  float_low: {
    title: "Der Bestand geht zur Neige",
    text: "Bald lassen sich Zahlungen nicht mehr tauschen. Senden Sie der Kasse Nachschub mit dem Memo FLOAT.",
  },
  prices_stale: {
    title: "Kurse sind veraltet",
    text: "Seit einer Weile kommen keine neuen Kurse: Zahlungen, die einen Kurs brauchen, werden bis dahin abgelehnt.",
  },
  blaze_down: {
    title: "Keine Verbindung zum Mixin-Chat",
    text: "Der Bot hört zurzeit keine Nachrichten. Geld wird weiter gebucht und ausgezahlt; die Verbindung wird immer wieder versucht.",
  },
  approval: {
    title: "Eine Auszahlung wartet auf Sie",
    text: "Sie geht hinaus, sobald Sie sie freigeben.",
  },
  held: {
    title: "Geld wird verwahrt",
    text: "Es kam Geld, das nicht von selbst zurückgehen kann. Entscheiden Sie, was damit geschieht.",
  },
  swap_late: {
    title: "Ein Tausch verspätet sich",
    text: "Ein Tausch außer Haus ist noch nicht zurück. Die Kasse wartet weiter; der Händler erhält sein Geld, wenn er abgeschlossen ist.",
  },
  resumed: {
    title: "Auszahlungen laufen wieder",
    text: "Auszahlungen sind wieder freigegeben.",
  },
  amount: "Betrag: {{amount}}",
  reason: "Grund: {{reason}}",
  since: "Seit {{date}}",
  excess: {
    above_transfer_limit: "über Ihrer Grenze je Auszahlung",
    above_day_limit: "damit wäre Ihre Grenze für den Tag überschritten",
    worth_unknown: "kein Kurs, um sie mit Ihren Grenzen zu vergleichen",
  },
  heldReason: {
    no_single_sender: "kein einzelner Absender",
    refund_came_back: "eine unserer Rückzahlungen kam zurück, oder ein Tauschpartner schickte es und sagt nicht, wofür",
    unknown: "keiner Zahlung zuzuordnen",
    partial: "nur ein Teil des Preises",
    late: "zu spät gekommen",
  },
  button: {
    stuck: "Hängende Auszahlungen",
    float: "Bestand",
    held: "Verwahrtes Geld",
    approve: "Freigeben",
    reconcile: "Jetzt abgleichen",
    resume: "Auszahlungen fortsetzen",
    operator: "Übersicht",
  },
};
