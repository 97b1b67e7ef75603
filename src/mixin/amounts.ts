/** Safe counts every asset in 1e-8 parts. */
const PLACES = 8;

/** A decimal amount as whole 1e-8 parts. Throws when it is not a plain decimal or has more than 8 places. */
export function toUnits(amount: string): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(amount);
  const fraction = (match?.[2] ?? "").replace(/0+$/, "");
  if (!match || fraction.length > PLACES) throw new Error(`not an amount with at most ${PLACES} places: ${amount}`);
  return BigInt(`${match[1]}${fraction.padEnd(PLACES, "0")}`);
}

/** The shortest decimal text of a number of 1e-8 parts. */
export function fromUnits(units: bigint): string {
  const digits = units.toString().padStart(PLACES + 1, "0");
  const fraction = digits.slice(-PLACES).replace(/0+$/, "");
  const whole = digits.slice(0, -PLACES);
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** A JSON number's text as a plain decimal, without ever being a float: `9.2e-7` → `0.00000092`. */
export function plainDecimal(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!match) throw new Error(`not a number: ${text}`);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const at = Math.max(point, 1);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const rest = padded.slice(at).replace(/0+$/, "");
  return sign + (rest === "" ? integer : `${integer}.${rest}`);
}
