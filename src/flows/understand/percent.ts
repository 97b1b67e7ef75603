import { Decimal } from "../../payments/money.js";
import { westernDigits } from "../../payments/typed.js";
import { wordsFor } from "./answers.js";
import { readHanNumber } from "./han-numbers.js";
import { foldLetters, unquote } from "./text.js";

const NONE = new Set(["0", ...wordsFor("none")].map(foldLetters));
/** "Per cent" in each language, besides the sign. */
const PERCENT =
  "%|٪|percent|per cent|pct|百分之|个百分点|prozent|パーセント|por ciento|porciento|بالمئة|بالمائة|في المئة|في المائة"
    .split("|")
    .map(foldLetters);
const SHARE = new RegExp(`^(?:百分之|%)?\\s*(\\d{1,3}(?:[.,٫]\\d{1,2})?)\\s*(?:${PERCENT.join("|")})?$`, "u");

/**
 * A share as people write it ("1 %", "0,5", "1.25 percent"), in hundredths of a percent. Null
 * when it is none, has more than two decimal places, or is above `mostBps`.
 */
export function readPercent(typed: string, mostBps: number): number | null {
  const said = foldLetters(westernDigits(unquote(typed)))
    .trim()
    .replace(/^百分之(\D+)$/u, (whole, han: string) => readHanNumber(han) ?? whole);
  if (NONE.has(said)) return 0;
  const found = SHARE.exec(said);
  if (!found) return null;
  const bps = new Decimal(found[1]!.replace(/[,٫]/, ".")).mul(100).toNumber();
  return bps <= mostBps ? bps : null;
}
