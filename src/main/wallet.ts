import { isRetryable, MixinRefused, MixinUnreachable, needsFreshOutputs } from "../mixin/errors.js";
import type { Wallet } from "../mixin/wallet.js";
import type { Verdict, WalletPort } from "../payments/ports.js";

/** Refusals that are about this bot, not about what was asked: a session replaced, a clock gone wrong. */
const ABOUT_US: ReadonlySet<number> = new Set([401, 911]);
const FORBIDDEN = 403;

/** Mixin's wallet as the payment core wants it. */
export function walletPort(wallet: Wallet): WalletPort {
  return {
    outputs: (from, limit, state) => wallet.outputs(from, limit, state),
    prepare: (transfer) => wallet.prepare(transfer),
    submit: (transfer) => wallet.submit(transfer),
    lookup: (requestId) => wallet.lookup(requestId),
    classify,
  };
}

function classify(error: unknown): Verdict {
  if (error instanceof MixinUnreachable) return "unknown";
  if (needsFreshOutputs(error)) return "reread";
  if (mayWorkLater(error) || (error instanceof MixinRefused && error.code === FORBIDDEN)) return "again";
  return "never";
}

/** Whether the same request may succeed another time, perhaps after somebody has mended what is wrong with us. */
export function mayWorkLater(error: unknown): boolean {
  return isRetryable(error) || (error instanceof MixinRefused && ABOUT_US.has(error.code));
}
