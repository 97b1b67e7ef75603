import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { until } from "./until.js";

/** A shop's own server, that webhooks may call: it takes whatever it is told. */
export async function startShopServer() {
  let calls = 0;
  let awaited = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.end('{"code":"SUCCESS"}');
      calls += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    /** Resolves at the next call that nobody has waited for. */
    async called(): Promise<void> {
      await until("a call of the shop's server", () => calls > awaited, { timeoutMs: 60_000 });
      awaited += 1;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
