import type { callbacks as english } from "../en/callbacks.js";
import type { Texts } from "../texts.js";

export const callbacks: Texts<typeof english> = {
  dead: {
    told: "«{{host}}» no acepta mis mensajes. Desde {{since}} he intentado avisarle de «{{event}}» ({{what}}) y ya no lo intento más.\nEl último intento: {{problem}}\nEl mensaje se conserva. Envíelo otra vez cuando su servidor funcione.",
    again: "Enviarlo otra vez",
    log: "Todos con problemas",
  },
};
