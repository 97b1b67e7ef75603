import type { Hono } from "hono";
import { z } from "zod";
import { multisigView } from "../wallet/views.js";
import type { RequestRow } from "../wallet/types.js";
import type { World } from "../world.js";
import { caller, jsonBody, listBody, ok, type ApiContext, type ApiEnv } from "./context.js";
import { parse } from "./parse.js";

const proposal = z.object({ raw: z.string(), request_id: z.string() });
const signature = z.object({ raw: z.string() });

/** Transactions that several members sign one after the other. */
export function multisigRoutes(api: Hono<ApiEnv>, world: World): void {
  const { multisigs } = world;
  const view = (c: ApiContext, request: RequestRow) =>
    multisigView(request, caller(c).user_id, multisigs.views(caller(c), request));

  api.post("/safe/multisigs", (c) => {
    const proposed = listBody(c, 100).map((item) => parse(proposal, item));
    return ok(
      c,
      multisigs.create(caller(c), proposed).map((request) => view(c, request)),
    );
  });

  api.get("/safe/multisigs/:id", (c) => ok(c, view(c, multisigs.get(caller(c), c.req.param("id")))));

  api.post("/safe/multisigs/:id/sign", (c) => {
    const { raw } = parse(signature, jsonBody(c));
    return ok(c, view(c, multisigs.sign(caller(c), c.req.param("id"), raw)));
  });

  api.post("/safe/multisigs/:id/unlock", (c) => ok(c, view(c, multisigs.unlock(caller(c), c.req.param("id")))));
}
