import type { Stage } from "../engine/engine.js";
import { countryOf } from "../understand/country.js";
import { readSendLine } from "../understand/send-line.js";

const LOOKED_AT = 50;

/** True for one line of nothing but somebody and how much: "7000103970 10 usdt", "5 eur ada@example.com 2d". */
export function isSendLine(typed: string, { units, person, language }: Stage): boolean {
  const { recipient, price, note } = readSendLine(typed, units, countryOf({ timeZone: person.timeZone, language }));
  return recipient !== null && note === null && price !== null && price.value !== null && price.unit !== null;
}

/** True for lines of which most say who gets how much: whatever else has several lines is read as one. */
export function isPasted(written: string, { units, person, language }: Stage): boolean {
  const country = countryOf({ timeZone: person.timeZone, language });
  const lines = written.split("\n").slice(0, LOOKED_AT);
  const meant = lines.filter((line) => {
    const { recipient, price, refused } = readSendLine(line, units, country);
    return recipient !== null && (refused !== null || (price !== null && price.value !== null && price.unit !== null));
  });
  return meant.length >= 2 && meant.length * 2 >= lines.length;
}
