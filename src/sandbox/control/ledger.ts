import { fromUnits } from "../wallet/amount.js";
import type { World } from "../world.js";

/**
 * The ground truth that tests compare with: every accepted transaction, every output, every snapshot, each
 * chat message once (with how often its id came again, and how often with another content), and the
 * balances that follow.
 */
export function ledger({ store, outputs, people, delivery }: World) {
  return {
    transactions: [...store.requests.values()]
      .filter((request) => request.state !== "unspent")
      .map((request) => ({
        request_id: request.request_id,
        transaction_hash: request.transaction_hash,
        asset_id: request.asset_id,
        amount: request.amount,
        extra: request.extra,
        memo: Buffer.from(request.extra, "hex").toString("utf8"),
        state: request.state,
        senders: request.senders,
        receivers: request.receivers.map(({ members, threshold, amount }) => ({ members, threshold, amount })),
        snapshot_id: request.snapshot_id,
        posts: request.posts,
        created_at: request.created_at,
        updated_at: request.updated_at,
      })),
    outputs: [...store.outputs.values()].map((output) => ({
      output_id: output.output_id,
      transaction_hash: output.transaction_hash,
      output_index: output.output_index,
      sequence: output.sequence,
      asset_id: output.asset_id,
      amount: output.amount,
      senders: output.senders,
      receivers: output.receivers,
      receivers_threshold: output.receivers_threshold,
      extra: output.extra,
      memo: Buffer.from(output.extra, "hex").toString("utf8"),
      request_id: output.request_id,
      state: output.state,
      signed_by: output.signed_by,
      deposit: output.deposit,
      created_at: output.created_at,
    })),
    snapshots: [...store.snapshots.values()],
    messages: [...store.messages.values()].map((message) => ({
      ...message,
      text: message.category === "PLAIN_TEXT" ? Buffer.from(message.data, "base64").toString("utf8") : null,
      pending: message.receivers.filter((receiver) => delivery.isPending(receiver, message.message_id)),
    })),
    balances: people.all().map((user) => ({
      user_id: user.user_id,
      full_name: user.full_name,
      assets: Object.fromEntries([...outputs.balances(user.user_id)].map(([id, units]) => [id, fromUnits(units)])),
    })),
  };
}
