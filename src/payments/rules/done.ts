import { type Effects, effects } from "./effects.js";
import type { Aggregate, Terms } from "./facts.js";

/**
 * A transfer has become final: when nothing of the payment has to go out any more, it is settled. While an exchange has
 * the money there is no settlement yet.
 */
export function onTransferDone({ order, transfers }: Aggregate, requestId: string, terms: Terms): Effects {
  const own = transfers.filter((transfer) => transfer.kind === "settlement");
  const left = own.some(({ requestId: id, state }) => id !== requestId && state !== "done" && state !== "cancelled");
  const last = order.state === "paid" && own.some((transfer) => transfer.requestId === requestId);
  if (!last || left) return effects("noted");
  return effects("noted", { order: { id: order.id, move: "paid→settled", facts: { settledAt: terms.now } } });
}
