import type { Remittance } from "../state.js";

/**
 * Why a remittance cannot be claimed. `unpaid`: not yet, or never. `taken`: somebody has claimed it. `returned`: it goes
 * back, or has. `not_payable`: nothing could be paid there, or the fee would take all of it.
 */
export type ClaimRefusal = "unknown" | "unpaid" | "taken" | "returned" | "expired" | "not_payable";

/** Why it cannot be claimed now; null when it can. Its end counts from its moment on, whenever somebody acts on it. */
export function claimRefusal(remittance: Remittance, now: Date): ClaimRefusal | null {
  switch (remittance.state) {
    case "unpaid":
    case "cancelled":
      return "unpaid";
    case "waiting":
      return remittance.expiresAt !== null && now >= remittance.expiresAt ? "expired" : null;
    case "claimed":
    case "delivered":
      return "taken";
    case "returning":
    case "returned":
      return remittance.returnReason === "expired" ? "expired" : "returned";
    default:
      return remittance.state satisfies never;
  }
}
