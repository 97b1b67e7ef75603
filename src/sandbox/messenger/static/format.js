/** How amounts and times are written. Amounts stay decimal strings: no number ever holds money. */

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** `1234.50` as `1,234.5`; the sign stays in front. */
export function amountText(amount) {
  const [, sign, whole, fraction = ""] = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [undefined, "", amount, ""];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const places = fraction.replace(/0+$/, "");
  return `${sign === "-" ? "\u2212" : sign}${grouped}${places ? `.${places}` : ""}`;
}

/** US dollars with two places, or "less than a cent"; empty for a price that is not known. */
export function dollars(value) {
  const [whole, fraction = ""] = value.split(".");
  const cents = fraction.padEnd(2, "0").slice(0, 2);
  const isSmall = /^0*$/.test(whole) && cents === "00";
  if (isSmall) return /[1-9]/.test(fraction) ? "< $0.01" : "$0.00";
  return `$${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents}`;
}

/** The product of two decimal strings, exactly. */
export function times(a, b) {
  const [aWhole, aFraction = ""] = a.split(".");
  const [bWhole, bFraction = ""] = b.split(".");
  const digits = (BigInt(aWhole + aFraction) * BigInt(bWhole + bFraction)).toString();
  const places = aFraction.length + bFraction.length;
  const padded = digits.padStart(places + 1, "0");
  return places ? `${padded.slice(0, -places)}.${padded.slice(-places)}` : padded;
}

/** Whether decimal string a is less than b; neither may be negative. */
export function isLess(a, b) {
  const [aWhole, aFraction = ""] = a.split(".");
  const [bWhole, bFraction = ""] = b.split(".");
  const places = Math.max(aFraction.length, bFraction.length);
  return BigInt(aWhole + aFraction.padEnd(places, "0")) < BigInt(bWhole + bFraction.padEnd(places, "0"));
}

/** Plain decimals, above zero, at most eight places: what a wallet lets a person type. */
export function isAmount(text) {
  return /^\d{1,20}(?:\.\d{1,8})?$/.test(text) && /[1-9]/.test(text);
}

/** The time of day. */
export function clock(iso) {
  return CLOCK.format(new Date(iso));
}

/** The day as a heading in a chat. */
export function day(iso) {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? "Today" : DAY.format(date);
}

/** Time of day for today, else the date: for lists. */
export function when(iso) {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? CLOCK.format(date) : SHORT_DAY.format(date);
}

/** "512 B", "18.4 KB", "1.2 MB". */
export function bytesText(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1000, "KB"] : [bytes / 1_000_000, "MB"];
  return `${size.toFixed(size < 100 ? 1 : 0)} ${unit}`;
}

/** The text of a memo that travels as hex; the hex itself when it is not text. */
export function memoText(hex) {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return hex;
  }
}
