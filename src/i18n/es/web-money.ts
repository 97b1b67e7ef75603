import type { money as english } from "../en/web-money.js";
import type { Texts } from "../texts.js";

export const money: Texts<typeof english> = {
  receives: "La tienda recibe {{unit}}.",
  receivesAmount: "La tienda recibe {{amount}}.",
  spread: "diferencial {{spread}}",
  fee: "comisión {{fee}}",
  borne: "Lo asume la tienda: {{costs}}.",
  notCovered:
    "Por ahora se puede convertir como máximo hasta {{most}}. Pague con {{unit}}, por favor: no requiere conversión.",
  tooSmall:
    "Este importe es demasiado pequeño para convertirlo. Pague con {{unit}}, por favor: no requiere conversión.",
  facts: {
    price: "Precio",
    paid: "Pagado",
    received: "La tienda recibe",
    exchanging: "convirtiéndose en {{unit}}",
    rate: "Tipo de cambio",
    at: "Hora del tipo de cambio",
    spread: "Diferencial",
    fee: "Comisión",
  },
  part: {
    title: "Pagar el resto",
    came: "Recibido: {{received}} de {{price}}. Por pagar: {{missing}}.",
    returns: "Si el resto no llega, se devuelve automáticamente después del",
    show: "Ver lo que falta",
    notYou: "¿Fue otra persona?",
    whole: "Pagar el importe completo",
    several:
      "Llegaron partes de varias personas. Cada una encuentra lo que le falta en su chat de Mixin; esta página muestra el importe completo.",
    one: "Llegó una parte de alguien. Esta página muestra el importe completo.",
    mine: "Fui yo: pagar el resto",
  },
  late: {
    title: "Llegó dinero fuera de plazo",
    text: "Llegó un pago de {{amount}} fuera de plazo. {{shop}} decide si acepta el pago; si no, se devuelve por completo.",
    until: "La tienda puede decidir hasta el",
  },
  invoice: {
    label: "Factura",
    once: "Esta factura se puede pagar una sola vez.",
    by: "Fecha límite de pago",
    left: "tiempo restante",
    expired: "Esta factura venció",
    cancelled: "Esta factura se anuló",
  },
  transferOrder: {
    label: "Transferencia",
    text: "Con este pago, {{shop}} envía dinero a otras personas. Hasta que lo recojan, queda guardado para ellas.",
    paid: "El dinero espera a sus destinatarios.",
    receives: "Los destinatarios reciben {{amount}}.",
    received: "Reciben",
  },
  refundOrder: {
    label: "Reembolso",
    text: "Con este pago, {{shop}} devuelve dinero a un cliente: todo pasa a esa persona.",
    paid: "El dinero pasa al cliente.",
  },
  surplus: "El excedente de {{amount}} se devuelve a quien pagó.",
  givesBack: "{{shop}} está devolviendo {{amount}}.",
  gaveBack: "{{shop}} devolvió {{amount}}.",
};
