import { decodeTransaction } from "../crypto/transaction.js";
import type { RequestRow } from "./types.js";

/** Who may act on a request: the person who made it and, for money of several members, each of them. */
export function isOwner(request: RequestRow, userId: string): boolean {
  return request.user_id === userId || (request.senders.length > 1 && request.senders.includes(userId));
}

/** Those who have signed, in the order of the members. */
export function signersOf(request: RequestRow): string[] {
  if (request.senders.length === 1) return request.state === "unspent" ? [] : [request.user_id];
  const [map] = decodeTransaction(request.raw_transaction).signatures;
  return [...(map?.keys() ?? [])].flatMap((index) => request.senders[index] ?? []);
}

/** Some members have signed, and it is not on the network yet. */
export function isGathering(request: RequestRow): boolean {
  return request.senders.length > 1 && request.state === "unspent" && signersOf(request).length > 0;
}
