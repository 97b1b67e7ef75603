import type { Hono } from "hono";
import { z } from "zod";
import { MAX_MEMBERS } from "../chat/conversations.js";
import { parseDraft } from "../chat/draft.js";
import { forbidden, notFound } from "../errors.js";
import type { World } from "../world.js";
import { caller, jsonBody, listBody, ok, type ApiEnv } from "./context.js";
import { parse } from "./parse.js";

const MAX_BATCH = 100;

const conversation = z.object({
  category: z.string(),
  conversation_id: z.string(),
  participants: z.array(z.object({ user_id: z.string() })).default([]),
  name: z.string().optional(),
  announcement: z.string().optional(),
});
const groupAction = z.enum(["ADD", "REMOVE", "ROLE"]);
const participant = z.object({ user_id: z.string(), role: z.enum(["ADMIN", ""]).default("") });
const acknowledgement = z.object({ message_id: z.string(), status: z.string() });

/** Conversations, messages, acknowledgements and attachments. */
export function chatRoutes(api: Hono<ApiEnv>, world: World): void {
  const { conversations, groups, messages, attachments } = world;

  api.post("/conversations", (c) => {
    return ok(c, conversations.view(groups.open(caller(c), parse(conversation, jsonBody(c)))));
  });

  api.post("/conversations/:id/participants/:action", (c) => {
    const action = parse(groupAction, c.req.param("action"));
    const changes = listBody(c, MAX_MEMBERS).map((item) => parse(participant, item));
    return ok(c, conversations.view(groups.change(caller(c), c.req.param("id"), action, changes)));
  });

  api.post("/conversations/:id/exit", (c) => ok(c, conversations.view(groups.exit(caller(c), c.req.param("id")))));

  api.get("/conversations/:id", (c) => {
    const found = conversations.get(c.req.param("id"));
    if (found === undefined) throw notFound();
    if (!found.participants.includes(caller(c).user_id)) throw forbidden("not a participant");
    return ok(c, conversations.view(found));
  });

  api.post("/messages", (c) => {
    const body = jsonBody(c);
    const list = Array.isArray(body) ? listBody(c, MAX_BATCH) : [body];
    messages.send(caller(c), list.map(parseDraft));
    return ok(c, {});
  });

  api.post("/acknowledgements", (c) => {
    const user = caller(c);
    const list = listBody(c, MAX_BATCH).map((item) => parse(acknowledgement, item));
    for (const { message_id: id, status } of list) messages.acknowledge(user.user_id, id, status);
    return ok(c, {});
  });

  api.post("/attachments", (c) => ok(c, attachments.view(attachments.create(caller(c).user_id))));

  api.get("/attachments/:id", (c) => {
    caller(c);
    const row = attachments.ready(c.req.param("id"));
    if (row === undefined) throw notFound();
    return ok(c, attachments.view(row));
  });
}
