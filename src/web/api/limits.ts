import type { Context } from "hono";
import { createLimiter, type Limiter } from "../limiter.js";
import type { ApiOptions } from "../options.js";
import type { Merchant } from "../../shop/merchants.js";
import { type IsProxy, addressOf, networkOf } from "../who-asks.js";
import type { Endpoint } from "./endpoint.js";
import { ApiError } from "./errors.js";
import { id } from "./params.js";

/**
 * MixPay's 60 a minute for an address. More for results: a shop's server asks for each of its open orders every minute, and
 * with the same limit it would hear of 60 of them.
 *
 * As much for one payee, of one network: whoever rents a network of addresses writes no more rows than this, and whoever
 * asks from elsewhere, such as the shop's own server, is not kept from asking by them. Over all networks it would be: ten
 * addresses within their own limits would use up what the shop needs.
 *
 * What keys are asked for is counted by address before the key is looked up, and then by shop, however many keys it has.
 */
export const LIMITS = {
  usual: { burst: 60, perSecond: 1 },
  results: { burst: 600, perSecond: 10 },
  payee: { burst: 600, perSecond: 10 },
  keyed: { burst: 600, perSecond: 10 },
  shop: { burst: 300, perSecond: 5 },
};

/** What is left to one request's caller; throws through `demand` when it is nothing. */
export interface Allowance {
  headers: Record<string, string>;
  left: number;
  demand(): void;
}

/** The one that ends first: it is told. */
export const tighter = (one: Allowance, other: Allowance): Allowance => (other.left < one.left ? other : one);

/** How much of each may be asked for. In memory: each process counts for itself. */
export function createLimits(given: ApiOptions["limits"], now: () => Date, isProxy: IsProxy) {
  const limits = { ...LIMITS, ...given };
  const limiters = {
    usual: createLimiter(limits.usual, now),
    results: createLimiter(limits.results, now),
    payee: createLimiter(limits.payee, now),
    keyed: createLimiter(limits.keyed, now),
    shop: createLimiter(limits.shop, now),
  };

  function allow(limiter: Limiter, key: string, burst: number): Allowance {
    const { wait, left } = limiter.count(key);
    const headers = { "x-ratelimit-limit": String(burst), "x-ratelimit-remaining": String(left) };
    return {
      left,
      headers: wait === 0 ? headers : { ...headers, "retry-after": String(wait) },
      demand() {
        if (wait > 0) throw new ApiError("rate");
      },
    };
  }

  return {
    ofAddress: (c: Context, { bucket }: Endpoint): Allowance =>
      allow(limiters[bucket], addressOf(c, isProxy), limits[bucket].burst),
    ofShop: ({ id: shopId }: Merchant): Allowance => allow(limiters.shop, shopId, limits.shop.burst),
    /** Only of what makes rows: nobody shall be able to keep others from reading what became of their orders. */
    ofPayee(c: Context, { method, scope }: Endpoint, payeeId: unknown): Allowance | null {
      if (scope !== undefined) return null;
      // What is no id is refused before it makes anything, and can be as long as a request.
      const payee = method === "POST" ? id.safeParse(payeeId).data : undefined;
      if (payee === undefined) return null;
      return allow(limiters.payee, `${payee} ${networkOf(addressOf(c, isProxy))}`, limits.payee.burst);
    },
  };
}
