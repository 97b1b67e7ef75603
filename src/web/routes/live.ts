import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { isUuid } from "../../db/ids.js";
import { viewOrder } from "../../payments/orders.js";
import type { Services } from "../options.js";
import { createWatch, versionOf } from "../watch.js";
import { addressOf, type IsProxy } from "../who-asks.js";

/** Open pages at once, in all and from one address; beyond it pages look again by themselves. */
const MOST = 5_000;
const MOST_EACH = 100;
/** Proxies close connections that are silent for a minute. */
const BEAT_MS = 20_000;

/** `/code/{id}/events`: tells an open page that its order changed. `close` ends every stream. */
export function liveRoutes(services: Services, isProxy: IsProxy): { routes: Hono; close: () => void } {
  const watch = createWatch(services.database, services.log);
  const streams = new Set<() => void>();
  const each = new Map<string, number>();
  const routes = new Hono();
  let closed = false;

  routes.get("/code/:id/events", async (c) => {
    const id = c.req.param("id").toLowerCase();
    const view = isUuid(id) ? await viewOrder(services.database.db, id) : null;
    if (!view) return c.notFound();
    // Hono asks this for HEAD, too. Nobody reads, or leaves, its stream: it would count for its address for ever.
    if (c.req.method === "HEAD") return c.body(null, 200, { "content-type": "text/event-stream" });
    const address = addressOf(c, isProxy);
    const mine = each.get(address) ?? 0;
    if (closed || streams.size >= MOST || mine >= MOST_EACH)
      return c.text("Too many open pages", 503, { "retry-after": "10" });
    // Nginx would keep events back until its buffer is full.
    c.header("x-accel-buffering", "no");
    each.set(address, mine + 1);
    return streamSSE(
      c,
      (stream) =>
        new Promise<void>((end) => {
          let last = "";
          const send = (version: string): void => {
            if (version === last || stream.aborted) return;
            last = version;
            stream.writeSSE({ event: "order", data: version, retry: 3_000 }).catch(finish);
          };
          const unfollow = watch.follow(id, send);
          const beat = setInterval(() => {
            stream.write(": still here\n\n").catch(finish);
          }, BEAT_MS);
          streams.add(finish);
          stream.onAbort(finish);
          send(versionOf(view));

          function finish(): void {
            if (!streams.delete(finish)) return;
            clearInterval(beat);
            unfollow();
            const left = (each.get(address) ?? 1) - 1;
            if (left > 0) each.set(address, left);
            else each.delete(address);
            end();
          }
        }),
    );
  });

  return {
    routes,
    close() {
      closed = true;
      watch.close();
      for (const finish of streams) finish();
    },
  };
}
