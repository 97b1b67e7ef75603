import { foldLetters } from "./text.js";

/** From here on a word is long enough that two slips still leave no doubt. */
const LONG = 8;
/** Words this short have many neighbours that are words of their own. */
const SHORT = 4;
/** Signs of scripts that need fewer of them for a word. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * Slips between two words: a letter too many, too few, wrong, or two that changed places (Damerau–Levenshtein, each part
 * changed once). More than `most` is Infinity.
 */
export function slips(a: string, b: string, most: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let twoUp: number[] = [];
  let up = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(up[j]! + 1, row[j - 1]! + 1, up[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, twoUp[j - 2]! + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return Infinity;
    [twoUp, up] = [up, row];
  }
  return up[b.length]! <= most ? up[b.length]! : Infinity;
}

/** How many slips still leave the word in sight. */
function allowed(typed: string, word: string): number {
  const length = Math.min(typed.length, word.length);
  if (DENSE.test(word)) return length >= 3 ? 1 : 0;
  if (length >= LONG) return 2;
  return length >= SHORT - 1 ? 1 : 0;
}

/** What a word stands for, and the word as it is written. */
export interface NearWord<T> {
  word: string;
  value: T;
}

interface Kept<T> extends NearWord<T> {
  letters: string;
  mask: number;
}

/** Which letters a word has, in 32 boxes: a slip changes at most two of them, so most words need no comparison. */
function maskOf(letters: string): number {
  let mask = 0;
  for (let i = 0; i < letters.length; i++) mask |= 1 << (letters.charCodeAt(i) & 31);
  return mask;
}

function bits(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}

/** Words to be found again although they were mistyped, sorted once by their length. */
export class NearWords<T> {
  readonly #byLength = new Map<number, Kept<T>[]>();

  /** `shortest`: of so many letters a word is at least to be found with one too many or too few. */
  constructor(
    words: Iterable<NearWord<T>>,
    private readonly shortest = SHORT,
  ) {
    for (const { word, value } of words) {
      const letters = foldLetters(word);
      const list = this.#byLength.get(letters.length) ?? [];
      list.push({ word, value, letters, mask: maskOf(letters) });
      this.#byLength.set(letters.length, list);
    }
  }

  /** The words nearest to what was typed, all with the same few slips; none for people's ordinary words. */
  find(typed: string): NearWord<T>[] {
    const said = foldLetters(typed).trim();
    if (said.length < 2 || said.length > 40 || ORDINARY.has(said)) return [];
    const mask = maskOf(said);
    let best = 2;
    let found: NearWord<T>[] = [];
    for (let length = said.length - 2; length <= said.length + 2; length++) {
      for (const { word, value, letters, mask: its } of this.#byLength.get(length) ?? []) {
        if (bits(mask ^ its) > 2 * best) continue;
        const count = slips(said, letters, Math.min(best, allowed(said, letters)));
        if (count > best || !isLikely(said, letters, count, this.shortest)) continue;
        if (count < best) found = [];
        best = count;
        found.push({ word, value });
      }
    }
    return found;
  }
}

/**
 * Who slips has the first letter right or the letters exchanged; a short word with another letter in it is another word
 * more often than a slip.
 */
function isLikely(typed: string, word: string, count: number, shortest: number): boolean {
  if (count === 0 || DENSE.test(word)) return true;
  if (Array.from(typed).toSorted().join("") === Array.from(word).toSorted().join("")) return true;
  const length = Math.min(typed.length, word.length);
  return typed[0] === word[0] && length >= shortest && (length > SHORT || typed.length !== word.length);
}

/** Words of every day that are near to one of ours. */
const ORDINARY: ReadonlySet<string> = new Set(
  (
    "lost last least lift lisp mist cost most post host fist code cold hold hell held herd heap help home hope hose some come " +
    "bell ball bull pill bills fill will hill men mean meal main mane many money honey rent rust nest best test rest west " +
    "pays pray play day way say stat state states start star stay story store stop step shop ship show snow slow shoe known " +
    "note vote price prize change chance charm charge large chart sale sales salt salad sold pause paste parse rename remain " +
    "grape grade brace space trace place peace piece great greet receipt recipe deceive review remote remove delete relate " +
    "approve improve invite inside notice office coffee toffee coin cones bones floor flood flat boat goat hold bold gold " +
    "free three tree bread spread thread limit lemon light right night sight fight hello hallo holla yellow below " +
    "stack stick struck stock stuff tax text next bath birth back bank book look took cook pack pick lack park " +
    "haus maus rechnen rechnet rechnungen zeit zeile ziel zahl zahle zahlt zehn seite sprechen sprach ende enden rest reste " +
    "menge mensch wie wir wer was hilft holen hallen halle lasche flasche tasche " +
    "lista pista vista mesa meta menos menor pago paga pagas casa cosa cambio campo nota bota rota venta ventas tienda tiendas " +
    "exist about comes paper optional register erst statt stadt lange vier verwenden erhalten behalten personen paar kürzen " +
    "para otras listo persona personas calcular hablo resumen pegar لها قيمة القيمة العمل قديمة عملية العملية レート 未払い 支払者 支払額 " +
    "ayer ayuno carta cartas factor facturas hola hora ola sola"
  )
    .split(" ")
    .map(foldLetters),
);
