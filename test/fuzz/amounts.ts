import { Decimal } from "../../src/payments/money.js";

const NUMBER = /\d(?:[\d.,'’٬٫\u00a0\u202f]*\d)?/gu;

/** Whether a text names this amount, in the digits and separators of any language. */
export function names(text: string, amount: string): boolean {
  const wanted = new Decimal(amount);
  const digits = text.replace(/\p{Nd}/gu, (digit) => `${valueOf(digit)}`);
  return (digits.match(NUMBER) ?? []).some((number) => readings(number).some((read) => read.eq(wanted)));
}

/** What a number may mean: its last separator is the decimal one, or none of them is. */
function readings(number: string): Decimal[] {
  const parts = number.split(/[.,'’٬٫\u00a0\u202f]/u);
  const whole = parts.join("");
  const last = parts.at(-1)!;
  return parts.length === 1
    ? [new Decimal(whole)]
    : [new Decimal(whole), new Decimal(`${parts.slice(0, -1).join("")}.${last}`)];
}

/** Digits of a script stand together, and the zero before which there is none is its first. */
function valueOf(digit: string): number {
  const code = digit.codePointAt(0)!;
  for (let value = 0; value < 10; value++) {
    if (!/\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) return value;
  }
  return (code - 0x30) % 10;
}
