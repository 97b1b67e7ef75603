import type { Executor } from "../db/database.js";
import type { ApiPayee } from "./api-payees.js";
import { payeeFront } from "./front.js";

/** What a payer reads above the price: what it is for, else the shop's number of it, else who is paid. */
export async function titleFor(
  db: Executor,
  asked: { remark: string; orderNumber: string | null; payee: ApiPayee },
): Promise<string> {
  const words = wordsFor(asked);
  if (words !== null) return words;
  const { payee } = asked;
  return readable(payee.merchant?.name ?? "") || readable((await payeeFront(db, payee.payee.id)).name);
}

/** The same without the payee; null when nothing was said. */
export function wordsFor({ remark, orderNumber }: { remark: string; orderNumber: string | null }): string | null {
  const words = readable(remark);
  if (words !== "" || orderNumber === null) return words || null;
  return /^\d+$/.test(orderNumber) ? `#${orderNumber}` : orderNumber;
}

/** On one line, without what could disguise the words around it: controls and changes of direction. */
const readable = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
