import { createServer } from "node:net";

/** Below the ports that systems give to servers and connections by chance (32768 and up on Linux), above the well-known ones. */
const [FIRST, COUNT] = [12_000, 20_000];

// Every process begins elsewhere: test files run side by side, and would find the same ports free.
let tried = process.pid * 62;

/**
 * A port of the loopback that nobody has, another each time. It stays free until its program listens, and while that is
 * being started again: no server or connection that gets a port by chance gets one of these.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + (tried % COUNT);
    // The next one is left to the sandbox's second server.
    tried += 2;
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
