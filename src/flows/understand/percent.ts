import { Decimal } from "../../payments/money.js";
import { fold, unquote } from "./text.js";

const NONE = new Set("0|none|no|nothing|zero|off|keine|kein|nichts|null|aus|无|没有|零|不".split("|"));

/**
 * A share as people write it ("1 %", "0,5", "1.25 percent"), in hundredths of a percent. Null
 * when it is none, has more than two decimal places, or is above `mostBps`.
 */
export function readPercent(typed: string, mostBps: number): number | null {
  const said = fold(unquote(typed)).trim();
  if (NONE.has(said)) return 0;
  const found = /^(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:%|percent|prozent|per cent|个百分点)?$/u.exec(said);
  if (!found) return null;
  const bps = new Decimal(found[1]!.replace(",", ".")).mul(100).toNumber();
  return bps <= mostBps ? bps : null;
}
