import type { Texts } from "../texts.js";
import type { transfer as en } from "../en/transfer.js";

export const transfer: Texts<typeof en> = {
  sent: "Bezahlt. {{amount}} liegen für {{to}} bereit, bis {{date}}.",
  forward: "Bitte leiten Sie die nächste Nachricht selbst weiter: Wer den Link darin hat, kann das Geld abholen.",
  mailed: "Eine Mail mit dem Link geht an {{to}}.",
  card: {
    title: "Geld für Sie",
    text: "{{sender}} sendet Ihnen {{amount}}.",
    note: "„{{note}}“",
    until: "Abzuholen bis {{date}}; danach geht es zurück.",
    safe: "Ich bin ein Zahlungs-Bot: Ich frage nie nach Ihrer PIN und nie nach Geld im Voraus.",
    take: "Abholen",
    choose: "In anderer Währung",
    refuse: "Ich will es nicht",
  },
  reminder: "{{amount}} von {{sender}} liegen noch für Sie bereit.",
  reminded: "Ich habe {{to}} erinnert: {{amount}} liegen bereit bis {{date}}.",
  stillWaits: "{{amount}} liegen noch für {{to}} bereit, bis {{date}}.",
  received: "Sie haben {{amount}} von {{sender}} erhalten.",
  delivered: "{{to}} hat {{amount}} erhalten.",
  deliveredAs: "{{to}} hat {{amount}} für Ihre {{sent}} erhalten.",
  returned: {
    expired: "{{to}} hat {{amount}} nicht rechtzeitig abgeholt. Das Geld ist wieder in Ihrer Wallet.",
    cancelled: "{{amount}} für {{to}} sind wieder in Ihrer Wallet, wie Sie es wollten.",
    refused: "{{to}} möchte {{amount}} nicht. Das Geld ist wieder in Ihrer Wallet.",
    undeliverable: "{{amount}} konnten nicht an {{to}} ausgezahlt werden. Das Geld ist wieder in Ihrer Wallet.",
  },
  gone: "{{amount}} von {{sender}} sind zurückgegangen.",
  unpaid: "Die Überweisung „{{title}}“ wurde nicht rechtzeitig bezahlt. Nichts wurde gesendet.",
  tooSmall:
    "Der Teil für {{to}} war kleiner als {{least}}, den kleinsten möglichen Betrag, und wurde darum nicht gesendet. Der Rest Ihrer Überweisung schon.",
  unconvertible:
    "Die Überweisung „{{title}}“ ließ sich nicht so umtauschen, wie Sie es angegeben haben. Nichts wurde gesendet; Ihr Geld geht zurück.",
  request: {
    text: "Jemand mit dem Link zu {{amount}} von {{sender}} sagt, das seien Sie. Waren Sie das?",
    yes: "Ja, das war ich",
    no: "Nein, das war ich nicht",
  },
};
