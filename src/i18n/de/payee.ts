import type { Texts } from "../texts.js";
import type { payee as english } from "../en/payee.js";

export const payee: Texts<typeof english> = {
  me: "Ich",
  bot: "Ein Mixin-Bot",
  group: "Eine Gruppe",
  asShop: "Wie der Laden",
  oneCode: "Nur für einen Zahlcode",
  shop: "Ihrem Laden",
  code: "„{{title}}“",
  you: "Sie",
  groupOf_one: "eine Gruppe, in der {{count}} von {{total}} zustimmen muss ({{address}})",
  groupOf_other: "eine Gruppe, in der {{count}} von {{total}} zustimmen müssen ({{address}})",
  settings: "Das Geld bekommt: {{who}}",
  ask: "Wer soll das Geld von {{what}} bekommen? Derzeit: {{who}}. Tippen Sie auf einen Knopf oder schicken Sie eine Mixin-ID oder eine MIX…-Adresse.",
  askBot: "Welcher Bot? Schicken Sie seine Mixin-ID; sie beginnt mit 7000.",
  askGroup:
    "Wer gehört zur Gruppe? Schicken Sie ihre MIX…-Adresse oder die Mixin-IDs aller Mitglieder (2 bis 64), durch Leerzeichen getrennt.",
  askThreshold: "Wie viele der {{count}} Mitglieder müssen zustimmen, bevor das Geld ausgegeben werden kann?",
  thresholdAgain: "Bitte schicken Sie eine Zahl von 1 bis {{max}}.",
  again: "Bitte tippen Sie auf einen der Knöpfe, oder schicken Sie eine Mixin-ID oder eine MIX…-Adresse.",
  absent: "Die ID {{id}} kennt Mixin nicht. Bitte prüfen Sie sie und schicken Sie sie noch einmal.",
  notAnId: "Das ist keine Mixin-ID. Bitte schicken Sie nur Ziffern, zum Beispiel 7000103970.",
  person:
    "{{name}} ist eine Person. Das Geld kann an Sie, an einen Mixin-Bot oder an eine Gruppe gehen: Für eine Gruppe mit {{name}} schicken Sie die Mixin-IDs aller Mitglieder.",
  self: "Das bin ich. Ich reiche Geld nur weiter und kann es nicht für Sie behalten; bitte wählen Sie jemand anderen.",
  notOnSafe:
    "{{name}} kann noch kein Geld empfangen. Dafür muss dort Mixin Messenger geöffnet, aktualisiert und eine PIN angelegt werden. Schicken Sie es danach bitte noch einmal.",
  youAreNotOnSafe:
    "Sie können noch kein Geld empfangen. Bitte öffnen Sie die Wallet in Mixin Messenger, aktualisieren Sie die App, falls sie danach fragt, und legen Sie eine PIN an. Tippen Sie danach noch einmal. Ich frage nie nach der PIN.",
  botNotOnSafe:
    "Der Bot {{name}} kann noch kein Geld empfangen. Wer ihn entwickelt, muss ihn in Mixins Dashboard für Safe registrieren. Schicken Sie es danach bitte noch einmal.",
  unreachable: "Mixin antwortet gerade nicht. Bitte schicken Sie das in einer Minute noch einmal.",
  badAddress: "In dieser MIX-Adresse ist ein Tippfehler, oder ein Teil fehlt. Bitte kopieren Sie sie noch einmal.",
  networkMembers:
    "Diese Adresse nennt Schlüssel des Netzwerks und keine Menschen auf Mixin; niemand könnte benachrichtigt oder gefragt werden. Bitte nehmen Sie eine Adresse von Mixin-Nutzern.",
  repeated: "Ein Mitglied kommt darin mehrmals vor. Bitte schicken Sie jedes nur einmal.",
  tooFew: "Eine Gruppe hat mindestens zwei Mitglieder. Bitte schicken Sie die Mixin-IDs aller.",
  tooMany: "Eine Gruppe hat höchstens 64 Mitglieder; ich zähle {{count}}. Bitte schicken Sie weniger.",
  unknownMember: "Ein Mitglied dieser Gruppe kennt Mixin nicht ({{id}}). Bitte prüfen Sie die Adresse.",
  check: "Bitte prüfen Sie, wer das Geld von {{what}} ab jetzt bekommt:",
  agreement_one: "{{count}} von {{total}} Mitgliedern muss zustimmen, bevor das Geld ausgegeben werden kann.",
  agreement_other: "{{count}} von {{total}} Mitgliedern müssen zustimmen, bevor das Geld ausgegeben werden kann.",
  follow_one: "{{count}} Zahlcode zieht mit: {{codes}}.",
  follow_other: "{{count}} Zahlcodes ziehen mit: {{codes}}.",
  keepTheir_one: "{{count}} Zahlcode behält seinen eigenen Empfänger: {{codes}}.",
  keepTheir_other: "{{count}} Zahlcodes behalten ihren eigenen Empfänger: {{codes}}.",
  stuck_one: "{{count}} Zahlung, die bisher nicht ausgezahlt werden konnte, geht ebenfalls dorthin.",
  stuck_other: "{{count}} Zahlungen, die bisher nicht ausgezahlt werden konnten, gehen ebenfalls dorthin.",
  notice: "Bereits Bestelltes wird noch an den alten Empfänger ausgezahlt; er erfährt von der Änderung.",
  change: "So ändern",
  keep: "So lassen",
  confirmAgain: "Bitte tippen Sie auf „{{change}}“ oder „{{keep}}“.",
  changed: "Erledigt: Das Geld von {{what}} geht ab jetzt an: {{who}}.",
  kept: "Geändert wurde nichts. Das Geld von {{what}} geht an: {{who}}.",
  already: "Das Geld von {{what}} geht schon dorthin: {{who}}.",
};
