import type { mail as en } from "../en/mail.js";
import type { Texts } from "../texts.js";

export const mail: Texts<typeof en> = {
  from: "Mixtill",
  claim: {
    subject: "{{sender}} le envía {{amount}}",
    intro:
      "{{sender}} le envía {{amount}} con Mixtill, un bot de pagos en Mixin Messenger. El dinero ya está aquí y le espera.",
  },
  reminder: {
    subject: "{{amount}} de {{sender}} todavía le esperan",
    intro:
      "{{sender}} le ha enviado {{amount}} con Mixtill, un bot de pagos en Mixin Messenger, y usted aún no ha recogido el dinero.",
  },
  note: "Le escribe: «{{note}}»",
  take: "Recójalo aquí:",
  button: "Recoger el dinero",
  ways: "Allí elige la moneda que quiere recibir y si va a su cuenta de Mixin o a la dirección de otra billetera.",
  until: "Le espera hasta el {{date}}; después vuelve a quien lo envió.",
  keep: "Quien tenga este enlace puede recoger el dinero: no debe compartirse.",
  safe: "No hay que pagar nada por adelantado, y nadie le pide contraseñas, PIN ni palabras de recuperación.",
  plain: "El enlace como texto:",
  why: "Recibe este correo porque {{sender}} indicó su dirección como destinatario. ¿No conoce a esta persona? Entonces no tiene que hacer nada: el dinero vuelve solo.",
  forward: {
    text: "Te envío {{amount}} con Mixtill, un bot de pagos en Mixin Messenger.",
    note: "«{{note}}»",
    take: "Recógelo aquí antes del {{date}}:",
  },
  tell: {
    delayed:
      "El correo a {{address}} con {{amount}} todavía no ha salido: el servidor de correo no lo acepta. Sigo intentándolo durante un día y le digo qué pasa.",
    sent: "El correo a {{address}} con {{amount}} ya ha salido.",
    refused:
      "El correo a {{address}} con {{amount}} no se ha podido entregar. El dinero sigue esperando a su destinatario: reenvíe usted el mensaje siguiente o cancele la transferencia.",
    none: "Aquí no hay correo configurado, así que no se ha enviado nada a {{address}}. Reenvíe usted el mensaje siguiente: con él su destinatario recibe {{amount}}.",
    many: "Hoy ya se han enviado tantos correos en su nombre que no ha salido ninguno a {{address}}. Reenvíe usted el mensaje siguiente: con él su destinatario recibe {{amount}}.",
  },
};
