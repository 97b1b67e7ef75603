import type { payee as english } from "../en/notify-payee.js";
import type { Texts } from "../texts.js";

export const payee: Texts<typeof english> = {
  changed: "Ab jetzt geht das Geld Ihres Ladens an {{to}}. Bisher ging es an {{from}}.",
  changedCode: "Ab jetzt geht das Geld von „{{code}}“ an {{to}}. Bisher ging es an {{from}}.",
  notMe: "Wenn Sie das nicht waren, ändern Sie es sofort zurück.",
  formerly: "Das Geld von {{shop}} geht nicht mehr an {{from}}, sondern ab jetzt an {{to}}.",
  formerlyCode: "Das Geld von „{{code}}“ bei {{shop}} geht nicht mehr an {{from}}, sondern ab jetzt an {{to}}.",
  button: "Wer das Geld bekommt",
  stuckTitle: "{{amount}} nicht auszahlbar",
  stuck:
    "{{amount}} für „{{code}}“ lassen sich nicht an {{to}} senden: Das Netzwerk lehnt es ab. Das Geld ist hier sicher. Meist fehlt dem Empfänger noch die neue Wallet von Mixin: Mixin öffnen, aktualisieren und die Wallet anlegen. Oder wählen Sie, wer das Geld sonst bekommt.",
  stuckRefund:
    "Die Erstattung von {{amount}} für „{{code}}“ lässt sich nicht an {{to}} senden: Das Netzwerk lehnt es ab. Das Geld ist hier sicher. Bitten Sie darum, Mixin zu öffnen, zu aktualisieren und die Wallet anzulegen.",
};
