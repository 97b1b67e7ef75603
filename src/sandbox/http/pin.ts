import type { Hono } from "hono";
import { z } from "zod";
import { isHash } from "../bytes.js";
import { registerSafe, updateTip, verifyTip } from "../people/tip.js";
import { meView } from "../people/view.js";
import type { World } from "../world.js";
import { caller, jsonBody, ok, type ApiEnv } from "./context.js";
import { parse } from "./parse.js";

const update = z.object({ old_pin_base64: z.string().default(""), pin_base64: z.string() });
const verification = z.object({ pin_base64: z.string(), timestamp: z.number() });
const registration = z.object({ public_key: z.string().refine(isHash), signature: z.string(), pin_base64: z.string() });

/** What a network user needs to get a wallet: a TIP key, and then a spend key. */
export function pinRoutes(api: Hono<ApiEnv>, world: World): void {
  const { people } = world;

  api.post("/pin/update", (c) => {
    const user = caller(c);
    const pins = parse(update, jsonBody(c));
    updateTip(people, user, pins.old_pin_base64, pins.pin_base64);
    return ok(c, meView(people, user));
  });

  api.post("/pin/verify", (c) => {
    const user = caller(c);
    const asked = parse(verification, jsonBody(c));
    verifyTip(user, asked.pin_base64, asked.timestamp);
    return ok(c, meView(people, user));
  });

  api.post("/safe/users", (c) => {
    const user = caller(c);
    const asked = parse(registration, jsonBody(c));
    registerSafe(people, user, asked.public_key, asked.signature, asked.pin_base64);
    return ok(c, meView(people, user));
  });
}
