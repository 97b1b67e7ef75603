import type { claim as en } from "../en/claim.js";
import type { Texts } from "../texts.js";

export const claim: Texts<typeof en> = {
  pageTitle: "{{amount}} von {{sender}}",
  kind: "Geld für Sie",
  sends: "{{sender}} schickt Ihnen",
  note: "Die Nachricht dazu",
  until: "Sie können es annehmen bis",
  after: "Danach geht es an den Absender zurück.",
  get: "Sie erhalten",
  asSent: "wie gesendet",
  currency: {
    legend: "Gewünschte Währung",
    change: "In einer anderen Währung erhalten",
    other: "Alle anderen",
    none: "Keine davon",
    choose: "Wählen",
    hint: "Die Beträge folgen den Kursen; die nächste Seite hält einen für Sie fest.",
    spread: "Von den Beträgen ist der Aufschlag von {{spread}} schon abgezogen; die Kurse sind die des Marktes.",
  },
  how: "Wohin soll das Geld?",
  mixin: {
    title: "Auf Ihr Mixin-Konto",
    text: "Melden Sie sich auf der Seite von Mixin an. Gelesen werden nur Ihr Name und Ihre Nummer.",
    button: "Mit Mixin anmelden",
  },
  person: {
    as: "Sie sind {{name}}.",
    button: "Weiter",
    other: "Jemand anderes oder ein anderer Weg",
  },
  id: {
    title: "An Ihre Mixin-ID",
    label: "Mixin-ID",
    hint: "Die Nummer in Ihrem Mixin-Profil. {{bot}} fragt Sie im Mixin Messenger, ob Sie es sind.",
    button: "Dort nachfragen",
  },
  mix: { title: "An eine MIX-Adresse", label: "MIX-Adresse", button: "Weiter" },
  chain: {
    title: "An eine Adresse auf {{network}}",
    label: "Adresse auf {{network}}",
    tag: "Memo oder Tag, falls der Empfänger eines verlangt",
    hint: "Was das Netzwerk verlangt, geht vom Betrag ab. Die nächste Seite zeigt es.",
    button: "Weiter",
  },
  problem: {
    badId: "Das ist keine Mixin-ID. Sie besteht nur aus Ziffern, etwa 7000103970.",
    absent: "Niemand hat die Mixin-ID {{id}}. Bitte prüfen Sie sie.",
    bot: "{{name}} ist ein Bot. Bitte geben Sie die Nummer Ihres eigenen Profils an.",
    notOnSafe:
      "{{name}} kann noch kein Geld empfangen: Zuerst muss die Wallet einmal in einem aktuellen Mixin Messenger geöffnet werden.",
    busy: "Mixin antwortet gerade nicht. Bitte versuchen Sie es gleich noch einmal.",
    badMix: "Das ist keine MIX-Adresse. Bitte kopieren Sie sie ganz.",
    members: "Diese Adresse nennt jemanden, der nicht bei Mixin ist.",
    badAddress: "Das ist keine Adresse auf {{network}}. Bitte kopieren Sie sie ganz und prüfen Sie das Memo.",
    otherFee:
      "{{network}} verlangt seine Gebühr in einer anderen Währung, deshalb kann diese nicht an eine Adresse gehen. Bitte wählen Sie eine andere Währung oder einen anderen Weg.",
    feeRose: "Das Netzwerk verlangt inzwischen mehr. Bitte sehen Sie sich den Betrag noch einmal an.",
    smallFee: "{{network}} würde {{fee}} verlangen: Es bliebe nichts übrig. Bitte wählen Sie einen anderen Weg.",
    requests: "Danach wurde heute zu oft gefragt. Bitte wählen Sie einen anderen Weg.",
    currency: "Diese Währung gibt es dafür gerade nicht. Bitte wählen Sie noch einmal.",
    price:
      "Der Tausch ist gerade nicht möglich. Bitte wählen Sie noch einmal oder nehmen Sie das Geld so an, wie es gesendet wurde.",
    denied: "Die Anmeldung hat nicht geklappt. Bitte versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.",
    here: "An diese Adresse kann nicht gezahlt werden. Bitte wählen Sie einen anderen Weg.",
  },
  confirm: {
    title: "Stimmt das so?",
    to: "Geht an",
    sent: "Gesendet",
    rate: "Kurs",
    spread: "Aufschlag",
    exchanged: "Getauscht",
    fee: "Netzwerkgebühr",
    holds: "Dieser Betrag gilt noch",
    stale: "Der Betrag galt eine Minute, die ist vorbei. Die Kurse können sich bewegt haben.",
    renew: "Betrag von jetzt zeigen",
    chain:
      "Was auf einer Chain ist, lässt sich nicht zurückholen. Bitte vergleichen Sie die Adresse Zeichen für Zeichen.",
    take: "Geld annehmen",
    back: "Etwas ändern",
  },
  asked: {
    title: "Schauen Sie jetzt in den Mixin Messenger",
    text: "{{bot}} hat {{name}} im Chat gefragt. Bestätigen Sie es dort: Diese Seite geht von selbst weiter.",
    bot: "Der Bot ist {{bot}}, Mixin-ID {{number}}.",
    refused: "{{name}} hat gesagt, es sei jemand anderes",
    over: "Niemand hat rechtzeitig geantwortet",
    again: "Von vorn beginnen",
  },
  done: {
    way: "Unterwegs",
    there: "Das Geld gehört Ihnen",
    text: "{{amount}} für {{to}}",
    chain: "Das Netzwerk braucht einige Minuten. Sie können diese Seite schließen.",
    close: "Sie können diese Seite schließen.",
  },
  over: {
    taken: {
      title: "Das Geld wurde schon angenommen",
      text: "Das Geld zu diesem Link ist vergeben. Waren Sie es nicht? Dann fragen Sie den Absender.",
    },
    expired: {
      title: "Die Zeit ist um",
      text: "Niemand hat das Geld rechtzeitig angenommen, es geht an den Absender zurück. Bitten Sie darum, es noch einmal zu senden.",
    },
    cancelled: {
      title: "Der Absender hat es zurückgenommen",
      text: "Dieses Geld ist nicht mehr da. Wenn Sie es erwartet haben, fragen Sie den Absender.",
    },
    returned: {
      title: "Es ist zurückgegangen",
      text: "Dieses Geld ist an den Absender zurückgegangen. Wenn Sie es erwartet haben, fragen Sie dort nach.",
    },
    unpaid: { title: "Hier ist kein Geld", text: "Diese Überweisung wurde nicht bezahlt. Fragen Sie den Absender." },
    unknown: {
      title: "Dieser Link führt ins Leere",
      text: "Bitte prüfen Sie, ob Sie ihn ganz geöffnet haben: Die letzten Zeichen gehen leicht verloren.",
    },
  },
};
