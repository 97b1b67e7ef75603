import { connect, type Socket } from "node:net";

/** What came back: an answer, or why there is none. */
export interface Reply {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: string;
  millis: number;
}

export type Heard = Reply | { nothing: string; millis: number };

/** In this time everything has to be answered. */
export const PATIENCE_MS = 5_000;

/**
 * A connection of a client that writes whatever it is given, which no client of HTTP would; it is kept from request to
 * request, and made again when the server has ended it.
 */
export class Connection {
  #socket: Socket | null = null;

  constructor(readonly port: number) {}

  async asks(request: Buffer, method: string): Promise<Heard> {
    // The server has ended it since: nothing more would be heard of it.
    if (this.#socket?.destroyed) this.#socket = null;
    const kept = this.#socket;
    const heard = await this.#exchange(request, method);
    // The server may end what it keeps at any time; whoever had not heard a word asks again.
    return kept && "nothing" in heard && heard.nothing === CLOSED ? this.#exchange(request, method) : heard;
  }

  /** Sends, and leaves without hearing the answer. */
  async leaves(request: Buffer): Promise<void> {
    this.close();
    const socket = connect(this.port, "127.0.0.1");
    await new Promise<void>((resolve) => {
      socket.on("error", () => undefined);
      socket.once("close", () => resolve());
      socket.once("connect", () => socket.write(request, () => socket.destroy()));
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #exchange(request: Buffer, method: string): Promise<Heard> {
    const begun = performance.now();
    const socket = (this.#socket ??= connect(this.port, "127.0.0.1"));
    return new Promise((resolve) => {
      let got = Buffer.alloc(0);
      const end = (heard: Reply | string, isKept = false): void => {
        clearTimeout(timer);
        socket.removeAllListeners();
        if (!isKept) {
          socket.on("error", () => undefined);
          socket.destroy();
          this.#socket = null;
        }
        const millis = performance.now() - begun;
        resolve(typeof heard === "string" ? { nothing: heard, millis } : { ...heard, millis });
      };
      const whole = (isClosed: boolean): void => {
        const reply = readReply(got, method, isClosed);
        if (reply) end(reply, !isClosed && reply.headers.get("connection") !== "close");
        else if (isClosed) end(got.length === 0 ? CLOSED : `a part of an answer: ${got.toString("latin1", 0, 200)}`);
      };
      const timer = setTimeout(() => end(`no answer in ${PATIENCE_MS} ms`), PATIENCE_MS);
      socket.on("data", (chunk: Buffer) => {
        got = Buffer.concat([got, chunk]);
        whole(false);
      });
      // What was written too late does not take back what was answered.
      socket.on("error", () => undefined);
      socket.on("close", () => whole(true));
      socket.write(request);
    });
  }
}

const CLOSED = "the connection was closed without an answer";

/** The first answer in these bytes; null when it is not whole. */
function readReply(bytes: Buffer, method: string, isClosed: boolean): Reply | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0);
  const rest = bytes.subarray(end + 4);
  if (status >= 100 && status < 200) return readReply(rest, method, isClosed);
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    }),
  );
  const body = bodyOf(rest, headers, method === "HEAD" || status === 204, isClosed);
  return body === null ? null : { status, headers, body: body.toString(), millis: 0 };
}

function bodyOf(rest: Buffer, headers: ReadonlyMap<string, string>, isEmpty: boolean, isClosed: boolean) {
  if (isEmpty) return Buffer.alloc(0);
  const length = headers.get("content-length");
  if (length !== undefined) return rest.length >= Number(length) ? rest.subarray(0, Number(length)) : null;
  if (headers.get("transfer-encoding") !== "chunked") return isClosed ? rest : null;
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const line = rest.indexOf("\r\n", at);
    if (line < 0) return null;
    const size = Number.parseInt(rest.toString("latin1", at, line), 16);
    if (size === 0) return Buffer.concat(parts);
    if (rest.length < line + 2 + size + 2) return null;
    parts.push(rest.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
