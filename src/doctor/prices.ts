import type { AssetBook } from "../mixin/assets.js";
import { reasonOf } from "../mixin/reason.js";
import { failed, ok, skipped, type Finding, type Surroundings } from "./finding.js";

/** The payment core quotes no older price. */
const FRESH_MS = 10 * 60_000;

/** Whether enough prices are fresh for a pay page to offer something, and currencies have rates. */
export async function examinePrices(book: AssetBook, { now }: Surroundings): Promise<Finding[]> {
  try {
    const assets = await book.assets();
    const stale: string[] = [];
    for (const { assetId, displaySymbol } of assets) {
      const price = await book.price(assetId);
      if (!price || now() - price.at.getTime() > FRESH_MS) stale.push(displaySymbol);
    }
    return [priceFinding(assets.length, stale), currencyFinding((await book.fiatCodes()).length)];
  } catch (error) {
    const fix = "Ask again in a minute. Until prices come, nothing can be quoted.";
    return [failed("prices", reasonOf(error), fix), skipped("currencies", "the prices have to come first")];
  }
}

function priceFinding(total: number, stale: string[]): Finding {
  const fresh = total - stale.length;
  // Some rarely traded assets always lag; when most do, the source has stopped.
  if (fresh > total / 2) return ok("prices", `${fresh} of ${total} are fresh`);
  const note = `only ${fresh} of ${total} prices are younger than 10 minutes (not ${stale.slice(0, 5).join(", ")})`;
  return failed("prices", note, "Mixin's prices stand still: wait until they move, and check the clock above.");
}

function currencyFinding(count: number): Finding {
  if (count > 0) return ok("currencies", `rates for ${count}`);
  return failed("currencies", "Mixin tells no exchange rates", "Ask again later; until then, price codes in an asset.");
}
