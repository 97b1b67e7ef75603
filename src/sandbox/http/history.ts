import type { Hono } from "hono";
import { z } from "zod";
import { nanoseconds } from "../clock.js";
import { forbidden, invalidField, notFound } from "../errors.js";
import { messageView } from "../blaze/frame.js";
import { outputId } from "../bytes.js";
import type { SnapshotQuery } from "../wallet/snapshots.js";
import { depositView, entryView, snapshotView } from "../wallet/views.js";
import type { World } from "../world.js";
import { caller, jsonBody, ok, type ApiContext, type ApiEnv } from "./context.js";
import { parse } from "./parse.js";
import { assetQuery, limitOf, orderOf } from "./query.js";

const notification = z.object({ transaction_hash: z.string(), output_index: z.number(), receiver_id: z.string() });
const entry = z.object({
  chain_id: z.string(),
  members: z.array(z.string()).optional(),
  threshold: z.number().int().optional(),
});

function snapshotQuery(world: World, c: ApiContext): SnapshotQuery {
  const offset = c.req.query("offset");
  const time = offset === undefined || offset === "" ? undefined : nanoseconds(offset);
  if (offset !== undefined && offset !== "" && time === undefined) throw invalidField("offset", "RFC 3339");
  return {
    assetId: assetQuery(world, c),
    opponentId: c.req.query("opponent"),
    offset: time,
    limit: limitOf(c),
    order: orderOf(c, world.switches.snapshotOrder),
  };
}

/** What happened in a wallet, and how money comes in from chains. */
export function historyRoutes(api: Hono<ApiEnv>, world: World): void {
  const { snapshots, people, entries, messages, outputs, deposits } = world;

  api.get("/safe/snapshots", (c) => {
    const user = caller(c);
    const query = snapshotQuery(world, c);
    const app = c.req.query("app");
    if (app !== undefined && app !== user.user_id) throw forbidden("not the owner of the app");
    const rows = app === undefined ? snapshots.list(user.user_id, query) : snapshots.listOfApp(app, query);
    return ok(c, rows.map(snapshotView));
  });

  api.get("/safe/snapshots/:id", (c) => {
    const user = caller(c);
    const row = snapshots.get(c.req.param("id"));
    const mine = row?.user_id === user.user_id || people.get(row?.user_id ?? "")?.app_id === user.user_id;
    if (row === undefined || !mine) throw notFound();
    return ok(c, snapshotView(row));
  });

  api.post("/safe/snapshots/notifications", (c) => {
    const user = caller(c);
    const asked = parse(notification, jsonBody(c));
    const output = outputs.get(outputId(asked.transaction_hash, asked.output_index));
    if (output === undefined || !output.receivers.includes(asked.receiver_id)) throw notFound();
    if (!output.senders.includes(user.user_id)) throw forbidden("not the sender");
    const row = snapshots.ofOutput(output, asked.receiver_id);
    const message = messages.get(snapshots.tell(row, user.user_id));
    if (message === undefined) throw notFound();
    return ok(c, messageView(message, ""));
  });

  api.post("/safe/deposit/entries", (c) => {
    const user = caller(c);
    const asked = parse(entry, jsonBody(c));
    const members = asked.members ?? [user.user_id];
    const allowed = members.some((id) => id === user.user_id || people.get(id)?.app_id === user.user_id);
    if (!allowed) throw forbidden("not a member");
    return ok(c, [entryView(entries.get(members, asked.threshold ?? 1, asked.chain_id))]);
  });

  api.get("/safe/deposits", (c) => {
    const asset = assetQuery(world, c);
    const destination = c.req.query("destination");
    const offset = c.req.query("offset") ?? "";
    const rows = deposits
      .list(caller(c).user_id)
      .filter((row) => asset === undefined || row.asset_id === asset)
      .filter((row) => destination === undefined || row.destination === destination)
      .filter((row) => (nanoseconds(row.created_at) ?? 0n) >= (nanoseconds(offset) ?? 0n));
    return ok(c, rows.slice(0, limitOf(c)).map(depositView));
  });
}
