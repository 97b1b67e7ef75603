import type { Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { transfers } from "../../db/schema.js";
import { transferSecret } from "../cursor.js";
import { type Account, post } from "../ledger.js";
import { decimal, plain } from "../money.js";
import { cancelOrder } from "../orders.js";
import { CODES, type RefundCode, refundMemo } from "../refund-codes.js";
import { moveRemittance, type Remittance } from "../state.js";
import { lockRemittance, remittanceById } from "./read.js";

/** Why somebody's money goes back. */
export type ReturnReason = NonNullable<Remittance["returnReason"]>;

const CODE_OF: Record<ReturnReason, RefundCode> = {
  expired: CODES.late,
  cancelled: CODES.cancelled,
  refused: CODES.byMerchant,
  undeliverable: CODES.notSettleable,
};

/**
 * `cancelled`: it was never paid, nor will those that were sent with it, for they have one order. `returning`: it goes
 * back. `converting`: it is paid, and at an exchange at this moment. `taken`: its recipient has it. `over`: it was over.
 */
export type Cancelled = "cancelled" | "returning" | "converting" | "taken" | "over" | "unknown";

/** Takes back what was sent, until it is claimed. */
export async function cancelRemittance(
  tx: Tx,
  { remittanceId, senderId, now }: { remittanceId: string; senderId: string; now: Date },
): Promise<Cancelled> {
  const found = await remittanceById(tx, remittanceId);
  if (!found || found.senderId !== senderId) return "unknown";
  if (found.state === "unpaid") {
    const answer = await cancelOrder(tx, { orderId: found.orderId, now });
    if (answer === "cancelled") return "cancelled";
  }
  const remittance = (await lockRemittance(tx, remittanceId))!;
  switch (remittance.state) {
    case "unpaid":
      return "converting";
    case "waiting":
      await giveBack(tx, remittance, "cancelled");
      return "returning";
    case "claimed":
    case "delivered":
      return "taken";
    case "returning":
    case "returned":
    case "cancelled":
      return "over";
    default:
      return remittance.state satisfies never;
  }
}

/** Its recipient in Mixin does not want it. */
export async function refuseRemittance(
  tx: Tx,
  { remittanceId, userId }: { remittanceId: string; userId: string },
): Promise<"returning" | "taken" | "over" | "unknown"> {
  const remittance = await lockRemittance(tx, remittanceId);
  if (!remittance || remittance.recipientId !== userId || remittance.state === "unpaid") return "unknown";
  if (remittance.state === "waiting") {
    await giveBack(tx, remittance, "refused");
    return "returning";
  }
  return remittance.state === "claimed" || remittance.state === "delivered" ? "taken" : "over";
}

/** Its term is over. Does nothing when somebody was faster. */
export async function expireRemittance(tx: Tx, remittanceId: string): Promise<void> {
  const remittance = await lockRemittance(tx, remittanceId);
  if (remittance?.state === "waiting") await giveBack(tx, remittance, "expired");
}

/** What is kept for its recipient is its sender's again. It is locked, and waits. */
async function giveBack(tx: Tx, remittance: Remittance, reason: ReturnReason): Promise<void> {
  const { id, orderId, assetId, amount } = remittance;
  if (!(await moveRemittance(tx, id, "waiting", "returning", { returnReason: reason }))) {
    throw new Error(`the remittance ${id} changed while it was given back`);
  }
  await sendBack(tx, remittance, { from: `claim:${orderId}`, orderId, assetId: assetId!, amount: amount! }, reason);
}

/** Coins on an account that are a remittance's. */
interface There {
  from: Account;
  orderId: string;
  assetId: string;
  amount: string;
}

/** Books coins of a remittance to its sender, and sends them there. A remittance goes back once. */
export async function sendBack(
  tx: Tx,
  { id, senderId }: Remittance,
  there: There,
  reason: ReturnReason,
): Promise<void> {
  const { from, orderId, assetId } = there;
  const amount = plain(there.amount);
  const account: Account = `payer:${senderId}`;
  await post(tx, {
    id: deriveId(id, "return"),
    orderId,
    lines: [
      { account: from, assetId, amount },
      { account, assetId, amount: decimal(amount).neg() },
    ],
  });
  await tx.insert(transfers).values({
    requestId: deriveId(id, `return ${await transferSecret(tx)}`),
    kind: "return",
    orderId,
    remittanceId: id,
    account,
    assetId,
    amount,
    members: [senderId],
    threshold: 1,
    memo: refundMemo(orderId, CODE_OF[reason]),
  });
}
