import { isFiat } from "../../payments/fiat.js";
import type { Rates } from "../../payments/ports.js";

/** Ether is no token on its own chain. */
const ETHER = "43d61dcd-e413-450d-80b8-101d5e903357";

/** "USD" or "USDT"; empty for an asset of which the network has not told us. */
export const symbolOf = (unit: string, rates: Rates): string =>
  isFiat(unit) ? unit.toUpperCase() : (rates.asset(unit)?.symbol ?? "");

/** "ERC20" for tokens on Ethereum, else empty: what MixPay calls an asset's version. */
export const versionOf = (unit: string, rates: Rates): string =>
  unit !== ETHER && rates.asset(unit)?.network === "Ethereum" ? "ERC20" : "";

/** Unix seconds. */
export const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
