import { STATUS_CODES, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { ApiError, errorBody, unauthorized } from "../errors.js";
import type { Tokens } from "../people/tokens.js";
import type { UserRow } from "../people/types.js";
import type { Switches } from "../switches.js";
import { BlazeConnection, type BlazeServices } from "./connection.js";

const PROTOCOL = "Mixin-Blaze-1";
/** The TypeScript SDK kills a line on which no ping came for 30 s. */
const PING_MS = 20_000;

interface Line {
  readonly ws: WebSocket;
  alive: boolean;
}

/** The WebSocket at the root of the host. */
export class BlazeServer {
  private readonly wss = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 1 << 20,
    handleProtocols: () => PROTOCOL,
  });
  private readonly bySession = new Map<string, Set<Line>>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly tokens: Tokens,
    private readonly services: BlazeServices,
    private readonly switches: Switches,
    pingMs = PING_MS,
  ) {
    this.timer = setInterval(() => this.ping(), pingMs);
    this.timer.unref();
  }

  /** Takes over the upgrades of an HTTP server. */
  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      try {
        const user = this.admit(request);
        this.wss.handleUpgrade(request, socket, head, (ws) => this.connected(ws, socket, user));
      } catch (error) {
        refuse(socket, error instanceof ApiError ? error : new ApiError(500, "Internal Server Error", {}, 500));
      }
    });
  }

  close(): void {
    clearInterval(this.timer);
    for (const ws of this.wss.clients) ws.terminate();
    this.wss.close();
  }

  private admit(request: IncomingMessage): UserRow {
    if (request.url !== "/") throw new ApiError(404, "Not Found", {}, 404);
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
    if (!offered.includes(PROTOCOL)) throw new ApiError(400, `The subprotocol must be ${PROTOCOL}.`, {}, 400);
    let user: UserRow;
    try {
      const caller = this.tokens.verify(request.headers.authorization, "GET", "/", "");
      if (caller.grant !== undefined) throw unauthorized("Blaze is for the user's own session");
      ({ user } = caller);
    } catch (error) {
      throw error instanceof ApiError ? new ApiError(401, error.message, {}, 401) : error;
    }
    const refusal = this.services.faults.fire("blaze_refuse", { user: user.user_id });
    if (refusal !== undefined) {
      const status = refusal.status ?? 503;
      throw new ApiError(status, STATUS_CODES[status] ?? "Refused", {}, status);
    }
    const taken = (this.bySession.get(user.session_id)?.size ?? 0) > 0;
    if (taken && this.switches.secondConnection === "refuse") throw new ApiError(409, "Conflict", {}, 409);
    return user;
  }

  private connected(ws: WebSocket, socket: Duplex, user: UserRow): void {
    const lines = this.bySession.get(user.session_id) ?? new Set<Line>();
    if (this.switches.secondConnection === "replace") for (const line of lines) line.ws.close(1000, "replaced");
    const line: Line = { ws, alive: true };
    lines.add(line);
    this.bySession.set(user.session_id, lines);
    ws.on("pong", () => (line.alive = true));
    ws.on("close", () => lines.delete(line));
    new BlazeConnection(ws, socket, user, this.services).start();
  }

  /** Whoever did not answer the last ping is gone. */
  private ping(): void {
    for (const lines of this.bySession.values()) {
      for (const line of lines) {
        if (!line.alive) line.ws.terminate();
        line.alive = false;
        line.ws.ping();
      }
    }
  }
}

function refuse(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(errorBody(error, ""));
  socket.end(
    `HTTP/1.1 ${error.http} ${STATUS_CODES[error.http] ?? "Error"}\r\nConnection: close\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
