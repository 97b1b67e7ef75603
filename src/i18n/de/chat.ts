import type { Texts } from "../texts.js";
import type { chat as english } from "../en/chat.js";

export const chat: Texts<typeof english> = {
  greeting: {
    first:
      "Hallo! Ich bin {{bot}}, eine Kasse im Chat: Ich erstelle Zahlcodes, nehme Zahlungen an und rechne mit. Ich frage nie nach Ihrer PIN oder einem Schlüssel.\nWelche Sprache sprechen Sie?\nWhich language shall we speak?\n请选择语言。\nどの言語で話しますか？\n¿En qué idioma hablamos?\nبأي لغة نتحدث؟",
    again: "Hallo {{name}}! Was möchten Sie tun?",
    nameless: "Hallo! Was möchten Sie tun?",
  },
  menu: {
    text: "Was möchten Sie tun? Tippen Sie auf einen Knopf oder schreiben Sie einfach. Ein Preis wie „20 EUR“ genügt, um bezahlt zu werden.",
    nothingRuns: "Es gibt gerade nichts abzubrechen oder zurückzunehmen. Was möchten Sie tun?",
    oldButton: "Dieser Knopf gehört zu einer Frage, die vorbei ist; geändert wurde nichts. Was möchten Sie tun?",
  },
  more: {
    money: "Eingegangenes Geld, und was Sie bezahlt haben:",
    files: "Dateien zum Aufheben oder Drucken:",
    shop: "Ihr Laden, und was ich Ihnen davon sage:",
  },
  help: {
    text: "Ich bin eine Kasse im Chat.\n\n• „{{newCode}}“ erstellt ein Plakat und einen Link, über die beliebig oft bezahlt werden kann.\n• „20 EUR“ erledigt dasselbe in einer Zeile.\n• „{{newInvoice}}“ bittet eine Person einmal um Geld; „Rechnung 25 EUR Kaffee 2 Std“ erledigt es in einer Zeile, „Rechnung an @12345 5 EUR Tee“ sendet sie jemandem.\n• „{{statistics}}“ zeigt, was über einen Zahlcode eingegangen ist, „{{statistics}} heute“ über alle.\n• Unter „{{codes}}“ können Sie Ihre Zahlcodes ansehen, umbenennen, pausieren oder löschen, unter „{{invoices}}“ sehen Sie, was noch offen ist.\n\n„{{back}}“, „{{cancel}}“ und „{{help}}“ funktionieren bei jedem Schritt. Das Geld geht direkt in Ihre eigene Mixin-Wallet. Ich frage nie nach PIN, Passwort oder Schlüssel: Wer danach fragt, ist nicht Mixtill.",
    refund: "„{{refund}}“ gibt eine Zahlung zurück, ganz oder zum Teil.",
    files: "„{{csv}}“, „{{statement}}“, „{{poster}}“ und „{{allCodes}}“ erstellen Dateien zum Aufheben oder Drucken.",
    shop: "„{{staff}}“ lässt andere für Ihren Laden kassieren; „{{digest}}“, „{{notifications}}“ und „{{goal}}“ bestimmen, was ich Ihnen davon sage.",
    mine: "„{{myPayments}}“ zeigt, was Sie selbst bezahlt haben; „{{more}}“ hat für alles Übrige einen Knopf.",
    inFlow:
      "Sie sind bei: {{what}}.{{soFar}} Beantworten Sie die Frage unten; „{{back}}“ nimmt die letzte Antwort zurück, „{{cancel}}“ beendet den Vorgang. Was in „Anführungszeichen“ steht, nehme ich wörtlich. Ich frage nie nach Ihrer PIN oder einem Schlüssel.",
    soFar: " Bisher: {{answers}}.",
  },
  flow: {
    moved: "Seit meiner Frage hat sich etwas geändert; es wurde nichts getan. Bitte noch einmal ansehen:",
    over: "Seit meiner Frage hat sich etwas geändert; es wurde nichts getan. Bitte noch einmal beginnen.",
    earlier: "Dieser Knopf gehört zu einer früheren Frage; geändert wurde damit nichts. Jetzt frage ich:",
    left: "„{{what}}“ habe ich beiseitegelegt; geändert wurde nichts.",
    changed:
      "„{{what}}“ wurde verbessert, seit wir damit begonnen haben. Fangen wir noch einmal an; verloren sind nur die Antworten.",
    cancelled: "Abgebrochen; geändert wurde nichts.",
    first: "Das ist die erste Frage. Mit „{{cancel}}“ beenden Sie den Vorgang.",
    sorry:
      "Bei mir ist etwas schiefgegangen; es ist vermerkt. Bitte schicken Sie das noch einmal, oder beginnen Sie mit „{{cancel}}“ von vorn.",
  },
  nonsense: {
    unknownWord: "„{{text}}“ kenne ich nicht.",
    didYouMean: "Meinten Sie „{{guess}}“?",
    oneOfThese: "Meinten Sie eines davon?",
    text: "Ich lese „{{text}}“, kann damit aber nichts anfangen. Das kann ich:",
    hint: "Ich lese „{{text}}“ und habe „{{hint}}“ verstanden. Möchten Sie das?",
    number: "{{number}} in welcher Währung? Aus einer Angabe wie „{{number}} EUR“ mache ich einen Zahlcode.",
    thanks: "Gern geschehen! Was kann ich noch tun?",
    emoji: "{{emoji}} Schön! Und jetzt?",
    empty: "Diese Nachricht war für mich leer. Das kann ich:",
    notText: "Ich kann leider nur Text lesen: Schreiben Sie, was Sie möchten, oder tippen Sie auf einen Knopf.",
    group: "Über Geld spreche ich nur unter vier Augen. Tippen Sie hier und schreiben Sie mir.",
    openPrivate: "{{bot}} schreiben",
  },
  title: {
    ask: "Wofür wird bezahlt? Der Titel steht auf dem Plakat, zum Beispiel „Kaffee“ oder „Spende“.",
    rename: "Wie soll „{{title}}“ heißen? Der Link bleibt, gedruckte Plakate gelten also weiter.",
    empty: "Darin sehe ich keine Buchstaben. Bitte schreiben Sie einen kurzen Titel, zum Beispiel „Kaffee“.",
    long: "Dieser Titel hat {{count}} Zeichen; bitte höchstens {{max}}.",
  },
  price: {
    ask: "Was kostet es? Zum Beispiel „20 EUR“, „15,50 CHF“ oder „0,01 BTC“. Oder der Zahler entscheidet.",
    open: "Zahler entscheidet",
    amount: "Wie viele {{unit}}? Schicken Sie eine Zahl oder „{{open}}“.",
    currency:
      "{{amount}} in welcher Währung? Tippen Sie auf eine oder schreiben Sie eine andere, auch eine Kryptowährung.",
    openCurrency: "In welcher Währung sollen Zahler den Betrag eingeben?",
    network: "{{symbol}} gibt es in mehreren Netzwerken. In welchem?",
    networkAgain: "Bitte tippen Sie auf eines dieser Netzwerke, oder schreiben Sie seinen Namen.",
    any: "beliebiger Betrag in {{unit}}",
  },
  amount: {
    notAnAmount: "Das konnte ich nicht als Betrag lesen. Bitte schreiben Sie ihn wie „20 EUR“ oder „15,50 CHF“.",
    notANumber: "Das konnte ich nicht als Zahl lesen. Bitte schreiben Sie sie wie „20“ oder „15,50“.",
    negative: "Ein Betrag muss größer als null sein. Bitte schicken Sie einen anderen.",
    zero: "Null lässt sich nicht bezahlen. Bitte schicken Sie einen höheren Betrag oder lassen Sie den Zahler entscheiden.",
    exponent: "Bitte schreiben Sie die Zahl aus, ohne „e“: zum Beispiel „1000000“.",
    tooLarge: "Das ist mehr, als ich annehmen kann. Bitte höchstens {{max}}.",
    tooManyPlaces_one: "Hier ist höchstens {{count}} Nachkommastelle möglich. Bitte kürzen Sie den Betrag.",
    tooManyPlaces_other:
      "Hier sind höchstens {{count}} Nachkommastellen möglich. Falls das Zeichen Tausender trennen soll, lassen Sie es bitte weg.",
    wholeOnly:
      "Diese Währung hat keine Nachkommastellen. Bitte schicken Sie eine ganze Zahl ohne Tausendertrennzeichen.",
    unknownUnit:
      "„{{unit}}“ kenne ich nicht als Währung. Bitte schreiben Sie eine Zahl mit einem Kürzel wie EUR, CHF, AED oder USDT.",
    twoUnits: "Darin stehen zwei Währungen. Bitte schreiben Sie eine.",
    unknownCurrency:
      "Diese Währung kenne ich nicht. Bitte tippen Sie auf eine, oder schreiben Sie ihr Kürzel, etwa EUR oder USDT.",
    orBack: "Mit „{{back}}“ ändern Sie den Betrag.",
    readAs: "„{{typed}}“ lese ich als {{amount}}.",
  },
  settlement: {
    ask: "Was möchten Sie erhalten? „{{asPaid}}“ heißt: das, womit bezahlt wird.",
    receives: "Sie erhalten: {{settlement}}",
    shopReceives: "Der Laden erhält: {{settlement}}",
    asPaid: "Wie bezahlt",
    unknown:
      "Diese Kryptowährung kenne ich nicht. Bitte tippen Sie auf eine oder schreiben Sie ihr Kürzel, etwa USDT oder BTC.",
    fiat: "Sie erhalten hier digitales Geld, nicht {{unit}} auf der Bank. Bitte wählen Sie eine Kryptowährung oder „{{asPaid}}“.",
  },
  confirm: {
    code: "Bitte prüfen Sie:\nTitel: {{title}}\nPreis: {{price}}\n{{receives}}\nSoll ich diesen Zahlcode erstellen?",
    quick: "Ein Zahlcode über {{price}}. {{receives}}. Soll ich ihn erstellen?",
    make: "Erstellen",
    again: "Bitte tippen Sie auf „{{make}}“ – oder auf „{{cancel}}“, wenn Sie das nicht möchten.",
  },
  code: {
    made: "Hier ist „{{title}}“. Drucken Sie das Plakat oder leiten Sie die Karte weiter: Jede Zahlung erscheint sofort hier.",
    firstMade:
      "Hier ist „{{title}}“, und Ihr Laden ist eröffnet: {{link}} (eine andere Adresse gibt es mit „{{handle}}“). Drucken Sie das Plakat oder leiten Sie die Karte weiter: Jede Zahlung erscheint sofort hier.",
    caption: "Plakat: QR-Code scannen und {{shop}} „{{title}}“ bezahlen, {{price}}. {{link}}",
    card: "{{price}}\n{{shop}} erhält: {{settlement}}\n{{link}}",
    pay: "Bezahlen",
    active: "aktiv",
    paused: "pausiert",
    none: "Sie haben noch keinen Zahlcode. Möchten Sie einen erstellen?",
    unknown: "Einen Zahlcode „{{text}}“ haben Sie nicht. Welchen meinen Sie?",
    which: "Welcher Zahlcode?",
    gone: "Diesen Zahlcode gibt es nicht mehr.",
    list: "Ihre Zahlcodes",
    row: "**{{number}}. {{title}}** · {{price}} · {{state}}\n{{link}}",
    more: "Mehr",
    listHint: "Tippen Sie auf einen oder schreiben Sie „{{show}}“ mit seiner Nummer oder seinem Namen.",
    page: "Seite {{page}} von {{pages}}",
    state: "„{{title}}“ ist {{state}}: {{price}}. {{receives}}.",
    renamed: "Er heißt jetzt „{{title}}“. Der Link bleibt {{link}}.",
    nowPaused: "„{{title}}“ ist pausiert: Seine Seite nimmt keine Zahlung an, bis Sie ihn fortsetzen.",
    alreadyPaused: "„{{title}}“ ist bereits pausiert.",
    nowActive: "„{{title}}“ nimmt wieder Zahlungen an.",
    alreadyActive: "„{{title}}“ nimmt bereits Zahlungen an.",
    confirmDelete:
      "„{{title}}“ endgültig löschen? Link und gedruckte Plakate funktionieren dann nicht mehr. Die Zahlungen bleiben erfasst.",
    deleteIt: "Endgültig löschen",
    deleted: "„{{title}}“ ist gelöscht.",
    kept: "„{{title}}“ bleibt.",
    deleteAgain: "Bitte tippen Sie auf „{{delete}}“ oder „{{keep}}“.",
    keep: "Behalten",
  },
  settings: {
    text: "Ihre Einstellungen\nSprache: {{language}}\nZeitzone: {{zone}} (jetzt {{time}})",
    shop: "Laden-Adresse: {{address}}\nWährung: {{currency}}\n{{receives}}",
    noShop: "noch keine, Sie bekommen sie mit dem ersten Zahlcode",
    language: "Welche Sprache sprechen wir?",
    languageAgain: "Ich spreche English, 中文, Deutsch, 日本語, Español und العربية. Bitte tippen Sie auf eine.",
    languageSet: "Gut, wir sprechen Deutsch.",
    zone: "In welcher Stadt sind Sie? Schreiben Sie ihren Namen oder einen Zeitversatz wie „UTC+1“. Danach richtet sich, wann in Ihrer Statistik ein Tag beginnt.",
    zoneUnknown:
      "Diesen Ort kenne ich nicht. Bitte schreiben Sie eine größere Stadt in der Nähe oder einen Zeitversatz wie „UTC+1“.",
    zoneSet: "Zeitzone: {{zone}}, dort ist es jetzt {{time}}.",
    handle: "Ihr Laden hat die Adresse {{link}}. Wie soll er stattdessen heißen? 3 bis 30 Zeichen: a–z, 0–9 und „-“.",
    handleFirst: "Welchen Namen soll Ihr Laden in seinen Links haben? 3 bis 30 Zeichen: a–z, 0–9 und „-“.",
    handleWarning:
      "Ihr Laden würde zu {{link}} umziehen. Plakate und Links mit der alten Adresse funktionieren dann nicht mehr. Umziehen?",
    move: "Umziehen",
    stay: "So lassen",
    moveAgain: "Bitte tippen Sie auf „{{move}}“ oder „{{stay}}“.",
    handleSet: "Ihr Laden hat jetzt die Adresse {{link}}.",
    handleKept: "Ihr Laden behält die Adresse {{link}}.",
    currency: "In welcher Währung nennen Sie meist Preise? Ich nehme sie, wenn Sie nur eine Zahl schreiben.",
    currencySet: "Eine Zahl ohne Währung bedeutet ab jetzt {{unit}}.",
    settlement: "Was möchten Sie meist erhalten? Neue Zahlcodes und Rechnungen schlagen es vor.",
    settlementSet: "Neue Zahlcodes und Rechnungen schlagen vor: {{settlement}}.",
  },
  handleProblem: {
    length: "Das ist zu kurz oder zu lang: bitte 3 bis 30 Zeichen.",
    characters:
      "Bitte nur die Buchstaben a–z, die Ziffern 0–9 und „-“: Andere Zeichen sehen ähnlich aus und könnten Zahler täuschen.",
    edges: "Ein „-“ kann nur einzeln zwischen Buchstaben oder Ziffern stehen. Bitte wählen Sie etwas anderes.",
    letter: "Ein Buchstabe muss dabei sein. Bitte wählen Sie etwas anderes.",
    reserved: "Dieser Name ist reserviert. Bitte wählen Sie einen anderen.",
    taken: "Ein anderer Laden heißt so, oder sehr ähnlich. Bitte wählen Sie einen anderen Namen.",
  },
  paying: {
    text: "Zum Bezahlen scannen Sie den QR-Code eines Ladens oder öffnen seinen Link: Die Seite zeigt den Preis, Sie wählen, womit Sie zahlen, und bestätigen in Ihrer eigenen Wallet. Der Beleg kommt hierher, und was nicht passt, geht an Sie zurück. Ich frage nie nach Ihrer PIN oder einem Schlüssel.",
    sell: "Möchten Sie selbst bezahlt werden? Tippen Sie auf „{{newCode}}“.",
  },
};
