import { isRetryable } from "./errors.js";
import type { IncomingMessage } from "./frames.js";
import type { Log } from "../log.js";
import { reasonOf } from "./reason.js";
import { backOff, pause } from "./wait.js";

export interface DeliveryOptions {
  /** Resolves once everything it was given is stored. When it throws, the same messages come again. */
  handle: (messages: IncomingMessage[]) => Promise<void>;
  acknowledge: (messageIds: string[]) => Promise<void>;
  /** Nothing waits any more. */
  onDrained: () => void;
  log: Log;
  /** The most messages of one call of `handle`. */
  maxBatch: number;
  /** First pause after a failure, milliseconds; doubles up to thirty seconds. */
  retryMs: number;
}

export interface Delivery {
  /** Takes a message; returns how many wait now. One that already waits is not taken twice. */
  push(message: IncomingMessage): number;
  /** Resolves when the call in hand is done and what it stored is acknowledged, as far as that works now. */
  stop(): Promise<void>;
}

/** Acknowledgements of one request to Mixin. */
const ACK_BATCH = 100;
/** More than this wait to be acknowledged: forget the oldest, they will be delivered again. */
const MAX_WAITING_ACKS = 20_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Messages on their way from the socket to `handle`, one call at a time in order of arrival, everything that arrived
 * meanwhile in the next call. Acknowledged only after `handle` resolved, in the background: an acknowledgement that
 * gets lost only makes Mixin deliver the message again.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { log } = options;
  const delay = backOff(options.retryMs, LONGEST_PAUSE_MS);
  const stopping = new AbortController();
  const waiting: IncomingMessage[] = [];
  const known = new Set<string>();
  let acks: string[] = [];
  // Flags beside the promises: they fall in the same turn in which the loops see nothing left.
  let isHandling = false;
  let isAcknowledging = false;
  let handling = Promise.resolve();
  let acknowledging = Promise.resolve();

  async function handleAll(): Promise<void> {
    isHandling = true;
    // Let the socket hand over the rest of what it has read, so that it shares this call.
    await new Promise((resolve) => setImmediate(resolve));
    let failures = 0;
    while (waiting.length > 0 && !stopping.signal.aborted) {
      const batch = waiting.slice(0, options.maxBatch);
      try {
        await options.handle(batch);
      } catch (error) {
        log("error", "handling messages failed, they will be tried again", {
          reason: reasonOf(error),
          messages: batch.length,
        });
        await pause(delay(failures), stopping.signal);
        failures += 1;
        continue;
      }
      failures = 0;
      waiting.splice(0, batch.length);
      for (const { messageId } of batch) {
        known.delete(messageId);
        acks.push(messageId);
      }
      if (acks.length > MAX_WAITING_ACKS) acks = acks.slice(-MAX_WAITING_ACKS);
      if (!isAcknowledging) acknowledging = acknowledgeAll();
    }
    isHandling = false;
    if (waiting.length === 0) options.onDrained();
  }

  async function acknowledgeAll(): Promise<void> {
    isAcknowledging = true;
    let failures = 0;
    while (acks.length > 0) {
      const batch = acks.splice(0, ACK_BATCH);
      try {
        await options.acknowledge(batch);
        failures = 0;
      } catch (error) {
        log("warn", "acknowledging messages failed", { reason: reasonOf(error), messages: batch.length });
        if (stopping.signal.aborted) break;
        if (isRetryable(error)) acks.unshift(...batch);
        await pause(delay(failures), stopping.signal);
        failures += 1;
      }
    }
    isAcknowledging = false;
  }

  return {
    push(message) {
      if (!known.has(message.messageId) && !stopping.signal.aborted) {
        known.add(message.messageId);
        waiting.push(message);
        if (!isHandling) handling = handleAll();
      }
      return waiting.length;
    },
    async stop() {
      stopping.abort();
      await handling;
      await acknowledging;
    },
  };
}
