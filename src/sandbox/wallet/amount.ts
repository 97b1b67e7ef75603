const PLACES = 8;

/** A decimal string in units of 1e-8; undefined when it is none or has more places than Safe keeps. */
export function toUnits(amount: string): bigint | undefined {
  const match = /^(\d{1,18})(?:\.(\d{1,8}))?$/.exec(amount);
  if (match === null) return undefined;
  return BigInt(`${match[1]}${(match[2] ?? "").padEnd(PLACES, "0")}`);
}

/** Units of 1e-8 as the shortest decimal string. */
export function fromUnits(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(PLACES + 1, "0");
  const fraction = digits.slice(-PLACES).replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -PLACES)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Units of an amount we wrote ourselves. */
export function unitsOf(amount: string): bigint {
  return amount.startsWith("-") ? -unitsOf(amount.slice(1)) : (toUnits(amount) ?? 0n);
}
