import type { operator as english } from "../en/notify-operator.js";
import type { Texts } from "../texts.js";

export const operator: Texts<typeof english> = {
  ledger: {
    title: "Libros y billetera no cuadran",
    text: "El libro contable y la billetera no coinciden. Los desembolsos están en pausa; se siguen recibiendo pagos. Compárelos y reanude los desembolsos solo cuando sepa la causa.",
  },
  stuck: {
    title: "Transferencia rechazada",
    text: "La red rechaza una transferencia de forma definitiva. El dinero está a salvo; averigüe la causa y envíelo de otra manera.",
  },
  hangs: {
    title: "Un desembolso está atascado",
    text: "Un desembolso lleva más tiempo en espera de lo normal. Saldrá automáticamente en cuanto la red lo acepte.",
  },
  float_low: {
    title: "Queda poco fondo de caja",
    text: "Pronto no se podrán convertir más pagos. Envíe más a la caja con el memo FLOAT.",
  },
  prices_stale: {
    title: "Cotizaciones desactualizadas",
    text: "Desde hace un rato no llegan cotizaciones nuevas: hasta que las haya, se rechazan los pagos que necesiten una.",
  },
  blaze_down: {
    title: "Sin conexión con el chat de Mixin",
    text: "El bot no recibe mensajes en este momento. Los cobros y desembolsos continúan; se sigue intentando conectar.",
  },
  approval: {
    title: "Un desembolso espera su aprobación",
    text: "Saldrá cuando usted lo apruebe.",
  },
  held: {
    title: "Hay dinero retenido",
    text: "Llegó dinero que no se puede devolver automáticamente. Decida qué hacer con él.",
  },
  swap_late: {
    title: "Un intercambio se retrasa",
    text: "Un intercambio externo no respondió a tiempo. La caja sigue esperando; el comerciante cobra cuando se complete.",
  },
  resumed: {
    title: "Los desembolsos continúan",
    text: "Se reanudaron los desembolsos.",
  },
  amount: "Importe: {{amount}}",
  reason: "Motivo: {{reason}}",
  since: "Desde el {{date}}",
  excess: {
    above_transfer_limit: "supera su límite por desembolso",
    above_day_limit: "con él, los desembolsos del día superan su límite",
    worth_unknown: "no hay cotización para compararlo con sus límites",
  },
  heldReason: {
    no_single_sender: "no tiene un único remitente",
    refund_came_back: "volvió una devolución nuestra, o lo envió un servicio de cambio sin decir para qué",
    unknown: "no indica ningún pago",
    partial: "es una parte de un precio",
    late: "llegó fuera de plazo",
  },
  button: {
    stuck: "Transferencias atascadas",
    float: "Fondo de caja",
    held: "Dinero retenido",
    approve: "Aprobar",
    reconcile: "Comparar ahora",
    resume: "Reanudar desembolsos",
    operator: "Resumen",
  },
};
