import { Hono } from "hono";
import type { WebOptions } from "../options.js";

/** `/healthz`, `/readyz`, `/metrics`: for those who run it. And the key that callbacks are checked with, for everybody. */
export function operationRoutes({
  health,
  metrics,
  callbackKey,
}: Pick<WebOptions, "health" | "metrics" | "callbackKey">): Hono {
  const routes = new Hono();
  routes.get("/healthz", (c) => (health.live() ? c.text("ok") : c.text("not alive", 503)));
  routes.get("/readyz", async (c) => {
    const checks = await health.ready();
    const ready = checks.every((check) => check.ok);
    return c.json({ ready, checks }, ready ? 200 : 503);
  });
  routes.get("/metrics", async (c) => {
    const { type, text } = await metrics();
    return c.body(text, 200, { "content-type": type });
  });
  if (callbackKey !== undefined) {
    routes.get("/.well-known/mixtill-callbacks.pem", (c) =>
      c.body(callbackKey, 200, { "content-type": "application/x-pem-file" }),
    );
  }
  return routes;
}
