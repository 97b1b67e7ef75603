import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What came, as it came. */
export interface Received {
  /** "/taken". */
  path: string;
  method: string;
  headers: IncomingMessage["headers"];
  body: string;
  at: number;
}

type Manner = (response: ServerResponse, request: IncomingMessage) => unknown;

const json = (status: number, body: unknown): Manner => {
  return (response) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const text = (words: string): Manner => {
  return (response) => response.writeHead(200, { "content-type": "text/html" }).end(words);
};

/** How shops answer: each at a path of its name. */
export const MANNERS = {
  taken: json(200, { code: "SUCCESS" }),
  takenAsText: text('{"code":"SUCCESS"}'),
  takenWithMark: text('\ufeff {"code":"SUCCESS","message":"ok"}\n'),
  takenSlowly: async (response) => {
    await pause(300);
    response.end('{"code":"SUCCESS"}');
  },
  takenLate: async (response) => {
    await pause(1_500);
    response.end('{"code":"SUCCESS"}');
  },
  refused: json(200, { code: "FAIL" }),
  lowerCase: json(200, { code: "success" }),
  fail: text("fail"),
  nothing: text(""),
  nul: text("\0\ud800 nothing to be stored"),
  list: json(200, ["SUCCESS"]),
  null: json(200, null),
  broken: json(500, { code: "SUCCESS" }),
  created: json(201, { code: "SUCCESS" }),
  empty: (response) => response.writeHead(204).end(),
  hidden: json(401, { code: "SUCCESS" }),
  redirects: (response) => response.writeHead(302, { location: "/taken" }).end('{"code":"SUCCESS"}'),
  redirectsKeeping: (response) => response.writeHead(307, { location: "/taken" }).end(),
  hangs: () => undefined,
  closes: (response) => response.socket!.destroy(),
  closesMidway: (response) => {
    response.writeHead(200, { "content-length": "18" }).write('{"code":"SUCC');
    setTimeout(() => response.socket?.destroy(), 20);
  },
  drips: (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  },
  huge: (response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(" ".repeat(16_384)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  },
  takenAfterInterim: (response) => {
    for (let n = 0; n < 3; n++) response.writeProcessing();
    response.end('{"code":"SUCCESS"}');
  },
  interim: (response) => {
    const timer = setInterval(() => response.writeProcessing(), 5);
    response.on("close", () => clearInterval(timer));
  },
  long: text(`{"code":"SUCCESS","text":"${"x".repeat(60_000)}"}`),
  garbage: (response) => response.socket!.end("\u0001\u0002 what is this\r\n\r\n"),
  upgrades: (response) =>
    response.socket!.end("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
} as const satisfies Record<string, Manner>;

export type MannerName = keyof typeof MANNERS;

/** A shop's server on loopback, real; `say` changes how a path answers from now on. */
export async function startReceiver() {
  const got: Received[] = [];
  const said = new Map<string, MannerName>();
  let connections = 0;
  /** Requests being answered now, and the most there ever were, by path. */
  const open = new Map<string, number>();
  const most = new Map<string, number>();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const path = request.url!.split("?")[0]!;
      const count = (open.get(path) ?? 0) + 1;
      open.set(path, count);
      most.set(path, Math.max(count, most.get(path) ?? 0));
      response.on("close", () => open.set(path, open.get(path)! - 1));
      const { method = "", headers } = request;
      got.push({ path: request.url!, method, headers, body: Buffer.concat(chunks).toString(), at: Date.now() });
      MANNERS[said.get(path) ?? (path.slice(1) as MannerName)](response, request);
    })().catch(() => undefined);
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    got,
    port,
    url: (path: MannerName | (string & {})) => `http://127.0.0.1:${port}/${path}`,
    say: (path: string, manner: MannerName) => void said.set(`/${path}`, manner),
    /** The most requests that were underway at the same time at this path. */
    most: (path: string) => most.get(`/${path}`) ?? 0,
    connections: () => connections,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
