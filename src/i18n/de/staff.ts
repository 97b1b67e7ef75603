import type { staff as english } from "../en/staff.js";
import type { Texts } from "../texts.js";

export const staff: Texts<typeof english> = {
  role: { owner: "Inhaber", manager: "Leitung", cashier: "Kasse" },
  denied: {
    owner: "Das darf bei {{shop}} nur der Inhaber.",
    managers: "Das dürfen bei {{shop}} nur Inhaber und Leitung.",
    someShop: "diesem Laden",
  },
  noLonger:
    "Sie arbeiten nicht mehr in dem Laden, für den das begonnen wurde; deshalb endet es hier. Geändert wurde nichts.",
  otherShop:
    "Das wurde für einen anderen Laden begonnen, und Sie handeln jetzt für {{shop}}; deshalb endet es hier. Geändert wurde nichts.",
  acting: "Sie handeln für {{shop}} ({{role}}).",
  help: {
    cashier:
      "Sie kassieren für {{shop}}.\n\n• „25 EUR Kaffee“ oder „{{newInvoice}}“ stellt eine Rechnung; Sie erfahren, wenn sie bezahlt ist.\n• „{{invoices}}“ zeigt die Rechnungen, die Sie gestellt haben.\n• „{{refund}}“ erstattet, was Ihre Rechnungen eingebracht haben, bis zu der Grenze, die der Inhaber gesetzt hat.\n\nAlles Geld geht an den Laden. Ich frage nie nach PIN, Passwort oder Schlüssel: Wer das tut, bin nicht ich.",
    manager:
      "Sie leiten {{shop}} mit.\n\n• „{{newInvoice}}“ und „{{newCode}}“ kassieren, „{{codes}}“ und „{{invoices}}“ zeigen alle des Ladens.\n• „{{statistics}}“ zählt, „{{refund}}“ gibt Geld zurück, „{{activity}}“ zeigt, wer was getan hat.\n\nWohin das Geld geht, entscheidet allein der Inhaber. Ich frage nie nach PIN, Passwort oder Schlüssel: Wer das tut, bin nicht ich.",
  },
  list: {
    none: "Außer Ihnen arbeitet niemand in Ihrem Laden. Laden Sie jemanden mit der Mixin-ID ein: Die Kasse kassiert, die Leitung betreut Zahlcodes und Erstattungen. Wohin das Geld geht, entscheiden weiter nur Sie.",
    head: "Wer in Ihrem Laden arbeitet:",
    row: "{{number}}. {{name}}: {{role}}, {{state}}",
    active: "aktiv",
    invited: "eingeladen, noch keine Antwort",
    limit: "erstattet bis zu {{amount}} einer Zahlung",
  },
  who: {
    whom: "Wen möchten Sie einladen? Schicken Sie die Mixin-ID, die Nummer im Profil, etwa @12345.",
    noId: "Eine Mixin-ID ist eine Zahl mit 4 bis 12 Ziffern, etwa @12345. Bitte schicken Sie eine.",
    nobody: "Zur Mixin-ID {{id}} finde ich niemanden. Bitte prüfen Sie die Nummer.",
    limited: "Mixin lässt mich einige Stunden lang niemanden mehr nachschlagen. Bitte versuchen Sie es später.",
    unreachable: "Mixin antwortet gerade nicht. Bitte schicken Sie die Mixin-ID gleich noch einmal.",
    yourself: "Das ist Ihre eigene Mixin-ID. Bitte schicken Sie die von jemand anderem.",
    bot: "{{id}} ist ein Bot. Bitte schicken Sie die Mixin-ID eines Menschen.",
  },
  invite: {
    role: "Was soll {{name}} tun?\nKasse: stellt Rechnungen, sieht die eigenen, erstattet innerhalb einer Grenze, die Sie setzen.\nLeitung: dazu Zahlcodes, alle Rechnungen, Statistik und alle Erstattungen.",
    cashier: "Kasse",
    manager: "Leitung",
    again: "Bitte tippen Sie auf „{{cashier}}“ oder „{{manager}}“.",
    sure: "{{name}} in Ihren Laden einladen ({{role}})? Vorher ist die Zustimmung im eigenen Chat mit mir nötig.",
    yes: "Einladen",
    sent: "{{name}} ist eingeladen und erfährt es im eigenen Chat. Ich sage Ihnen, wie die Antwort lautet.",
    already: "{{name}} arbeitet schon in Ihrem Laden.",
    full: "Ihr Laden hat so viele Mitarbeitende, wie ich führen kann: {{most}}. Entfernen Sie zuerst jemanden.",
    waits:
      "{{name}} hat Ihre Einladung und noch nicht geantwortet. Noch einmal schicke ich sie frühestens nach einem Tag.",
    asked:
      "{{name}} wurde innerhalb des letzten Tages schon gefragt, und ich frage niemanden zweimal am Tag. Bitte morgen wieder.",
    many: "Sie haben innerhalb eines Tages {{most}} Personen eingeladen, mehr geht nicht. Bitte laden Sie die anderen morgen ein.",
  },
  member: {
    what: "{{who}}\nWas soll sich ändern?",
    makeManager: "Zur Leitung machen",
    makeCashier: "Zur Kasse machen",
    limit: "Erstattungsgrenze",
    remove: "Aus dem Laden entfernen",
    nothing: "So lassen",
    again: "Bitte tippen Sie auf einen der Knöpfe.",
    unchanged: "Geändert wurde nichts.",
    gone: "Diese Person gehört nicht mehr zu Ihrem Laden.",
    unknown:
      "So jemand arbeitet nicht in Ihrem Laden. Bitte tippen Sie auf einen Knopf, oder schicken Sie eine Nummer oder Mixin-ID.",
    removeSure: "{{name}} entfernen? Danach geht für diese Person in Ihrem Laden nichts mehr.",
    removeYes: "Ja, entfernen",
    removeNo: "Im Laden lassen",
    removed: "{{name}} arbeitet nicht mehr in Ihrem Laden.",
    roleSet: "{{name}} hat ab jetzt die Rolle: {{role}}.",
    limitAsk:
      "Wie viel darf {{name}} von einer Zahlung insgesamt erstatten, in {{unit}}? Schicken Sie eine Zahl oder „{{none}}“.",
    limitNone: "Keine Erstattungen",
    limitAgain: "Bitte schicken Sie eine Zahl, etwa „20“, oder „{{none}}“.",
    limitSet: "{{name}} darf von jeder selbst kassierten Zahlung bis zu {{amount}} erstatten.",
    limitOff: "{{name}} darf nichts erstatten.",
    limitsForgotten:
      "Die Erstattungsgrenzen Ihrer Kasse galten in {{unit}} und sind jetzt aufgehoben: Bis Sie unter „{{staff}}“ neue setzen, erstattet die Kasse nichts.",
  },
  invitation: {
    none: "Auf Ihre Antwort wartet keine Einladung.",
    which: "Welche Einladung?",
    text: "{{inviter}} lädt Sie ein, im Laden {{shop}} zu arbeiten ({{role}}). Geld, das Sie kassieren, geht an diesen Laden, nie an Sie. Möchten Sie das?",
    join: "Im Laden mitarbeiten",
    decline: "Einladung ablehnen",
    again: "Bitte tippen Sie auf „{{join}}“ oder „{{decline}}“.",
    joined: "Willkommen bei {{shop}}! Ab jetzt handeln Sie für diesen Laden ({{role}}).",
    joinedToo:
      "Willkommen bei {{shop}} ({{role}})! Noch handeln Sie für Ihren eigenen Laden; „{{change}}“ führt hinüber.",
    declined: "Abgelehnt: {{shop}} erfährt es.",
    gone: "Diese Einladung wurde zurückgenommen oder ist beantwortet.",
  },
  shop: {
    which: "Für welchen Laden handeln Sie?",
    own: "Mein eigener Laden",
    only: "Sie handeln für Ihren eigenen Laden und arbeiten in keinem anderen.",
    now: "Sie handeln jetzt für {{shop}} ({{role}}).",
    ownNow: "Sie handeln jetzt für Ihren eigenen Laden.",
    ownFirst:
      "Sie handeln jetzt für sich selbst. Ihr eigener Laden entsteht mit dem ersten Zahlcode oder der ersten Rechnung.",
    leave: "{{shop}} verlassen",
    leaveSure: "{{shop}} verlassen? Zurück geht es nur mit einer neuen Einladung.",
    leaveYes: "Ja, verlassen",
    leaveNo: "Im Laden bleiben",
    left: "Sie arbeiten nicht mehr bei {{shop}}.",
  },
  activity: {
    head: "Wer was getan hat",
    none: "Es ist noch nichts verzeichnet.",
    row: "{{when}} · {{who}}: {{what}}",
    byKey: "{{who}}, durch den API-Schlüssel „{{key}}“",
    noRefunds: "nichts",
    deeds: {
      code: {
        made: "Zahlcode „{{subject}}“ gemacht",
        renamed: "„{{from}}“ in „{{subject}}“ umbenannt",
        paused: "„{{subject}}“ pausiert",
        resumed: "„{{subject}}“ fortgesetzt",
        deleted: "„{{subject}}“ gelöscht",
      },
      invoice: {
        made: "Rechnung „{{subject}}“ gestellt, {{amount}}",
        sent: "Rechnung „{{subject}}“ an {{to}} geschickt",
        cancelled: "Rechnung „{{subject}}“ storniert",
      },
      refund: {
        begun: "{{amount}} für „{{subject}}“ erstattet",
        cancelled: "Erstattung von {{amount}} für „{{subject}}“ zurückgenommen",
      },
      late: {
        accepted: "verspätetes Geld für „{{subject}}“ angenommen, {{amount}}",
        refunded: "verspätetes Geld für „{{subject}}“ zurückgeschickt, {{amount}}",
      },
      payee: {
        changed: "Empfänger geändert ({{subject}}): {{to}} statt {{from}}",
      },
      settlement: {
        changed: "geändert, was ausgezahlt wird: {{to}}",
      },
      rules: {
        changed: "Regel geändert: {{to}}",
      },
      currency: {
        changed: "Währung geändert: {{to}}",
      },
      handle: {
        changed: "Laden von /{{from}} nach /{{to}} verlegt",
      },
      staff: {
        invited: "{{subject}} eingeladen ({{role}})",
        joined: "Einladung angenommen ({{role}})",
        declined: "Einladung abgelehnt",
        left: "den Laden verlassen",
        removed: "{{subject}} entfernt",
        role: "Rolle von {{subject}} geändert: {{role}}",
        limit: "Erstattungsgrenze von {{subject}} gesetzt: {{amount}}",
      },
      group: {
        linked: "eine Gruppe verbunden",
        unlinked: "eine Gruppe getrennt",
      },
      digest: {
        changed: "Übersicht geändert",
      },
      notices: {
        changed: "Benachrichtigungen geändert",
      },
      goal: {
        changed: "Ziel geändert",
      },
      key: {
        made: "hat den API-Schlüssel „{{subject}}“ erstellt",
        revoked: "hat den API-Schlüssel „{{subject}}“ widerrufen",
      },
      webhook: {
        added: "hat den Webhook {{subject}} hinzugefügt",
        removed: "hat den Webhook {{subject}} entfernt",
      },
      delivery: {
        resent: "hat eine Nachricht an {{subject}} erneut senden lassen",
      },
      till: {
        opened: "hat die Kasse auf einem Gerät geöffnet: {{subject}}",
        closed: "hat ein Gerät von der Kasse abgemeldet: {{subject}}",
      },
    },
  },
  group: {
    hello:
      "Guten Tag! Ich bin {{bot}}, eine Kasse im Chat. Der Inhaber eines Ladens kann diese Gruppe damit verbinden: Dann werden Zahlungen hier gemeldet, und wer dort arbeitet, kann von hier aus kassieren. Ich antworte nur, wenn man mich erwähnt.",
    link: "Laden verbinden",
    linked:
      "Diese Gruppe gehört jetzt zu {{shop}}: Zahlungen werden hier gemeldet. Kassiert wird, indem man mich erwähnt, etwa „@{{number}} 25 eur Kaffee“. „@{{number}} {{unlink}}“ beendet es.",
    already: "Diese Gruppe gehört schon zu {{shop}}.",
    taken: "Diese Gruppe gehört zu einem anderen Laden. Dessen Inhaber muss sie zuerst trennen.",
    noShop: "Sie haben noch keinen Laden. Eröffnen Sie einen in unserem eigenen Chat mit Ihrem ersten Zahlcode.",
    howTo: "Nehmen Sie mich in eine Mixin-Gruppe Ihres Ladens auf und schreiben Sie dort: „@{{number}} {{link}}“.",
    unlinked: "Diese Gruppe gehört nicht mehr zu {{shop}}: Hier wird nichts mehr gemeldet.",
    unlinkedAll: "Zu {{shop}} gehört keine Gruppe mehr: Zahlungen werden in keiner mehr gemeldet.",
    notLinked: "Diese Gruppe gehört zu keinem Laden.",
    made: "Hier ist die Rechnung „{{title}}“. Jeder hier kann sie bezahlen, einmal.",
  },
  refund: {
    notYours:
      "Die Kasse erstattet nur, was die eigenen Rechnungen eingebracht haben. Bitte fragen Sie Inhaber oder Leitung.",
    noLimit: "Der Inhaber hat nicht festgelegt, wie viel Sie erstatten dürfen. Bitte fragen Sie Inhaber oder Leitung.",
    overLimit:
      "Von einer Zahlung dürfen Sie insgesamt bis zu {{limit}} erstatten. Für mehr fragen Sie bitte Inhaber oder Leitung.",
  },
  notify: {
    invited:
      "{{inviter}} lädt Sie ein, im Laden {{shop}} zu arbeiten ({{role}}). Das entscheiden Sie; bis dahin geschieht nichts.",
    answer: "Einladung beantworten",
    joined: "{{name}} hat angenommen und arbeitet ab jetzt bei {{shop}} ({{role}}).",
    declined: "{{name}} hat die Einladung zu {{shop}} abgelehnt.",
    left: "{{name}} hat {{shop}} verlassen.",
    removed: "Sie arbeiten nicht mehr im Laden {{shop}}.",
    paidTitle: "Bezahlt: {{amount}}",
    paid: "{{payer}} hat „{{title}}“ bezahlt: {{amounts}}.",
    yours: "{{payer}} hat Ihre Rechnung „{{title}}“ für {{shop}} bezahlt: {{amounts}}.",
    refund: "Erstatten",
  },
};
