import { kernelAssetId, membersHash } from "../bytes.js";
import { signersOf } from "./signers.js";
import type { DepositRow, EntryRow, OutputRow, RequestRow, SnapshotRow } from "./types.js";

/** An output as `/safe/outputs` tells. */
export function outputView(output: OutputRow) {
  const { views: _, deposit, ...rest } = output;
  const kernelId = kernelAssetId(output.asset_id);
  return {
    type: "kernel_output",
    ...rest,
    asset: kernelId,
    kernel_asset_id: kernelId,
    senders_hash: output.senders.length === 0 ? "" : membersHash(output.senders),
    receivers_hash: membersHash(output.receivers),
    signers: [] as string[],
    inscription_hash: "",
    ...(deposit === null ? {} : { deposit }),
  };
}

/** A transaction as its owner sees it; others don't get the views, which are secrets of its inputs. */
export function requestView(request: RequestRow, viewer: string | undefined) {
  const { posts: _, snapshot_at: finalAt, ...rest } = request;
  const final = request.state === "spent";
  return {
    type: "kernel_transaction_request",
    ...rest,
    asset: kernelAssetId(request.asset_id),
    kernel_asset_id: kernelAssetId(request.asset_id),
    senders_hash: membersHash(request.senders),
    receivers: request.receivers.map(({ amount: __, ...receiver }) => ({
      ...receiver,
      members_hash: membersHash(receiver.members),
    })),
    signers: signersOf(request),
    views: request.user_id === viewer ? request.views : [],
    snapshot_hash: final ? request.transaction_hash : "",
    snapshot_at: finalAt,
    revoked_by: "",
  };
}

/** A transaction of several members as one of them sees it, with the views that this one signs with. */
export function multisigView(request: RequestRow, viewer: string, views: readonly string[]) {
  return { ...requestView(request, viewer), type: "transaction_request", views };
}

/** A snapshot as its owner sees it. Both names of the trace are in use among clients. */
export function snapshotView(row: SnapshotRow) {
  return {
    type: "snapshot",
    ...row,
    kernel_asset_id: kernelAssetId(row.asset_id),
    trace_id: row.request_id === "" ? null : row.request_id,
    level: 11,
    confirmations: null,
    opening_balance: null,
    closing_balance: null,
    inscription_hash: "",
  };
}

/** A deposit as `/safe/deposits` tells. */
export function depositView(row: DepositRow) {
  const { members: _, confirms_at: __, ...rest } = row;
  return {
    type: "safe_deposit",
    ...rest,
    confirmations: row.state === "confirmed" ? 1 : 0,
    threshold: 1,
    output_index: 0,
    sender: "",
    tag: "",
  };
}

/** A deposit address; the real signature is by keys we don't have, so it is empty. */
export function entryView(entry: EntryRow) {
  return { type: "deposit_entry", ...entry, signature: "", is_primary: true, minimum: "0.0001", maximum: "" };
}
