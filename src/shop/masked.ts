/** How somebody without a Mixin account is named where others may read it: enough for who wrote it to know them again. */
export function masked(address: string): string {
  const [local = "", domain] = address.split("@");
  if (domain !== undefined) return `${local.slice(0, 1)}…@${domain}`;
  return `${address.slice(0, 4)}…${address.slice(-2)}`;
}
