import type { Hono } from "hono";
import { isUuid } from "../bytes.js";
import { ApiError, notFound } from "../errors.js";
import { isAddress } from "../market/addresses.js";
import { CHAINS, type CatalogueAsset, type Chain } from "../market/catalogue.js";
import { withdrawalFee } from "../market/fees.js";
import { FIAT_RATES } from "../market/fiats.js";
import type { World } from "../world.js";
import { caller, listBody, ok, type ApiEnv } from "./context.js";

const STARTED = "2017-12-24T00:00:00Z";

function chainView(world: World, chain: Chain) {
  return {
    type: "chain",
    chain_id: chain.chain_id,
    name: chain.name,
    symbol: chain.symbol,
    icon_url: `${world.url()}/sandbox/icons/${chain.fee_asset_id}.svg`,
    threshold: chain.threshold,
    is_synchronized: true,
    deposit_block_height: 0,
    managed_block_height: 0,
    withdrawal_timestamp: STARTED,
    withdrawal_pending_count: "0",
    withdrawal_fee: "0",
  };
}

/** Assets, chains, prices and fiat rates. */
export function marketRoutes(api: Hono<ApiEnv>, world: World): void {
  const { market } = world;
  const must = (id: string): CatalogueAsset => {
    const asset = market.listed(id);
    if (asset === undefined) throw notFound();
    return asset;
  };
  const views = (assets: readonly CatalogueAsset[]) => assets.map((asset) => market.view(asset));

  api.get("/safe/assets", (c) => {
    caller(c);
    return ok(c, views(market.all()));
  });
  api.get("/safe/assets/:id", (c) => {
    caller(c);
    return ok(c, market.view(must(c.req.param("id"))));
  });
  api.get("/safe/assets/:id/fees", (c) => {
    caller(c);
    const fee = withdrawalFee(market, must(c.req.param("id")));
    return ok(c, [{ type: "withdrawal_fee", ...fee, priority: 0 }]);
  });
  api.post("/safe/assets/fetch", (c) => {
    caller(c);
    const found = listBody(c, 500).flatMap((id) => (isUuid(id) ? (market.listed(id) ?? []) : []));
    return ok(c, views(found));
  });

  api.get("/network/assets/top", (c) => ok(c, views(market.top())));
  api.get("/network/assets/search/:word", (c) => ok(c, views(market.search(c.req.param("word")))));
  api.get("/network/assets/:id", (c) => ok(c, market.view(must(c.req.param("id")))));
  api.get("/network/ticker", (c) => {
    const asset = must(c.req.query("asset") ?? "");
    const { price_usd: priceUsd, price_btc: priceBtc } = market.view(asset);
    return ok(c, { type: "ticker", price_usd: priceUsd, price_btc: priceBtc });
  });
  api.get("/network/chains", (c) =>
    ok(
      c,
      CHAINS.map((chain) => chainView(world, chain)),
    ),
  );
  api.get("/network/chains/:id", (c) => {
    const chain = CHAINS.find((known) => known.chain_id === c.req.param("id"));
    if (chain === undefined) throw notFound();
    return ok(c, chainView(world, chain));
  });
  api.get("/external/addresses/check", (c) => {
    caller(c);
    const asset = must(c.req.query("asset") ?? "");
    const destination = c.req.query("destination") ?? "";
    if (!isAddress(asset, destination)) throw new ApiError(30102, "Invalid address format.");
    return ok(c, { destination, tag: c.req.query("tag") ?? "", fee: withdrawalFee(market, asset).amount });
  });
  api.get("/external/fiats", (c) =>
    ok(
      c,
      Object.entries(FIAT_RATES).map(([code, rate]) => ({ code, rate })),
    ),
  );
}
