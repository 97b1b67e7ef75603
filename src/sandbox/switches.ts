/**
 * What the public facts about Mixin leave open. Each switch has the answer that is harder on a client
 * as its default: a client that lives with it lives with the others, too.
 */
export interface Switches {
  /**
   * The same request id with other bytes after one version was accepted. `stored` answers with the accepted
   * one, so that a client must compare what it gets; `refuse` answers 20125.
   */
  readonly otherRawForRequest: "stored" | "refuse";
  /**
   * Whether a transaction of several members goes off by itself with the last signature that was missing, or a
   * member has to hand in the signed whole: who does that anyway does no harm where it goes off by itself.
   */
  readonly multisigSends: boolean;
  /** The same message id again from its own sender: silently taken as done, or refused with 10002. */
  readonly duplicateMessage: "accept" | "refuse";
  /** How long an unacknowledged message waits before it is pushed again on a live connection. Unknown; short is harder. */
  readonly redeliveryMs: number;
  /**
   * A second Blaze connection of one session. `both` feeds both, so that a client must cope with everything
   * arriving twice; `replace` closes the older one; `refuse` turns the newer one away.
   */
  readonly secondConnection: "both" | "replace" | "refuse";
  /**
   * Order of `/safe/snapshots` without `order`. Android reads it as ascending; descending makes a client
   * that forgets to ask for an order notice.
   */
  readonly snapshotOrder: "ASC" | "DESC";
  /** Whether `/safe/transactions/:id` may be read by people who are no party to it, with and without a token. */
  readonly transactionsPublic: boolean;
  /** Whether `/external/fiats` answers without a token. The documentation says authorised, the Go SDK sends none. */
  readonly fiatsPublic: boolean;
  /** How far `iat` may be from now, and the age at which a token is stale. The documentation speaks of 5 minutes. */
  readonly clockSkewMs: number;
  /** Whether a token is good for one request only, as the documentation says. */
  readonly tokensOnce: boolean;
  /** Buttons a group may hold: the documentation says 6, the Go SDK's constant says 18. */
  readonly maxButtons: number;
  /** The most bytes that `POST /messages` takes: "128 KB" may mean 128,000 or 131,072. */
  readonly maxMessagesBytes: number;
  /** Messages a bot may send in a minute, 0 for any number. Mixin's 100,000 would also cap benchmarks, so it is off. */
  readonly messagesPerMinute: number;
  /** Days an unacknowledged message is kept; documented. */
  readonly retentionDays: number;
}

export const DEFAULT_SWITCHES: Switches = {
  otherRawForRequest: "stored",
  multisigSends: false,
  duplicateMessage: "accept",
  redeliveryMs: 10_000,
  secondConnection: "both",
  snapshotOrder: "DESC",
  transactionsPublic: true,
  fiatsPublic: true,
  clockSkewMs: 5 * 60_000,
  tokensOnce: true,
  maxButtons: 6,
  maxMessagesBytes: 128_000,
  messagesPerMinute: 0,
  retentionDays: 7,
};
