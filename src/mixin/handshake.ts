import { socketToken } from "./blaze.js";
import { dial, refusal, type Ended } from "./connection.js";
import { reasonOf } from "./reason.js";
import type { SignToken } from "./token.js";

/** How long the server may take to say goodbye, too. */
const FAREWELL_MS = 1000;

/**
 * Whether Blaze would let us in: opens a socket and closes it at once. Asks for no messages, so that a bot that runs
 * meanwhile loses none. Undefined when it went well, else why not.
 */
export function tryHandshake(options: {
  url: string;
  sign: SignToken;
  timeoutMs: number;
  now?: () => number;
}): Promise<Ended | undefined> {
  const now = options.now ?? Date.now;
  return new Promise((resolve) => {
    const ws = dial({ url: options.url, sign: socketToken(options.sign), replyMs: options.timeoutMs });
    ws.on("unexpected-response", (_request, answer) => {
      resolve(refusal(answer, now()));
      ws.terminate();
    });
    ws.on("error", (error) => resolve({ kind: "closed", reason: reasonOf(error) }));
    ws.on("open", () => {
      const farewell = setTimeout(() => ws.terminate(), FAREWELL_MS);
      ws.on("close", () => clearTimeout(farewell));
      ws.close(1000);
      resolve(undefined);
    });
  });
}
