import { UUID } from "../db/ids.js";

/**
 * Stands for a claim link in a text that waits to be sent. Such a link is money: it is put in only when the message
 * really goes, and never lies in the database.
 */
export const claimMarker = (remittanceId: string): string => `⟦claim:${remittanceId}⟧`;

const MARKER = new RegExp(`⟦claim:(${UUID})⟧`, "g");

/**
 * Puts the links in the place of their markers. Anybody can type a marker: `linkOf` decides whether whoever reads this
 * may have that link (null: the marker stays a marker).
 */
export async function withClaimLinks(
  text: string,
  linkOf: (remittanceId: string) => Promise<string | null>,
): Promise<string> {
  const ids = new Set([...text.matchAll(MARKER)].map((found) => found[1]!));
  const links = new Map<string, string | null>();
  for (const id of ids) links.set(id, await linkOf(id));
  return text.replaceAll(MARKER, (marker, id: string) => links.get(id) ?? marker);
}
