import type { notify as english } from "../en/notify.js";
import type { Texts } from "../texts.js";
import { operator } from "./notify-operator.js";
import { payee } from "./notify-payee.js";

export const notify: Texts<typeof english> = {
  operator,
  payee,
  paidTitle: "Pagado: {{amount}}",
  paid: "{{amounts}}, de {{payer}}, código «{{code}}»",
  paidInvoice: "{{amounts}}, de {{payer}}, factura «{{code}}»",
  paidOrder: "{{amounts}}, de {{payer}}, pedido «{{code}}»",
  byLink: "Pagado con un enlace que cualquiera puede cambiar: compruebe el importe.",
  statistics: "Estadísticas",
  refundButton: "Reembolsar",
  somebody: "alguien en Mixin",
  receives: "Usted recibe {{amount}}",
  exchanging: "Se está convirtiendo en {{unit}}; después le diré el importe definitivo.",
  rates: "Tipo de cambio: {{rates}} ({{source}}, {{date}})",
  each: "1 {{one}} = {{amount}}",
  spread: "Diferencial: {{spread}}",
  fee: "Comisión: {{fee}}",
  odd: {
    partial: "Un poco menos que el precio, dentro de su tolerancia",
    over: "El excedente de {{amount}} se devuelve automáticamente",
    late: "Pagado fuera de plazo",
  },
  settledTitle: "Convertido: {{amount}}",
  settled: "«{{code}}»: el pago de {{amounts}} se convirtió en {{settled}}.",
  fallback: {
    asPaid:
      "«{{code}}» ({{price}}): el pago no se pudo convertir en {{unit}}, así que usted lo recibe tal como se pagó: {{amount}}.",
    returned:
      "«{{code}}» ({{price}}): el pago no se pudo convertir en {{unit}}. Según sus ajustes, el dinero se devuelve a {{payer}} y este pago queda cancelado.",
  },
  receiptTitle: "Recibo: {{amount}}",
  receipt: "Pagó {{amounts}} a {{shop}} por «{{code}}» ({{date}}).",
  receiptRefund: "Pagó {{amounts}} por «{{code}}» de {{shop}} ({{date}}). El dinero pasa al cliente.",
  openReceipt: "Abrir el recibo",
  partial: {
    title: "Falta por pagar: {{amount}}",
    text: "Recibido para «{{code}}» en {{shop}}: {{received}}. Por pagar: {{missing}}.",
    until: "Si no se completa antes del {{date}}, se le devuelve automáticamente.",
    holds: "El importe vale hasta el {{time}}; después, toque «{{renew}}».",
    pay: "Pagar {{amount}}",
    rest: "Ver lo que falta",
    renew: "Nuevo importe",
    back: "Devolvérmelo",
    merchantTitle: "Pago parcial: {{amount}}",
    merchant: "{{payer}} pagó {{received}} de {{price}} por «{{code}}». Por pagar: {{missing}}.",
    merchantUntil: "Si no se completa antes del {{date}}, se devuelve automáticamente.",
  },
  late: {
    title: "Fuera de plazo: {{amount}}",
    merchant:
      "{{payer}} pagó {{amounts}} por «{{code}}» después de la fecha límite ({{deadline}}). ¿Acepta el pago? Sin respuesta, se devuelve después del {{until}}.",
    accept: "Aceptar",
    refund: "Devolver",
    payer:
      "Su pago de {{amount}} para «{{code}}» llegó fuera de plazo. {{shop}} decide antes del {{until}} si acepta el pago; si no, se le devuelve todo. Usted no tiene que hacer nada.",
  },
  unknown: {
    title: "¿Para qué son {{amount}}?",
    text: "Recibí {{amount}} de usted, pero no puedo saber a qué pago corresponde. Recupere el dinero o indique el pago con el enlace de la factura.",
    until: "Sin respuesta, se le devuelve después del {{until}}.",
    back: "Devolvérmelo",
    name: "Es para una factura",
  },
  closed: {
    expired: "La factura «{{title}}» por {{price}} venció sin que se pagara.",
    chargedExpired: "La factura «{{title}}» de {{shop}} por {{price}} venció. Por favor, ya no la pague.",
    chargedCancelled: "{{shop}} anuló la factura «{{title}}» por {{price}}. Por favor, ya no la pague.",
    duplicate: "Crearla otra vez",
  },
  charge: {
    title: "Factura: {{amount}}",
    text: "{{shop}} le solicita {{price}} por «{{title}}».",
    until: "Fecha límite de pago: {{date}}.",
    know: "Pague solo si sabe de qué se trata.",
    pay: "Ver y pagar",
  },
  refund: "Le estamos devolviendo {{amount}}. {{reason}}",
  refundFor: "Le estamos devolviendo su pago de {{amount}} para «{{title}}». {{reason}}",
  surplus: "Pagó {{amount}} de más por «{{title}}». Le estamos devolviendo ese dinero.",
  takenBack: "{{payer}} recuperó {{amount}}, una parte de «{{title}}»; sigue pendiente de pago.",
  refunded: {
    payer: "{{shop}} le reembolsó {{amount}} por {{part}} de «{{title}}».",
    payerWhole: "{{shop}} le reembolsó su pago de «{{title}}» ({{part}}): {{amount}}.",
    merchant: "Reembolsado: {{payer}} recibió {{amount}} por {{part}} de «{{title}}».",
  },
  reason: {
    late: "Llegó fuera de plazo.",
    wrongAsset: "No era la moneda solicitada.",
    already: "Ya estaba pagado.",
    unknown: "No pudimos saber a qué pago correspondía. Para pagar, use el enlace o el código QR de la tienda.",
    wrongAmount: "Era menos de lo solicitado.",
    quoteExpired: "La cotización había vencido. Abra otra vez la página de pago para ver el importe actual.",
    notSettleable: "No se pudo convertir en lo que recibe la tienda.",
    cancelled: "El pago se canceló.",
    other: "No se pudo usar para este pago.",
  },
};
