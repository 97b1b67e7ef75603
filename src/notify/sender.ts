import type { Db } from "../db/database.js";
import { createLoop } from "../db/loop.js";
import { withClaimLinks } from "./claim-marker.js";
import { drawWaiting } from "./drawing.js";
import type { SenderPorts } from "./ports.js";
import { markFailed, markSent, postpone, type Waiting, waitingMessages } from "./waiting.js";

const ROUND = 300;

/** How often the outbox is looked into without being told to: for what another process queued, and for next tries. */
const POLL_MS = 1_000;

/** Ships the outbox in order; one of these runs for a database at a time. */
export function createSender(db: Db, ports: SenderPorts) {
  const { log } = ports;
  const makes = (name: string, what: "pictures" | "files") =>
    createLoop({
      name,
      log,
      async run() {
        if ((await drawWaiting(db, ports, what)) === 0) return POLL_MS;
        messages.wake();
        return 0;
      },
    });
  const pictures = makes("drawing pictures", "pictures");
  // On their own: nobody's poster waits for somebody's year of payments.
  const files = makes("making files", "files");
  const messages = createLoop({
    name: "sending messages",
    log,
    async run() {
      const waiting = await waitingMessages(db, ROUND);
      if (waiting.length === 0) return POLL_MS;
      await sendAll(waiting);
      return 0;
    },
  });

  async function sendAll(waiting: Waiting[]): Promise<void> {
    const ready = await Promise.all(
      waiting.map(async ({ seq: _seq, attempts: _attempts, ...message }) => ({
        ...message,
        data: await withClaimLinks(message.data, (id) => ports.claimLink(id, message.recipientId)),
      })),
    );
    const results = await ports.send(ready);
    const byId = new Map(waiting.map((message) => [message.messageId, message]));
    await markSent(
      db,
      results.filter((r) => r.ok).map((r) => r.messageId),
    );
    for (const { messageId, ok, error } of results) {
      const message = byId.get(messageId);
      if (!ok && message) await refused(message, error);
    }
  }

  async function refused(message: Waiting, error: unknown): Promise<void> {
    if (ports.isRetryable(error)) {
      await postpone(db, message, Math.min(30_000, 250 * 2 ** message.attempts));
    } else {
      log("error", "a message was refused for good", { messageId: message.messageId, error });
      await markFailed(db, message, String(error));
    }
  }

  function wake(): void {
    messages.wake();
    pictures.wake();
    files.wake();
  }

  return {
    /** Begins with what an earlier process has left. */
    start: wake,
    /** There is something to send: called right after the commit that queued it. */
    wake,
    async stop(): Promise<void> {
      await Promise.all([messages.stop(), pictures.stop(), files.stop()]);
    },
  };
}
