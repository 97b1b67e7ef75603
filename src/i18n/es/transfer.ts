import type { Texts } from "../texts.js";
import type { transfer as en } from "../en/transfer.js";

export const transfer: Texts<typeof en> = {
  sent: "Pagado. {{amount}} esperan a {{to}} hasta el {{date}}.",
  forward: "Reenvíe usted el siguiente mensaje: quien tenga el enlace puede quedarse con el dinero.",
  mailed: "Se envía un correo con el enlace a {{to}}.",
  card: {
    title: "Dinero para usted",
    text: "{{sender}} le envía {{amount}}.",
    note: "«{{note}}»",
    until: "Puede recogerlo hasta el {{date}}; después vuelve a quien lo envió.",
    safe: "Soy un bot de pagos: nunca pido su PIN ni dinero por adelantado.",
    take: "Recoger el dinero",
    choose: "En otra moneda",
    refuse: "No lo quiero",
  },
  reminder: "{{amount}} de {{sender}} siguen esperándole.",
  reminded: "He avisado a {{to}}: {{amount}} esperan hasta el {{date}}.",
  stillWaits: "{{amount}} siguen esperando a {{to}}, hasta el {{date}}.",
  received: "Ha recibido {{amount}} de {{sender}}.",
  delivered: "{{to}} ha recibido {{amount}}.",
  deliveredAs: "{{to}} ha recibido {{amount}} por sus {{sent}}.",
  returned: {
    expired: "{{to}} no recogió {{amount}} a tiempo. El dinero está de nuevo en su billetera.",
    cancelled: "{{amount}} para {{to}} están de nuevo en su billetera, como usted quería.",
    refused: "{{to}} no quiere {{amount}}. El dinero está de nuevo en su billetera.",
    undeliverable: "No se pudo pagar {{amount}} a {{to}}. El dinero está de nuevo en su billetera.",
  },
  gone: "{{amount}} de {{sender}} han vuelto a quien los envió.",
  unpaid: "La transferencia «{{title}}» no se pagó a tiempo. No se envió nada.",
  tooSmall:
    "La parte para {{to}} era menor que {{least}}, el importe mínimo posible, y por eso no se envió. El resto de su transferencia sí.",
  unconvertible:
    "La transferencia «{{title}}» no se pudo convertir como usted indicó. No se envió nada; su dinero vuelve.",
  request: {
    text: "Alguien con el enlace de {{amount}} de {{sender}} dice que es usted. ¿Era usted?",
    yes: "Sí, era yo",
    no: "No, no era yo",
  },
};
