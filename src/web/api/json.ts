import { decimal, plain } from "../../payments/money.js";

/** The texts of valid JSON, and its numbers outside of them. */
const TEXTS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** What JavaScript writes of a small or large number that it was asked to send: 1e-7. */
const EXPONENT = /^-?\d+(?:\.\d+)?[eE][+-]?\d{1,2}$/;

/**
 * JSON with its numbers as the text that was sent: as JavaScript numbers they would lose digits of an amount. Throws when
 * it is none.
 */
export function parseExactly(text: string): unknown {
  // First as it is: what is no JSON shall not become it by the quotes that are added.
  JSON.parse(text);
  return JSON.parse(
    text.replace(TEXTS_AND_NUMBERS, (token) => (token.startsWith('"') ? token : `"${written(token)}"`)),
  );
}

const written = (number: string): string => (EXPONENT.test(number) ? plain(decimal(number)) : number);
