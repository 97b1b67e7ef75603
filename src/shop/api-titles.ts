import type { Executor } from "../db/database.js";
import { oneLine } from "../db/text.js";
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
  return oneLine(payee.merchant?.name ?? "") || oneLine((await payeeFront(db, payee.payee.id)).name);
}

/** The same without the payee; null when nothing was said. */
export function wordsFor({ remark, orderNumber }: { remark: string; orderNumber: string | null }): string | null {
  const words = oneLine(remark);
  if (words !== "" || orderNumber === null) return words || null;
  return /^\d+$/.test(orderNumber) ? `#${orderNumber}` : orderNumber;
}
