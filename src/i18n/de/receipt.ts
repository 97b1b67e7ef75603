import type { receipt as en } from "../en/receipt.js";
import type { Texts } from "../texts.js";

export const receipt: Texts<typeof en> = {
  title: "Beleg",
  pageTitle: "Beleg · {{shop}}",
  number: "Bestellnummer",
  trace: "Zahlungs-ID",
  date: "Bezahlt am",
  amount: "Betrag",
  tip: "Trinkgeld",
  total: "Gesamt",
  paidPart: "Davon bezahlt",
  paidWith: "Bezahlt mit",
  surplus: "Zu viel, zurückgegeben",
  givesBack: "Wird zurückgegeben",
  gaveBack: "Zurückgegeben",
  transaction: "Transaktion",
  status: "Status",
  state: {
    paid: "Bezahlt",
    part: "Bezahlt, ein Teil zurückgegeben",
    whole: "Bezahlt und zurückgegeben",
  },
  print: "Drucken",
  printHint: "Drucken können Sie diese Seite über das Menü Ihres Browsers.",
  back: "Zur Zahlung",
  none: {
    title: "Noch kein Beleg",
    text: "Das ist noch nicht bezahlt. Sobald es bezahlt ist, liegt der Beleg hier.",
    waits:
      "Die Zahlung ist da und wird in das umgetauscht, was der Laden haben will. Der Beleg liegt hier, sobald das getan ist; scheitert es, geht das Geld an den Zahler zurück.",
    over: "Diese Zahlung kam nicht zustande, daher gibt es keinen Beleg. Was dafür geschickt wurde, geht an den Zahler zurück.",
  },
  mail: {
    open: "Beleg per E-Mail schicken",
    address: "E-Mail-Adresse",
    hint: "Sie wird nur für diesen Beleg verwendet.",
    send: "Abschicken",
    wrong: "Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel {{example}}.",
    most: "Dieser Beleg ging schon an {{most}} Adressen, mehr sind nicht möglich. Drucken können Sie ihn weiterhin.",
    often:
      "An diese Adresse gingen heute so viele Belege, dass dieser nicht mehr verschickt wird. Drucken können Sie ihn weiterhin.",
    fast: "Aus Ihrem Netz wurden viele Belege verschickt. Bitte versuchen Sie es in ein paar Minuten noch einmal, oder drucken Sie diesen aus.",
    waiting: "Der Beleg ist unterwegs an die angegebene Adresse.",
    sent: "Der Beleg wurde an die angegebene Adresse verschickt.",
    refused: "Der Beleg konnte an die angegebene Adresse nicht zugestellt werden.",
  },
  letter: {
    subject: "Beleg von {{shop}}: {{amount}}",
    intro: "{{amount}} wurden an {{shop}} bezahlt.",
    button: "Beleg öffnen",
    why: "Sie bekommen diese Mail, weil jemand beim Bezahlen diesen Beleg an Ihre Adresse bestellt hat. Sie waren das nicht? Dann müssen Sie nichts tun: Ihnen wurde nichts berechnet.",
  },
};
