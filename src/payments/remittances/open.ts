import type { Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { payees, remittances } from "../../db/schema.js";
import { isFiat } from "../fiat.js";
import { decimal, plain } from "../money.js";
import { openOrder } from "../orders.js";
import type { Order, Remittance } from "../state.js";
import { remittancesOfOrder } from "./read.js";

/** How long a sender has to pay. */
const FUNDING_MS = 60 * 60_000;

/** What is sent to one recipient. */
export interface RemittanceLine {
  recipientKind: Remittance["recipientKind"];
  /** The Mixin user; null: whoever has the link. */
  recipientId: string | null;
  /** As it is sent to: a Mixin ID, a phone number (E.164), an e-mail address. */
  address: string;
  quoteAmount: string;
  note: string | null;
  /** Language the recipient is written to in. */
  language: string;
  /** Of the link's secret; null: it is claimed in the chat only. */
  claimHash: string | null;
}

export interface RemittancesRequest {
  /** Derived from what caused it: opening them twice is opening them once. */
  id: string;
  senderId: string;
  /** All in `quoteAsset`. */
  lines: readonly RemittanceLine[];
  /** A fiat code in lower case or an asset id. */
  quoteAsset: string;
  /** How long each may be claimed, from when it is paid. */
  termSeconds: number;
  /** What the sender sees on the order to be paid for them. */
  title: string;
  language: string;
  now: Date;
}

export const remittanceIdOf = (requestId: string, n: number): string => deriveId(requestId, `remittance ${n}`);

/**
 * Opens what is sent together, and the one order that its sender pays for all of it. Stated in coins, exactly those are
 * kept for the recipients, and the sender gets the money back when they cannot be had; else what is paid is kept.
 */
export async function openRemittances(
  tx: Tx,
  request: RemittancesRequest,
): Promise<{ order: Order; remittances: Remittance[] }> {
  const { id, senderId, lines, quoteAsset, termSeconds, now } = request;
  const payee = { id: senderId, kind: "individual" as const, members: [senderId], threshold: 1 };
  await tx.insert(payees).values(payee).onConflictDoNothing({ target: payees.id });
  const asset = isFiat(quoteAsset) ? null : quoteAsset;
  const order = await openOrder(tx, {
    id: deriveId(id, "funding"),
    payeeId: senderId,
    merchantId: senderId,
    source: "transfer",
    codeId: null,
    title: request.title,
    quoteAsset,
    quoteAmount: plain(lines.reduce((sum, line) => sum.plus(line.quoteAmount), decimal("0"))),
    settlementAsset: asset,
    strict: asset !== null,
    deadline: new Date(now.getTime() + FUNDING_MS),
    language: request.language,
  });
  const rows = lines.map((line, ordinal) => {
    const common = { senderId, orderId: order.id, ordinal, termSeconds, createdAt: now };
    return { ...line, ...common, id: remittanceIdOf(id, ordinal), quoteAmount: plain(line.quoteAmount) };
  });
  await tx.insert(remittances).values(rows).onConflictDoNothing({ target: remittances.id });
  return { order, remittances: await remittancesOfOrder(tx, order.id) };
}
