import { toUnits } from "./amounts.js";
import { createCache } from "./cache.js";
import { MixinRefused } from "./errors.js";
import type { Transport } from "./transport.js";

/** What leaving Mixin costs, in the asset that leaves. `other_asset`: the chain takes its fee in another one. */
export type WithdrawalFee =
  | { ok: true; fee: string }
  | { ok: false; reason: "other_asset" | "bad_address" | "unreachable" };

interface WireFee {
  asset_id: string;
  amount: string;
}

/** Codes that say something of the address (mixin docs, error codes): no address, no such address, wrong memo. */
const ABOUT_ADDRESS: ReadonlySet<number> = new Set([10002, 20131, 30102]);

/**
 * Asks whether the address is one of the asset's chain, and what a withdrawal there costs now. Of several fees that may
 * be chosen, the one in the same asset: it leaves in the same transaction.
 */
export function createWithdrawals(transport: Transport) {
  return async (assetId: string, address: string, tag: string): Promise<WithdrawalFee> => {
    const query = new URLSearchParams({ asset: assetId, destination: address, ...(tag !== "" && { tag }) });
    try {
      await transport.request({ method: "GET", path: `/external/addresses/check?${query.toString()}` });
      const fee = await feeNow(transport, assetId, address);
      return fee === null ? { ok: false, reason: "other_asset" } : { ok: true, fee };
    } catch (error) {
      const isBad = error instanceof MixinRefused && ABOUT_ADDRESS.has(error.code);
      return { ok: false, reason: isBad ? "bad_address" : "unreachable" };
    }
  };
}

/** In the asset itself; null when the chain takes its fee in another one. */
async function feeNow(transport: Transport, assetId: string, address: string): Promise<string | null> {
  const path = `/safe/assets/${assetId}/fees?${new URLSearchParams({ destination: address }).toString()}`;
  return inSame(await transport.request<WireFee[]>({ method: "GET", path }), assetId);
}

const inSame = (fees: WireFee[], assetId: string): string | null =>
  fees.find((fee) => fee.asset_id === assetId && toUnits(fee.amount) >= 0n)?.amount ?? null;

/** A page waits for it. */
const LEAVING_TIMEOUT_MS = 2_000;
/** Which asset a chain takes its fee in hardly ever changes. */
const LEAVING_LIFETIME_MS = 60 * 60_000;
const MAX_LEAVING = 1_000;

/**
 * Whether an asset can leave to an address at all: false when its chain takes no fee in it. Not known for certain, it may:
 * what leaving costs is asked once more with the address. Does not throw.
 */
export function createLeaving(transport: Transport, now: () => number) {
  const known = createCache<boolean>(MAX_LEAVING, now);
  return async (assetId: string): Promise<boolean> => {
    const before = known.get(assetId);
    if (before !== undefined) return before;
    try {
      const path = `/safe/assets/${assetId}/fees`;
      const fees = await transport.request<WireFee[]>({
        method: "GET",
        path,
        retries: 0,
        timeoutMs: LEAVING_TIMEOUT_MS,
      });
      const leaves = fees.length === 0 || inSame(fees, assetId) !== null;
      known.set(assetId, leaves, LEAVING_LIFETIME_MS);
      return leaves;
    } catch {
      return known.getStale(assetId) ?? true;
    }
  };
}

/** Leaving costs more by now than was agreed on. */
export class FeeHasRisen extends Error {
  constructor(agreed: string, asked: string | null) {
    super(`the network's fee was ${agreed}, and is ${asked ?? "in another asset"} now`);
    this.name = "FeeHasRisen";
  }
}

/**
 * Throws FeeHasRisen when the network would refuse the withdrawal for its fee. It says so only when the transfer is sent,
 * and by then its bytes are stored, and the outputs they spend are bound to them.
 */
export async function assertFee(
  transport: Transport,
  { assetId, address, fee }: { assetId: string; address: string; fee: string },
): Promise<void> {
  const asked = await feeNow(transport, assetId, address);
  if (asked === null || toUnits(asked) > toUnits(fee)) throw new FeeHasRisen(fee, asked);
}
