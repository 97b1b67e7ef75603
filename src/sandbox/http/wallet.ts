import type { Hono } from "hono";
import { z } from "zod";
import { isHash, membersHash, outputId } from "../bytes.js";
import { forbidden, notFound } from "../errors.js";
import type { World } from "../world.js";
import { outputView, requestView } from "../wallet/views.js";
import type { OutputQuery } from "../wallet/outputs.js";
import { caller, jsonBody, listBody, ok, type ApiContext, type ApiEnv } from "./context.js";
import { parse } from "./parse.js";
import { assetQuery, whole, limitOf, orderOf } from "./query.js";

const keys = z.object({ receivers: z.array(z.string()), index: z.number(), hint: z.string() });
const raw = z.object({ raw: z.string(), request_id: z.string() });
const fetchOutputs = z.object({ user_id: z.string(), ids: z.array(z.string()).max(500) });
const states = z.enum(["unspent", "signed", "spent"]);

function outputQuery(world: World, c: ApiContext): OutputQuery {
  const state = c.req.query("state");
  return {
    threshold: whole(c, "threshold"),
    assetId: assetQuery(world, c),
    state: state === undefined ? undefined : parse(states, state),
    offset: whole(c, "offset"),
    limit: limitOf(c),
    order: orderOf(c, "ASC"),
  };
}

/** One-time keys, outputs, and transactions from verification to finality. */
export function walletRoutes(api: Hono<ApiEnv>, world: World): void {
  const { ghosts, outputs, wallet, people } = world;

  api.post("/safe/keys", (c) => {
    caller(c);
    const asked = listBody(c, 256).map((item) => parse(keys, item));
    return ok(
      c,
      asked.map(({ receivers, index, hint }) => {
        const ghost = ghosts.issue(receivers, index, hint);
        return { type: "ghost_key", mask: ghost.mask, keys: ghost.keys };
      }),
    );
  });

  api.get("/safe/outputs", (c) => {
    const user = caller(c);
    const query = outputQuery(world, c);
    const app = c.req.query("app");
    if (app !== undefined) {
      if (app !== user.user_id) throw forbidden("not the owner of the app");
      return ok(c, outputs.listOfApp(app, query).map(outputView));
    }
    const own = membersHash([user.user_id]);
    const hash = c.req.query("members") ?? own;
    if (hash !== own && !(outputs.members(hash) ?? [user.user_id]).includes(user.user_id)) {
      throw forbidden("not a member");
    }
    return ok(c, outputs.list(hash, query).map(outputView));
  });

  api.get("/safe/outputs/:id", (c) => {
    const user = caller(c);
    const id = c.req.param("id");
    const [hash, index] = id.split(":");
    const output = outputs.get(isHash(hash) ? outputId(hash, Number(index)) : id);
    const mine = output?.receivers.some(
      (owner) => owner === user.user_id || people.get(owner)?.app_id === user.user_id,
    );
    if (output === undefined || mine !== true) throw notFound();
    return ok(c, outputView(output));
  });

  api.post("/safe/outputs/fetch", (c) => {
    const user = caller(c);
    const { ids } = parse(fetchOutputs, jsonBody(c));
    const found = ids.flatMap((id) => outputs.get(id) ?? []);
    return ok(c, found.filter((output) => output.receivers.includes(user.user_id)).map(outputView));
  });

  api.post("/safe/transaction/requests", (c) => {
    const user = caller(c);
    const asked = listBody(c, 100).map((item) => parse(raw, item));
    return ok(
      c,
      wallet.verify(user, asked).map((request) => requestView(request, user.user_id)),
    );
  });

  api.post("/safe/transactions", (c) => {
    const user = caller(c);
    const asked = listBody(c, 100).map((item) => parse(raw, item));
    return ok(
      c,
      wallet.send(user, asked).map((request) => requestView(request, user.user_id)),
    );
  });

  api.post("/safe/transactions/fetch", (c) => {
    const user = caller(c);
    const found = listBody(c, 500).flatMap((id) => (typeof id === "string" ? (wallet.find(id) ?? []) : []));
    return ok(
      c,
      found.map((request) => requestView(request, user.user_id)),
    );
  });

  api.get("/safe/transactions/:id", (c) => {
    const request = wallet.find(c.req.param("id"));
    const viewer = c.get("user")?.user_id;
    const party = request?.receivers.some(({ members }) => viewer !== undefined && members.includes(viewer));
    const readable = world.switches.transactionsPublic || request?.user_id === viewer || party === true;
    if (request === undefined || !readable) throw notFound();
    return ok(c, requestView(request, viewer));
  });
}
