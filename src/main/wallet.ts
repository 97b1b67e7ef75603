import { isRetryable, MixinRefused, MixinUnreachable, needsFreshOutputs } from "../mixin/errors.js";
import type { Wallet } from "../mixin/wallet.js";
import type { Verdict, WalletPort } from "../payments/ports.js";

/** Refusals that are about us or the moment, not about the transfer that was asked for. */
const ABOUT_US: ReadonlySet<number> = new Set([401, 403, 911]);

/** Mixin's wallet as the payment core wants it. */
export function walletPort(wallet: Wallet): WalletPort {
  return {
    outputs: (from, limit) => wallet.outputs(from, limit),
    prepare: (transfer) => wallet.prepare(transfer),
    submit: (transfer) => wallet.submit(transfer),
    lookup: (requestId) => wallet.lookup(requestId),
    classify,
  };
}

function classify(error: unknown): Verdict {
  if (error instanceof MixinUnreachable) return "unknown";
  if (needsFreshOutputs(error)) return "reread";
  if (isRetryable(error) || (error instanceof MixinRefused && ABOUT_US.has(error.code))) return "again";
  return "never";
}
