import type { Texts } from "../texts.js";
import type { web as english } from "../en/web.js";
import { checkout } from "./checkout.js";
import { money } from "./web-money.js";

export const web: Texts<typeof english> = {
  checkout,
  money,
  pageTitle: "{{title}} · {{shop}}",
  mixinId: "Mixin-ID {{id}}",
  lastRate: "Der letzte Kurs ist vom {{date}}; nach einem so alten wird nicht bezahlt (Code 10034).",
  language: "Sprache",
  footer: "Bezahlt wird von Wallet zu Wallet im Mixin Messenger. Nach Ihrer PIN fragt hier niemand.",
  front: {
    title: "Bezahlen im Mixin Messenger",
    text: "Händler eröffnen hier im Chat mit dem Bot eine Kasse und werden in jeder Währung bezahlt, die ihre Kunden in ihrer Mixin-Wallet haben.",
    payer: "Sie möchten bezahlen? Scannen Sie den QR-Code oder öffnen Sie den Link, den Sie vom Laden bekommen haben.",
  },
  notFound: {
    title: "Hier gibt es nichts",
    text: "Dieser Link führt zu keiner Zahlung. Bitte prüfen Sie ihn oder fragen Sie im Laden nach einem neuen.",
  },
  failed: {
    title: "Bei uns ist etwas schiefgegangen",
    text: "Über diese Seite wurde nichts bezahlt. Bitte versuchen Sie es gleich noch einmal.",
  },
  refused: {
    title: "Diese Anfrage war nicht lesbar",
    text: "Bitte gehen Sie zurück und versuchen Sie es noch einmal.",
  },
  tooMany: {
    title: "Etwas zu schnell",
    text: "Aus Ihrem Netz wurden gerade viele Zahlungen begonnen. Bitte warten Sie einige Sekunden und versuchen Sie es dann noch einmal.",
  },
  shop: {
    text: "Zum Bezahlen scannen Sie den QR-Code oder öffnen Sie den Link, den Sie vom Laden bekommen haben.",
  },
  paused: {
    title: "Zurzeit keine Zahlungen",
    text: "Der Laden hat diesen Zahlcode pausiert. Bitte fragen Sie dort nach oder kommen Sie später wieder.",
  },
  code: {
    amount: "Betrag in {{unit}}",
    payWith: "Bezahlen mit",
    more: "Weitere Währungen",
    each: "1 {{one}} = {{amount}}",
    ratesOf: "Kurse, Stand",
    next: "Weiter",
    held: "Auf der nächsten Seite gilt der Betrag {{seconds}} Sekunden lang.",
    noOffer:
      "Zurzeit gibt es dafür keinen Wechselkurs, daher ist keine Zahlung möglich. Bitte versuchen Sie es in einer Minute noch einmal.",
    chooseAsset: "Bitte wählen Sie aus, womit Sie bezahlen.",
    assetGone: "Mit dieser Währung geht es gerade nicht. Bitte wählen Sie eine andere.",
    problem: {
      unreadable: "Bitte geben Sie den Betrag als Zahl ein, zum Beispiel {{example}}.",
      notPositive: "Der Betrag muss größer als null sein.",
      places: "Es sind höchstens {{places}} Nachkommastellen möglich.",
      whole: "In dieser Währung sind nur ganze Beträge möglich.",
      tooLarge: "Dieser Betrag ist zu groß.",
    },
  },
  order: {
    toPay: "Zu bezahlen",
    forPrice: "für {{price}}",
    asOf: "Stand",
    holds: "Dieser Betrag gilt noch",
    holdsUntil: "Dieser Betrag gilt bis",
    pay: "{{amount}} bezahlen",
    scan: "Mit Mixin Messenger scannen",
    qr: "QR-Code, um {{amount}} mit Mixin Messenger zu bezahlen",
    waiting: "Wir warten auf Ihre Zahlung",
    other: "Andere Währung oder neuer Link",
    otherText: "Wenn Mixin meldet, dass schon bezahlt ist, diese Seite aber nicht, nehmen Sie einen neuen Link.",
    newAmount: "Betrag anzeigen",
    newLink: "Neuer Betrag und Link",
    staleTitle: "Dieser Betrag ist abgelaufen",
    staleText:
      "Kurse ändern sich, daher gilt ein Betrag nur {{seconds}} Sekunden. Haben Sie gerade bezahlt? Dann warten Sie bitte: Sobald die Zahlung da ist, sehen Sie es hier.",
    usedTitle: "Dieser Zahlungslink ist verbraucht",
    usedText:
      "Damit kam etwas an, das nicht passte, und keine Wallet zahlt ihn noch einmal. Was damit kam, steht unten. Nehmen Sie zum Bezahlen einen neuen Link.",
    unquotedTitle: "Womit möchten Sie bezahlen?",
    noPrice: "Zurzeit gibt es dafür keinen Wechselkurs. Bitte versuchen Sie es in einer Minute noch einmal.",
    endingTitle: "Die Zeit zum Bezahlen ist um",
    endingText: "Wir prüfen noch, ob rechtzeitig eine Zahlung kam. Bitte bezahlen Sie jetzt nicht mehr.",
    paidTitle: "Bezahlt",
    paidText: "{{shop}} hat Ihre Zahlung erhalten.",
    exchanging:
      "Ihre Zahlung wird in das umgetauscht, was {{shop}} haben will. Scheitert es, bekommen Sie Ihr Geld zurück.",
    paidAt: "Bezahlt am",
    paidWith: "bezahlt mit {{amount}}",
    closePage: "Sie können diese Seite schließen. Der Beleg liegt in Ihrem Mixin-Chat.",
    expiredTitle: "Diese Zahlung ist abgelaufen",
    cancelledTitle: "Diese Zahlung wurde abgebrochen",
    closedText: "Sie kann nicht mehr bezahlt werden. Was zu spät kommt, geht vollständig zurück.",
    again: "Neu beginnen",
    anotherPayment: "Noch einmal bezahlen",
    backToShop: "Zurück zum Shop",
    refundTitle: "Zurückgegebenes Geld",
    refund: "{{amount}} geht vollständig an den Zahler zurück. {{reason}}",
    heldMoney: "{{amount}} ist angekommen und wird geprüft.",
    reason: {
      late: "Die Zahlung kam nach Ablauf der Frist.",
      wrongAsset: "Es war eine andere Währung als verlangt.",
      already: "Es war bereits bezahlt.",
      wrongAmount: "Es war weniger als verlangt.",
      rateExpired: "Der Kurs war da schon abgelaufen.",
      notSettleable: "Es ließ sich nicht in das tauschen, was der Laden erhält.",
      cancelled: "Die Zahlung wurde abgebrochen.",
      other: "Es passte nicht zu dieser Zahlung.",
    },
  },
};
