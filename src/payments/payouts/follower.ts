import type { Prepared } from "../ports.js";
import type { Transfer } from "../state.js";
import { finish } from "./finish.js";
import { noteProblem } from "./queue.js";
import type { WriterOptions } from "./writer.js";

/** A transaction whose outcome stays unknown for more tries than this is worth an operator's look… */
const PATIENCE = 5;
/** …and a reminder each so many tries, not at every one. */
const REMINDED = 100;

/** Sees signed transactions to their end: whatever happens, only ever with the bytes that are stored. */
export function createFollower({ database, wallet, log, clock }: WriterOptions) {
  const { db } = database;

  /** The first sending. Whether it succeeds or not, what became of it is asked in the next pass. */
  async function send({ requestId, raw }: Prepared): Promise<void> {
    try {
      await wallet.submit({ requestId, raw });
    } catch (error) {
      await noteFailure({ requestId, attempts: 0 }, error);
    }
  }

  /** Moves a signed transaction on: asks what became of it, sends the same bytes again if nothing did. */
  async function advance(sent: Transfer): Promise<"done" | "underway" | "failed" | "refused"> {
    const { requestId, raw, transactionHash: hash } = sent;
    try {
      let status = await wallet.lookup(requestId);
      if (!status || status.state === "unspent") status = await wallet.submit({ requestId, raw: raw! });
      if (status.hash !== hash) {
        await noteFailure(sent, new Error(`the network has ${status.hash} under this request id`));
        return "refused";
      }
      if (status.state !== "spent") return "underway";
      await finish(db, sent, clock());
      return "done";
    } catch (error) {
      await noteFailure(sent, error);
      const verdict = wallet.classify(error);
      return verdict === "reread" || verdict === "never" ? "refused" : "failed";
    }
  }

  async function noteFailure({ requestId, attempts }: Pick<Transfer, "requestId" | "attempts">, error: unknown) {
    if (attempts <= PATIENCE || attempts % REMINDED === 0) {
      const level = attempts < PATIENCE ? "warn" : "error";
      log(level, "what became of a transfer is unknown, asking again", { requestId, attempts, error });
    }
    await noteProblem(db, [requestId], String(error));
  }

  return { send, advance };
}
