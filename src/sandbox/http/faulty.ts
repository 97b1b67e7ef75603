import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { createMiddleware } from "hono/factory";
import { ApiError, errorBody } from "../errors.js";
import type { World } from "../world.js";
import { tooLarge, type ApiEnv, type ApiContext } from "./context.js";

/** Longer than any client's patience. */
const TIMEOUT_MS = 30_000;

/** The faults that `POST /sandbox/faults` asks for, before and after a request is handled. */
export function faultsAround(world: World) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const user = c.get("user");
    const subject = {
      path: c.req.path,
      method: c.req.method,
      ...(user === undefined ? {} : { user: user.user_id }),
    };
    const { faults } = world;
    if (faults.fire("http_500", subject) !== undefined) throw new ApiError(500, "Internal Server Error.", {}, 500);
    if (faults.fire("too_large_413", subject) !== undefined) return tooLarge();
    const limited = faults.fire("rate_limit_429", subject);
    if (limited !== undefined) {
      const error = new ApiError(429, "Too many requests.", {}, limited.status ?? 202);
      return c.json(errorBody(error, c.get("requestId")) as object, error.http as 202);
    }
    const before = faults.fire("timeout_before", subject);
    if (before !== undefined) return hang(world, c, before.delay_ms ?? TIMEOUT_MS);
    await next();
    world.store.journal.flush();
    const after = faults.fire("timeout_after", subject);
    if (after !== undefined) return hang(world, c, after.delay_ms ?? TIMEOUT_MS);
    const silence = faults.fire("silence", subject);
    if (silence !== undefined) return hang(world, c, silence.delay_ms ?? 0);
    return undefined;
  });
}

/** Keeps the client waiting and then hangs up without a word. */
async function hang(world: World, c: ApiContext, ms: number): Promise<Response> {
  const { socket } = c.env.incoming;
  await world.pause(ms, socket);
  socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
