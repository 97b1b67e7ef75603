const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
/** What the checksum leaves: of bech32 (BIP 173, version 0), and of bech32m (BIP 350, all later ones). */
const LEFT = { v0: 1, later: 0x2bc830a3 };

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of GENERATORS.entries()) if ((top >>> bit) & 1) sum ^= generator;
  }
  return sum >>> 0;
}

/** Whether this is a segwit address (`bc1…`) by its length and checksum: BIP 173, BIP 350. */
export function isSegwit(address: string): boolean {
  const [prefix, data] = ["bc", address.slice(3)];
  const values = Array.from(data, (letter) => LETTERS.indexOf(letter));
  if (!address.startsWith("bc1") || values.includes(-1)) return false;
  // Version 0 has a program of 20 or 32 bytes, and one letter for itself, six for the checksum.
  const isV0 = values[0] === 0;
  if (isV0 ? data.length !== 39 && data.length !== 59 : data.length < 11 || data.length > 71) return false;
  const expanded = Array.from(prefix, (letter) => letter.charCodeAt(0));
  const head = [...expanded.map((code) => code >>> 5), 0, ...expanded.map((code) => code & 31)];
  return polymod([...head, ...values]) === (isV0 ? LEFT.v0 : LEFT.later);
}
