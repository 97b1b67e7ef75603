import { serve, type ServerType } from "@hono/node-server";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** `env` carries the connection: who asks is read from it. */
type Answer = (request: Request, env: object) => Response | Promise<Response>;

/** How long open requests may take to end when we stop. */
const DRAIN_MS = 3_000;

/** Listens at once and says "starting" until there is somebody to answer. */
export async function listen(host: string, port: number) {
  let answer: Answer = () => new Response("starting\n", { status: 503, headers: { "retry-after": "1" } });
  const server: ServerType = serve({ fetch: (request, env) => answer(request, env), hostname: host, port });
  await once(server, "listening");
  let closing: Promise<void> | null = null;

  async function drain(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const forced = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(forced);
  }

  return {
    port: (server.address() as AddressInfo).port,
    answerWith(next: Answer): void {
      answer = next;
    },
    /** Takes no more requests; resolves when those in hand have ended. */
    close(): Promise<void> {
      closing ??= drain();
      return closing;
    },
  };
}
