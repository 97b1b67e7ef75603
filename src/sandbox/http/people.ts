import type { Hono } from "hono";
import { z } from "zod";
import { isUuid } from "../bytes.js";
import { toX25519 } from "../crypto/pin.js";
import { ApiError, invalidField, notFound } from "../errors.js";
import { greet } from "../people/greeting.js";
import { grantedView, meView, userView } from "../people/view.js";
import type { World } from "../world.js";
import { caller, jsonBody, listBody, ok, type ApiContext, type ApiEnv } from "./context.js";
import { parse } from "./parse.js";

const profile = z.object({ full_name: z.string().min(1).max(64).optional(), biography: z.string().optional() });
const relationship = z.object({
  user_id: z.string(),
  action: z.enum(["ADD", "UPDATE", "REMOVE", "BLOCK", "UNBLOCK"]),
});
const subUser = z.object({ session_secret: z.string(), full_name: z.string().min(1).max(64) });

/** Who am I, who are they, and how we stand. */
export function peopleRoutes(api: Hono<ApiEnv>, world: World): void {
  const { people } = world;

  const me = (c: ApiContext) => {
    const user = caller(c);
    const grant = c.get("grant");
    return ok(c, grant === undefined ? meView(people, user) : grantedView(people, user, grant.scopes));
  };
  api.get("/me", me);
  api.get("/safe/me", me);

  api.post("/me", (c) => {
    const user = caller(c);
    const changes = parse(profile, jsonBody(c));
    user.full_name = changes.full_name ?? user.full_name;
    user.biography = changes.biography ?? user.biography;
    people.save(user);
    return ok(c, meView(people, user));
  });

  api.get("/users/:id", (c) => {
    const id = c.req.param("id");
    const user = people.get(id) ?? people.find(id);
    if (user === undefined) throw notFound();
    return ok(c, userView(people, user, caller(c).user_id));
  });

  api.get("/search/:query", (c) => {
    const query = c.req.param("query");
    if (query.startsWith("+") && !/^\+\d{6,15}$/.test(query)) throw new ApiError(20110, "Invalid phone number.");
    const user = people.find(query);
    if (user === undefined) throw notFound();
    return ok(c, userView(people, user, caller(c).user_id));
  });

  api.post("/users/fetch", (c) => {
    const viewer = caller(c).user_id;
    const found = listBody(c, 500).flatMap((id) => (isUuid(id) ? (people.get(id) ?? []) : []));
    return ok(
      c,
      found.map((user) => userView(people, user, viewer)),
    );
  });

  api.post("/users", (c) => {
    const user = caller(c);
    if (!user.is_bot) throw new ApiError(403, "Only bots create network users.");
    const body = parse(subUser, jsonBody(c));
    const key = Buffer.from(body.session_secret, "base64url");
    if (key.length !== 32) throw invalidField("session_secret", "not an ed25519 public key");
    return ok(c, meView(people, people.addSubUser(user, body.full_name, key.toString("hex"))));
  });

  api.post("/sessions/fetch", (c) => {
    const found = listBody(c, 500).flatMap((id) => (isUuid(id) ? (people.get(id) ?? []) : []));
    return ok(
      c,
      found.map((user) => ({
        type: "session",
        user_id: user.user_id,
        session_id: user.session_id,
        platform: "",
        // In the form that X25519 takes: Go's SDK derives shared secrets from it as it comes.
        public_key: toX25519(user.session_public).toString("base64url"),
      })),
    );
  });

  api.get("/friends", (c) => {
    const viewer = caller(c).user_id;
    return ok(
      c,
      people.related(viewer, "FRIEND").map((user) => userView(people, user, viewer)),
    );
  });

  api.get("/blocking_users", (c) => {
    const viewer = caller(c).user_id;
    return ok(
      c,
      people.related(viewer, "BLOCKING").map((user) => userView(people, user, viewer)),
    );
  });

  api.post("/relationships", (c) => {
    const user = caller(c);
    const { user_id: otherId, action } = parse(relationship, jsonBody(c));
    const other = people.get(otherId);
    if (other === undefined || other === user) throw notFound();
    if (action === "ADD" || action === "UPDATE") {
      const fresh = people.relation(user.user_id, otherId) !== "FRIEND";
      people.setRelation(user.user_id, otherId, "FRIEND");
      if (fresh) greet(world, user, other);
    } else {
      people.setRelation(user.user_id, otherId, action === "BLOCK" ? "BLOCKING" : "STRANGER");
    }
    return ok(c, userView(people, other, user.user_id));
  });
}
