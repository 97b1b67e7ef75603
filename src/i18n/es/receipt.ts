import type { receipt as en } from "../en/receipt.js";
import type { Texts } from "../texts.js";

export const receipt: Texts<typeof en> = {
  title: "Recibo",
  pageTitle: "Recibo · {{shop}}",
  number: "Número de pedido",
  trace: "ID del pago",
  date: "Fecha de pago",
  amount: "Importe",
  tip: "Propina",
  total: "Total",
  paidPart: "Pagado de ese total",
  paidWith: "Pagado con",
  surplus: "De más, devuelto",
  givesBack: "En devolución",
  gaveBack: "Devuelto",
  transaction: "Transacción",
  status: "Estado",
  state: {
    paid: "Pagado",
    part: "Pagado, una parte devuelta",
    whole: "Pagado y devuelto",
  },
  print: "Imprimir",
  printHint: "Puede imprimir esta página desde el menú de su navegador.",
  back: "Al pago",
  none: {
    title: "Todavía no hay recibo",
    text: "Esto aún no se ha pagado. En cuanto se pague, el recibo estará aquí.",
    waits:
      "El pago ha llegado y se está convirtiendo en lo que quiere la tienda. El recibo estará aquí en cuanto termine; si falla, el dinero vuelve a quien pagó.",
    over: "Este pago no se completó, por eso no hay recibo. Lo que se envió vuelve a quien lo pagó.",
  },
  mail: {
    open: "Enviar el recibo por correo",
    address: "Correo electrónico",
    hint: "Se usa solo para este recibo.",
    send: "Enviar",
    wrong: "Escriba una dirección de correo, por ejemplo {{example}}.",
    most: "Este recibo ya se envió a {{most}} direcciones y no admite más. Aún puede imprimirlo.",
    often: "Hoy se enviaron tantos recibos a esta dirección que este ya no puede salir. Aún puede imprimirlo.",
    fast: "Desde su red se enviaron muchos recibos. Inténtelo de nuevo en unos minutos o imprima este.",
    waiting: "El recibo está en camino a la dirección que indicó.",
    sent: "El recibo se envió a la dirección que indicó.",
    refused: "El recibo no se pudo entregar en la dirección que indicó.",
  },
  letter: {
    subject: "Recibo de {{shop}}: {{amount}}",
    intro: "Se pagaron {{amount}} a {{shop}}.",
    button: "Abrir el recibo",
    why: "Recibe este correo porque alguien pidió que este recibo se enviara a su dirección al pagar. ¿No fue usted? Entonces no tiene que hacer nada: no se le ha cobrado nada.",
  },
};
