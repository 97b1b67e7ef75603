import type { Texts } from "../texts.js";
import type { checkout as english } from "../en/checkout.js";

export const checkout: Texts<typeof english> = {
  search: "Nach Name oder Netzwerk suchen",
  searchNone: "Nichts heißt so. Wählen Sie oben aus der Liste oder suchen Sie nach etwas anderem.",
  payWithApp: "Mit {{app}} bezahlen",
  returning: "Sie werden gleich zum Shop zurückgebracht.",
  wrong: {
    title: "In diesem Zahlungslink ist ein Fehler",
    text: "So kann er nicht bezahlt werden, und Sie können nichts dafür. Bitte sagen Sie dem Shop dies:",
  },
  busy: {
    title: "Bitte versuchen Sie es in einer Minute noch einmal",
    text: "Mixin sagt gerade nicht, wer bezahlt werden soll.",
  },
  programs: {
    title: "Diese Bestellung hat eine eigene Seite",
    text: "Der Shop hat für diese Bestellung eine andere Seite angelegt. Bitte gehen Sie zurück zum Shop und bezahlen Sie dort.",
  },
  used: {
    title: "Diese Zahlung gibt es schon",
    text: "Die Nummer in diesem Link gehört zu einer Zahlung über einen anderen Betrag oder zu anderen Bedingungen. Bitte gehen Sie zurück zum Shop und beginnen Sie dort neu.",
  },
};
