import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import { ApiError, errorBody, invalidField } from "../errors.js";
import { caller, jsonBody, ok, type ApiContext, type ApiEnv } from "../http/context.js";
import { faultsAround } from "../http/faulty.js";
import { parse } from "../http/parse.js";
import { unknownRoutes } from "../http/api.js";
import { CHAINS, type CatalogueAsset } from "../market/catalogue.js";
import { toUnits } from "../wallet/amount.js";
import type { World } from "../world.js";
import { ROUTE } from "./route.js";
import { signerOf } from "./signature.js";
import type { QuoteRow } from "./types.js";

/** Longer than any client's patience. */
const SILENCE_MS = 60_000;

const swapSchema = z.object({
  payer: z.string(),
  inputMint: z.string(),
  inputAmount: z.string(),
  outputMint: z.string(),
  payload: z.string(),
  referral: z.string().optional(),
});

function unitsFrom(amount: string | undefined): bigint {
  const units = toUnits(amount ?? "");
  if (units === undefined || units <= 0n) throw new ApiError(10614, "Invalid quote amount.");
  return units;
}

function quoteView(quote: QuoteRow) {
  return {
    inputMint: quote.input_asset,
    inAmount: quote.input_amount,
    outputMint: quote.output_asset,
    outAmount: quote.output_amount,
    payload: quote.payload,
  };
}

function tokenView(world: World, asset: CatalogueAsset) {
  const chain = CHAINS.find((known) => known.chain_id === asset.chain_id);
  const icon = (id: string): string => `${world.url()}/sandbox/icons/${id}.svg`;
  return {
    assetId: asset.asset_id,
    name: asset.name,
    symbol: asset.symbol,
    icon: icon(asset.asset_id),
    chain: {
      chainId: asset.chain_id,
      symbol: chain?.symbol ?? "",
      name: chain?.name ?? "",
      icon: icon(asset.chain_id),
      decimals: asset.precision,
    },
  };
}

/** Only its own kind of source is offered here. */
function checkSource(c: ApiContext): void {
  if (c.req.query("source") !== "mixin") throw invalidField("source", "mixin");
}

/** Lets signed requests through, and keeps silent when it is told to. */
function gate(world: World) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const body = c.req.method === "GET" ? "" : await c.req.text();
    c.set("body", body);
    c.set("requestId", c.req.header("x-request-id") ?? "");
    if (world.route.isSilent()) {
      const { socket } = c.env.incoming;
      await world.pause(SILENCE_MS, socket);
      socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    const user = signerOf(world.people, world.route.user, {
      timestamp: c.req.header("mr-access-timestamp"),
      sign: c.req.header("mr-access-sign"),
      method: c.req.method,
      uri: c.env.incoming.url ?? "",
      body,
    });
    c.set("user", user);
    await next();
    return undefined;
  });
}

/** Mixin Route's API, as it answers at an address of its own. */
export function routeApp(world: World): Hono<ApiEnv> {
  const { route, market } = world;
  const app = new Hono<ApiEnv>();
  app.onError((error, c) => {
    world.store.journal.flush();
    const refusal = error instanceof ApiError ? error : new ApiError(500, "Internal Server Error.", {}, 500);
    if (!(error instanceof ApiError)) world.report(error);
    return c.json(errorBody(refusal, c.get("requestId")) as object, refusal.http as 202);
  });
  app.use("*", gate(world), faultsAround(world));

  app.get("/web3/tokens", (c) => {
    checkSource(c);
    return ok(
      c,
      market.top().map((asset) => tokenView(world, asset)),
    );
  });

  app.get("/web3/quote", (c) => {
    checkSource(c);
    const { inputMint = "", outputMint = "", amount } = c.req.query();
    return ok(c, quoteView(route.quote(caller(c), inputMint, outputMint, unitsFrom(amount))));
  });

  app.post("/web3/swap", (c) => {
    const asked = parse(swapSchema, jsonBody(c));
    const [order, quote] = route.swap(caller(c), asked);
    const query = new URLSearchParams({
      asset: order.input_asset,
      amount: order.input_amount,
      trace: order.trace,
      memo: order.order_id,
    });
    return ok(c, { tx: `${world.url()}/pay/${ROUTE}?${query.toString()}`, quote: quoteView(quote) });
  });

  unknownRoutes(app);
  return app;
}
