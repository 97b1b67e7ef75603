import type { payer as english } from "../en/payer.js";
import type { Texts } from "../texts.js";

export const payer: Texts<typeof english> = {
  list: {
    head: "Lo que ha pagado",
    none: "Todavía no ha pagado a ninguna tienda a través de mí.",
    row: "{{number}}. {{shop}}: {{title}}\n{{amounts}} · {{date}} · {{state}}",
    hint: "Toque un pago para ver su recibo, escribir a la tienda o silenciarla.",
    pick: "{{number}}. {{title}}",
  },
  state: {
    paid: "pagado",
    returned: "devuelto a usted",
    refunded: "{{amount}} reembolsados",
    refunding: "{{amount}} en camino de vuelta",
  },
  show: {
    head: "{{shop}}: {{title}}\n{{amounts}}, {{date}}",
    muted: "Ha silenciado esta tienda.",
    unknown: "No encuentro ningún pago suyo así. «{{list}}» muestra lo que ha pagado.",
    page: "Su página",
    receipt: "Aquí tiene el recibo otra vez:",
  },
  write: {
    shop: "Escribir a la tienda",
    payer: "Escribir a quien pagó",
    which: "¿Sobre qué pago? Tóquelo en la lista y luego «{{contact}}».",
    toShop:
      "Su mensaje sobre «{{title}}» ({{amounts}}, {{date}}) llega a {{shop}} a través de mí: ninguno ve el chat del otro. ¿Qué quiere escribir? Como máximo {{max}} caracteres.",
    toPayer:
      "Su mensaje sobre «{{title}}» ({{amounts}}, {{date}}) llega a {{payer}} a través de mí y en nombre de su tienda. ¿Qué quiere escribir? Como máximo {{max}} caracteres.",
    before: "Hasta ahora:",
    you: "Usted: {{text}}",
    theShop: "Tienda: {{text}}",
    thePayer: "Cliente: {{text}}",
    empty: "Ahí no hay nada que leer. Escriba unas palabras, por favor.",
    long: "Tiene {{count}} caracteres y caben {{max}}. Acórtelo, por favor.",
    sent: "Enviado. Le traeré la respuesta.",
    unknown: "No encuentro ningún pago así sobre el que pueda escribir.",
    old: "Ese pago tiene más de {{days}} días: es demasiado antiguo para escribir sobre él aquí.",
    muted: "El cliente no quiere mensajes de su tienda. Los reembolsos y recibos sí le llegan.",
    waiting: "Ya hay {{count}} mensajes suyos sin respuesta. Espérela, por favor.",
    tooMany: "En una hora ha habido {{count}} mensajes sobre este pago. Continúe más tarde, por favor.",
    other: "Ya preguntó a esta tienda por otro pago y espera respuesta. Espérela, por favor, o siga allí.",
  },
  card: {
    title: "Mensaje sobre un pago",
    fromPayer: "{{payer}} escribe sobre «{{title}}», {{price}}, {{date}}:",
    fromShop: "{{shop}} escribe sobre su pago «{{title}}», {{price}}, {{date}}:",
    quoted: "«{{text}}»",
    safe: "Esto no lo escribo yo. Nadie necesita su PIN, ni que usted envíe dinero para devolvérselo.",
    reply: "Responder",
  },
  messages: {
    head: "Mensajes sobre pagos",
    none: "Ningún cliente ha escrito todavía a su tienda.",
    row: "{{number}}. {{payer}}, «{{title}}», {{price}}\n{{date}} · {{last}}",
    waits: "espera su respuesta",
    hint: "Toque uno para seguir leyendo y responder.",
  },
  mute: {
    which: "¿De qué tienda no quiere saber nada? Toque una o envíe su dirección, por ejemplo /cafe.",
    whichBack: "¿De qué tienda quiere volver a tener noticias?",
    noneMuted: "No ha silenciado ninguna tienda.",
    unknown: "No conozco ninguna tienda «{{text}}». Envíe su dirección, por ejemplo /cafe.",
    own: "Esa es su propia tienda. En «{{notices}}» decide qué se le avisa.",
    done: "{{shop}} está silenciada: no le llegarán facturas, recordatorios ni mensajes suyos. Lo que pase con su propio dinero sí: recibos, pagos parciales, reembolsos y respuestas a sus preguntas.",
    undone: "Vuelve a recibir noticias de {{shop}}.",
    button: "Silenciar esta tienda",
    undo: "Dejar de silenciarla",
    notSent: "«{{title}}» no se pudo entregar en el chat de {{name}}. La factura sigue ahí: envíele el enlace.",
  },
};
