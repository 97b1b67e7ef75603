import type { callbacks as english } from "../en/callbacks.js";
import type { Texts } from "../texts.js";

export const callbacks: Texts<typeof english> = {
  dead: {
    told: "„{{host}}“ nimmt meine Nachrichten nicht an. Seit {{since}} habe ich versucht, „{{event}}“ ({{what}}) zu melden, und habe nun aufgegeben.\nDer letzte Versuch: {{problem}}\nDie Nachricht ist aufgehoben. Lassen Sie sie noch einmal senden, sobald Ihr Server wieder läuft.",
    again: "Noch einmal senden",
    log: "Alle mit Problemen",
  },
};
