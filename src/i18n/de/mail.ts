import type { mail as en } from "../en/mail.js";
import type { Texts } from "../texts.js";

export const mail: Texts<typeof en> = {
  from: "Mixtill",
  claim: {
    subject: "{{sender}} schickt Ihnen {{amount}}",
    intro:
      "{{sender}} schickt Ihnen {{amount}} mit Mixtill, einem Zahlungsbot in Mixin Messenger. Das Geld ist da und wartet auf Sie.",
  },
  reminder: {
    subject: "{{amount}} von {{sender}} warten noch auf Sie",
    intro:
      "{{sender}} hat Ihnen {{amount}} mit Mixtill geschickt, einem Zahlungsbot in Mixin Messenger; Sie haben das Geld noch nicht angenommen.",
  },
  note: "Die Nachricht dazu: „{{note}}“",
  take: "Hier nehmen Sie es an:",
  button: "Geld annehmen",
  ways: "Dort wählen Sie die Währung und ob das Geld auf Ihr Mixin-Konto oder an die Adresse einer anderen Wallet geht.",
  until: "Es wartet bis {{date}}; danach geht es an den Absender zurück.",
  keep: "Wer diesen Link hat, kann das Geld nehmen: bitte nicht weitergeben.",
  safe: "Sie zahlen nichts im Voraus, und niemand fragt nach einem Passwort, einer PIN oder Wiederherstellungswörtern.",
  plain: "Der Link als Text:",
  why: "Sie bekommen diese Mail, weil {{sender}} Ihre Adresse als Empfänger angegeben hat. Sie kennen die Person nicht? Dann müssen Sie nichts tun: Das Geld geht von selbst zurück.",
  forward: {
    text: "Ich schicke dir {{amount}} mit Mixtill, einem Zahlungsbot in Mixin Messenger.",
    note: "„{{note}}“",
    take: "Nimm es bis {{date}} hier an:",
  },
  tell: {
    delayed:
      "Die Mail an {{address}} mit {{amount}} ist noch nicht hinausgegangen: Der Mailserver nimmt sie nicht an. Ich versuche es noch einen Tag lang und sage Ihnen, was daraus wird.",
    sent: "Die Mail an {{address}} mit {{amount}} ist jetzt hinausgegangen.",
    refused:
      "Die Mail an {{address}} mit {{amount}} konnte nicht zugestellt werden. Das Geld wartet weiter auf den Empfänger: Geben Sie die nächste Nachricht selbst weiter oder stornieren Sie die Überweisung.",
    none: "Mails sind hier nicht eingerichtet, an {{address}} ging also keine. Bitte geben Sie die nächste Nachricht selbst weiter: Sie bringt dem Empfänger {{amount}}.",
    many: "Für Sie sind heute schon so viele Mails hinausgegangen, dass an {{address}} keine mehr ging. Bitte geben Sie die nächste Nachricht selbst weiter: Sie bringt dem Empfänger {{amount}}.",
  },
};
