import type { Context, Hono } from "hono";
import { z } from "zod";
import { invalidField, notFound } from "../errors.js";
import { parse } from "../http/parse.js";
import { seedContact } from "../people/seed.js";
import { settingsSchema } from "../route/settings.js";
import type { World } from "../world.js";
import { toUnits } from "../wallet/amount.js";
import { depositView, outputView } from "../wallet/views.js";
import { faultsSchema } from "./faults.js";
import { ledger } from "./ledger.js";

const decimal = z.string().regex(/^\d+(\.\d{1,12})?$/, "a decimal string");
const personSchema = z
  .object({
    full_name: z.string().min(1).max(64),
    phone: z
      .string()
      .regex(/^\+\d{6,15}$/)
      .optional(),
    is_bot: z.boolean().optional(),
    identity_number: z
      .string()
      .regex(/^\d{4,12}$/)
      .optional(),
    has_safe: z.boolean().optional(),
  })
  .strict();
const priceSchema = z
  .object({
    asset_id: z.string(),
    /** "0": nobody makes one any more. Absent: as it is now. */
    price_usd: decimal.optional(),
    /** RFC 3339. The price is of that time and stays so: it grows stale. */
    updated_at: z.iso.datetime().optional(),
    /** The network does not tell of this asset any more; `false` brings it back. */
    gone: z.boolean().default(false),
  })
  .strict();
const safeSchema = z.object({ has_safe: z.boolean() }).strict();

const faucetSchema = z.object({ asset_id: z.string(), amount: z.string() }).strict();

const depositSchema = z
  .object({
    destination: z.string(),
    asset_id: z.string(),
    amount: z.string(),
    /** From being seen on the chain to counting. */
    confirm_ms: z.number().int().nonnegative().default(2_000),
  })
  .strict();

function unitsFrom(amount: string): bigint {
  const units = toUnits(amount);
  if (units === undefined) throw invalidField("amount", "a decimal string with at most 8 places");
  return units;
}

/** A body, and the journal written before the answer: control changes last like all others. */
async function body(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
}

/** The interface for tests and developers: no token, loopback only. */
export function controlRoutes(app: Hono, world: World, routeUrl: () => string): void {
  const { people, market, faults, store, deposits, route } = world;

  app.get("/sandbox/users", (c) => c.json(people.listed().map((user) => people.describe(user))));

  app.post("/sandbox/users", async (c) => {
    const user = people.add(parse(personSchema, await body(c)));
    seedContact(people, user);
    store.journal.flush();
    return c.json(people.describe(user));
  });

  app.post("/sandbox/users/:id/safe", async (c) => {
    const user = people.get(c.req.param("id"));
    if (user === undefined) throw notFound();
    user.has_safe = parse(safeSchema, await body(c)).has_safe;
    people.save(user);
    store.journal.flush();
    return c.json(people.describe(user));
  });

  app.post("/sandbox/users/:id/faucet", async (c) => {
    const user = people.get(c.req.param("id"));
    if (user === undefined) throw notFound();
    const { asset_id: assetId, amount } = parse(faucetSchema, await body(c));
    const output = deposits.faucet(user.user_id, assetId, unitsFrom(amount), false);
    store.journal.flush();
    return c.json(outputView(output));
  });

  app.post("/sandbox/deposits", async (c) => {
    const asked = parse(depositSchema, await body(c));
    const row = deposits.arrive(asked.destination, asked.asset_id, unitsFrom(asked.amount), asked.confirm_ms);
    store.journal.flush();
    return c.json(depositView(row));
  });

  app.get("/sandbox/ledger", (c) => c.json(ledger(world)));

  app.post("/sandbox/prices", async (c) => {
    const price = parse(priceSchema, await body(c));
    const asset = market.asset(price.asset_id);
    if (asset === undefined) throw notFound();
    market.setPrice(asset.asset_id, price.price_usd ?? market.priceUsd(asset), price.updated_at ?? null, price.gone);
    store.journal.flush();
    return c.json(market.view(asset));
  });

  app.get("/sandbox/route", (c) => c.json({ url: routeUrl(), ...route.describe() }));
  app.post("/sandbox/route", async (c) => {
    route.configure(parse(settingsSchema, await body(c)));
    store.journal.flush();
    return c.json({ url: routeUrl(), ...route.describe() });
  });

  app.get("/sandbox/faults", (c) => c.json(faults.describe()));
  app.post("/sandbox/faults", async (c) => {
    const { rules, seed } = parse(faultsSchema, await body(c));
    faults.set(rules, seed);
    return c.json(faults.describe());
  });
  app.delete("/sandbox/faults", (c) => {
    faults.clear();
    return c.json(faults.describe());
  });
}
