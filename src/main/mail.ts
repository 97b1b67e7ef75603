import { createWorker } from "../db/worker.js";
import type { Log } from "../log.js";
import { createPost } from "../mail/post.js";
import { readMailServer } from "../mail/server.js";
import { receiptHandlers } from "../notify/mail/receipt.js";
import { type MailOptions, mailHandlers } from "../notify/mail/send.js";
import type { House } from "./house.js";

export interface MailWorkerOptions extends Omit<MailOptions, "post"> {
  smtpUrl: string | null;
  log: Log;
  house: House;
}

/**
 * Sends mails beside all other jobs, in a worker of its own: a mail server may be slow, and nobody's payment waits for it.
 * Its leases are its own, too: when this process dies they run out by themselves.
 */
export function createMailWorker({ smtpUrl, log, house, ...options }: MailWorkerOptions) {
  const server = smtpUrl === null ? null : readMailServer(smtpUrl);
  const post = server && createPost(server);
  const handlers = { ...mailHandlers({ ...options, post }), ...receiptHandlers({ ...options, post }) };
  const worker = createWorker({ database: options.database, log, handlers });
  house.opened("mail jobs", () => worker.stop());
  // Before the worker: it would wait for a server that says nothing.
  house.opened("mail", () => post?.close());
  return worker;
}
