import type { MiddlewareHandler } from "hono";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The messenger acts with the keys of its people, so nobody else's page may steer it: the host must be this
 * machine by name (a foreign name that was pointed here is refused), and a changing request must come from
 * our own page or from no page at all, as JSON, which a foreign form cannot send.
 */
export function onlyOurPages(url: () => string): MiddlewareHandler {
  return async function onlyOurPagesGuard(c, next) {
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    if (!isOurHost(host, url())) return c.json({ error: "This address is not the messenger's." }, 403);
    if (c.req.method !== "GET" && c.req.method !== "HEAD") {
      const origin = c.req.header("origin");
      if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
        return c.json({ error: "Requests from other pages are refused." }, 403);
      }
      if (!c.req.header("content-type")?.startsWith("application/json")) {
        return c.json({ error: "Only JSON is accepted." }, 415);
      }
    }
    return next();
  };
}

function isOurHost(host: string, url: string): boolean {
  try {
    return host === new URL(url).host || LOOPBACK.has(new URL(`http://${host}`).hostname);
  } catch {
    return false;
  }
}
