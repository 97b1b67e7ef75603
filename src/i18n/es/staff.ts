import type { staff as english } from "../en/staff.js";
import type { Texts } from "../texts.js";

export const staff: Texts<typeof english> = {
  role: { owner: "titular", manager: "gerencia", cashier: "caja" },
  denied: {
    owner: "En {{shop}} eso solo puede hacerlo el titular.",
    managers: "En {{shop}} eso solo pueden hacerlo el titular y la gerencia.",
    someShop: "esta tienda",
  },
  noLonger: "Usted ya no trabaja en la tienda para la que se empezó esto, así que termina aquí. No ha cambiado nada.",
  otherShop:
    "Esto se empezó para otra tienda y ahora usted actúa por {{shop}}, así que termina aquí. No ha cambiado nada.",
  acting: "Usted actúa por {{shop}} ({{role}}).",
  help: {
    cashier:
      "Usted cobra para {{shop}}.\n\n• «25 EUR café» o «{{newInvoice}}» crea una factura; le aviso cuando se pague.\n• «{{invoices}}» muestra las facturas que usted hizo.\n• «{{refund}}» devuelve lo cobrado con sus facturas, hasta el límite que fijó el titular.\n\nTodo el dinero va a la tienda. Nunca le pediré un PIN, una contraseña ni una clave: quien lo haga no soy yo.",
    manager:
      "Usted lleva la gerencia de {{shop}}.\n\n• «{{newInvoice}}» y «{{newCode}}» sirven para cobrar; «{{codes}}» y «{{invoices}}» muestran todo lo de la tienda.\n• «{{statistics}}» cuenta, «{{refund}}» devuelve dinero y «{{activity}}» muestra quién hizo qué.\n\nAdónde va el dinero lo decide solo el titular. Nunca le pediré un PIN, una contraseña ni una clave: quien lo haga no soy yo.",
  },
  list: {
    none: "En su tienda no trabaja nadie más. Invite a alguien por su Mixin ID: quien está en caja cobra; la gerencia lleva además los códigos y los reembolsos. Adónde va el dinero lo sigue decidiendo solo usted.",
    head: "Quién trabaja en su tienda:",
    row: "{{number}}. {{name}}: {{role}}, {{state}}",
    active: "en activo",
    invited: "invitación sin respuesta todavía",
    limit: "devuelve hasta {{amount}} de un pago",
  },
  who: {
    whom: "¿A quién quiere invitar? Envíe su Mixin ID, el número de su perfil, por ejemplo @12345.",
    noId: "Un Mixin ID es un número de 4 a 12 cifras, por ejemplo @12345. Envíe uno, por favor.",
    nobody: "No encuentro a nadie con el Mixin ID {{id}}. Compruebe el número, por favor.",
    limited: "Mixin no me deja buscar a más personas durante unas horas. Inténtelo más tarde, por favor.",
    unreachable: "Mixin no responde en este momento. Envíe el Mixin ID otra vez dentro de un momento.",
    yourself: "Ese es su propio Mixin ID. Envíe el de otra persona, por favor.",
    bot: "{{id}} es un bot. Envíe el Mixin ID de una persona, por favor.",
  },
  invite: {
    role: "¿Qué puesto tendrá {{name}}?\nCaja: hace facturas, ve las suyas y devuelve dentro del límite que usted fije.\nGerencia: además los códigos, todas las facturas, las estadísticas y todos los reembolsos.",
    cashier: "Caja",
    manager: "Gerencia",
    again: "Toque «{{cashier}}» o «{{manager}}», por favor.",
    sure: "¿Invitar a {{name}} a trabajar en su tienda ({{role}})? Antes de poder hacer nada tiene que aceptar en su propio chat conmigo.",
    yes: "Enviar la invitación",
    sent: "He invitado a {{name}} y se lo digo en su chat. Le contaré a usted qué responde.",
    already: "{{name}} ya trabaja en su tienda.",
    full: "Su tienda ya tiene el máximo de personal: {{most}}. Retire primero a alguien.",
    waits: "{{name}} tiene su invitación y aún no ha respondido. La reenviaré, como pronto, un día después.",
    asked: "Ya pregunté a {{name}} en el último día y no pregunto a nadie dos veces al día. Inténtelo mañana.",
    many: "Ha invitado a {{most}} personas en un día, que es el máximo. Invite a las demás mañana, por favor.",
  },
  member: {
    what: "{{who}}\n¿Qué quiere cambiar?",
    makeManager: "Pasar a gerencia",
    makeCashier: "Pasar a caja",
    limit: "Límite de reembolso",
    remove: "Retirar de la tienda",
    nothing: "Dejarlo como está",
    again: "Toque uno de los botones, por favor.",
    unchanged: "No ha cambiado nada.",
    gone: "Esa persona ya no pertenece a su tienda.",
    unknown: "Nadie así trabaja en su tienda. Toque un botón, o envíe un número o un Mixin ID.",
    removeSure: "¿Retirar a {{name}}? A partir de entonces no podrá hacer nada en su tienda.",
    removeYes: "Sí, retirar",
    removeNo: "Que se quede",
    removed: "{{name}} ya no trabaja en su tienda.",
    roleSet: "El puesto de {{name}} es desde ahora: {{role}}.",
    limitAsk: "¿Cuánto de un mismo pago puede devolver {{name}} en total, en {{unit}}? Envíe un número, o «{{none}}».",
    limitNone: "Sin reembolsos",
    limitAgain: "Envíe un número, por ejemplo «20», o «{{none}}».",
    limitSet: "{{name}} puede devolver hasta {{amount}} de cada pago que haya cobrado.",
    limitOff: "{{name}} no puede devolver nada.",
    limitsForgotten:
      "Los límites de reembolso de su personal de caja estaban en {{unit}}, así que ya no valen. Fíjelos de nuevo en «{{staff}}».",
  },
  invitation: {
    none: "Ninguna invitación espera su respuesta.",
    which: "¿Qué invitación?",
    text: "{{inviter}} le invita a trabajar en la tienda {{shop}} ({{role}}). El dinero que usted cobre va a esa tienda, nunca a usted. ¿Acepta?",
    join: "Entrar en la tienda",
    decline: "Rechazar la invitación",
    again: "Toque «{{join}}» o «{{decline}}», por favor.",
    joined: "¡Le damos la bienvenida a {{shop}}! Desde ahora usted actúa por ella ({{role}}).",
    joinedToo:
      "¡Le damos la bienvenida a {{shop}} ({{role}})! Sigue actuando por su propia tienda; con «{{change}}» puede cambiar.",
    declined: "Rechazada: se lo digo a {{shop}}.",
    gone: "Esa invitación se ha retirado o ya tiene respuesta.",
  },
  shop: {
    which: "¿Por qué tienda actúa usted?",
    own: "Mi propia tienda",
    only: "Usted actúa por su propia tienda y no trabaja en ninguna otra.",
    now: "Ahora usted actúa por {{shop}} ({{role}}).",
    ownNow: "Ahora usted actúa por su propia tienda.",
    ownFirst: "Ahora usted actúa por su cuenta. Su tienda se abre con su primer código o factura.",
    leave: "Dejar {{shop}}",
    leaveSure: "¿Dejar {{shop}}? Solo podrá volver con una nueva invitación.",
    leaveYes: "Sí, dejarla",
    leaveNo: "Quedarme",
    left: "Usted ya no trabaja en {{shop}}.",
  },
  activity: {
    head: "Quién hizo qué",
    none: "Todavía no hay nada anotado.",
    row: "{{when}} · {{who}}: {{what}}",
    byKey: "{{who}}, con la clave de API «{{key}}»",
    noRefunds: "nada",
    deeds: {
      code: {
        made: "creó el código «{{subject}}»",
        renamed: "cambió el nombre de «{{from}}» a «{{subject}}»",
        paused: "pausó «{{subject}}»",
        resumed: "reanudó «{{subject}}»",
        deleted: "eliminó «{{subject}}»",
      },
      invoice: {
        made: "hizo la factura «{{subject}}», {{amount}}",
        sent: "envió la factura «{{subject}}» a {{to}}",
        cancelled: "anuló la factura «{{subject}}»",
      },
      refund: {
        begun: "devolvió {{amount}} de «{{subject}}»",
        cancelled: "retiró el reembolso de {{amount}} de «{{subject}}»",
      },
      late: {
        accepted: "aceptó dinero tardío para «{{subject}}», {{amount}}",
        refunded: "devolvió dinero tardío de «{{subject}}», {{amount}}",
      },
      payee: {
        changed: "cambió quién recibe el dinero ({{subject}}): {{to}} en lugar de {{from}}",
      },
      settlement: {
        changed: "cambió lo que se recibe: {{to}}",
      },
      rules: {
        changed: "cambió una regla: {{to}}",
      },
      currency: {
        changed: "cambió la moneda: {{to}}",
      },
      handle: {
        changed: "trasladó la tienda de /{{from}} a /{{to}}",
      },
      staff: {
        invited: "invitó a {{subject}} ({{role}})",
        joined: "entró en la tienda ({{role}})",
        declined: "rechazó la invitación",
        left: "dejó la tienda",
        removed: "retiró a {{subject}}",
        role: "cambió el puesto de {{subject}}: {{role}}",
        limit: "fijó el límite de reembolso de {{subject}}: {{amount}}",
      },
      group: {
        linked: "vinculó un grupo",
        unlinked: "desvinculó un grupo",
      },
      digest: {
        changed: "cambió el resumen",
      },
      notices: {
        changed: "cambió los avisos",
      },
      goal: {
        changed: "cambió un objetivo",
      },
      key: {
        made: "creó la clave de API «{{subject}}»",
        revoked: "revocó la clave de API «{{subject}}»",
      },
      webhook: {
        added: "añadió el webhook {{subject}}",
        removed: "quitó el webhook {{subject}}",
      },
      delivery: {
        resent: "hizo enviar de nuevo un mensaje a {{subject}}",
      },
      till: {
        opened: "abrió la caja en un dispositivo: {{subject}}",
        closed: "cerró la caja en un dispositivo: {{subject}}",
      },
    },
  },
  group: {
    hello:
      "¡Hola! Soy {{bot}}, una caja en el chat. El titular de una tienda puede vincular este grupo a ella: entonces sus pagos se anuncian aquí y su personal puede cobrar desde aquí. Solo respondo a quien me menciona.",
    link: "Vincular tienda",
    linked:
      "Este grupo pertenece ahora a {{shop}}: sus pagos se anuncian aquí. Su personal cobra mencionándome, por ejemplo «@{{number}} 25 eur café». Para dejarlo: «@{{number}} {{unlink}}».",
    already: "Este grupo ya pertenece a {{shop}}.",
    taken: "Este grupo pertenece a otra tienda. Su titular tiene que desvincularlo antes.",
    noShop: "Usted aún no tiene tienda. Ábrala en nuestro propio chat con su primer código y vuelva.",
    howTo: "Añádame a un grupo de Mixin de su tienda y escriba allí: «@{{number}} {{link}}».",
    unlinked: "Este grupo ya no pertenece a {{shop}}: aquí no se anuncia nada más.",
    unlinkedAll: "{{shop}} ya no tiene ningún grupo: sus pagos no se anuncian en ninguno.",
    notLinked: "Este grupo no pertenece a ninguna tienda.",
    made: "Aquí está la factura «{{title}}». Cualquiera de aquí puede pagarla, una vez.",
  },
  refund: {
    notYours: "Desde caja solo se devuelve lo cobrado con las facturas propias. Pídaselo al titular o a la gerencia.",
    noLimit: "El titular no ha fijado cuánto puede devolver usted. Pídaselo a él o a la gerencia.",
    overLimit:
      "De un mismo pago usted puede devolver hasta {{limit}} en total. Para más, pídaselo al titular o a la gerencia.",
  },
  notify: {
    invited:
      "{{inviter}} le invita a trabajar en la tienda {{shop}} ({{role}}). La decisión es suya; hasta entonces no pasa nada.",
    answer: "Responder a la invitación",
    joined: "{{name}} ha aceptado y trabaja desde ahora en {{shop}} ({{role}}).",
    declined: "{{name}} ha rechazado la invitación a {{shop}}.",
    left: "{{name}} ha dejado {{shop}}.",
    removed: "Usted ya no trabaja en la tienda {{shop}}.",
    paidTitle: "Pagado: {{amount}}",
    paid: "{{payer}} ha pagado «{{title}}»: {{amounts}}.",
    yours: "{{payer}} ha pagado la factura «{{title}}» que usted hizo para {{shop}}: {{amounts}}.",
    refund: "Devolver",
  },
};
