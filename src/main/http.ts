import { serve, type ServerType } from "@hono/node-server";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** `env` carries the connection: who asks is read from it. */
type Answer = (request: Request, env: object) => Response | Promise<Response>;

/** How long open requests may take to end when we stop. */
const DRAIN_MS = 3_000;

async function firstFree(host: string, [port, ...others]: number[], fetch: Answer): Promise<ServerType> {
  const server = serve({ fetch, hostname: host, port: port! });
  try {
    await once(server, "listening");
    return server;
  } catch (error) {
    if (others.length === 0 || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return firstFree(host, others, fetch);
  }
}

/** Listens on the first of these ports that is free, and says "starting" until there is somebody to answer. */
export async function listen(host: string, ports: number[]) {
  let answer: Answer = () => new Response("starting\n", { status: 503, headers: { "retry-after": "1" } });
  const server = await firstFree(host, ports, (request, env) => answer(request, env));
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
