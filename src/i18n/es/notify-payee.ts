import type { payee as english } from "../en/notify-payee.js";
import type { Texts } from "../texts.js";

export const payee: Texts<typeof english> = {
  changed: "A partir de ahora, el dinero de su tienda va a {{to}}. Hasta ahora iba a {{from}}.",
  changedCode: "A partir de ahora, el dinero de «{{code}}» va a {{to}}. Hasta ahora iba a {{from}}.",
  notMe: "Si no fue usted, deshaga el cambio de inmediato.",
  formerly: "El dinero de {{shop}} ya no va a {{from}}. A partir de ahora va a {{to}}.",
  formerlyCode: "El dinero de «{{code}}» en {{shop}} ya no va a {{from}}. A partir de ahora va a {{to}}.",
  button: "Quién recibe el dinero",
  stuckTitle: "No se puede pagar {{amount}}",
  stuck:
    "No se puede enviar a {{to}} el importe de {{amount}} por «{{code}}»: la red lo rechaza. El dinero está a salvo aquí. Lo más frecuente es que el destinatario aún no tenga la nueva billetera de Mixin: debe abrir Mixin, actualizarlo y crear su billetera. O elija otro destinatario.",
  stuckRefund:
    "No se puede enviar a {{to}} el reembolso de {{amount}} por «{{code}}»: la red lo rechaza. El dinero está a salvo aquí. Pídale que abra Mixin, lo actualice y cree su billetera.",
};
