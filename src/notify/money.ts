import { signal } from "../db/database.js";
import type { Job } from "../db/jobs.js";
import { queueMessages } from "../db/outbox.js";
import type { JobHandler } from "../db/worker.js";
import { deadEndpointNotices } from "./dead-endpoints.js";
import { heldNotices } from "./held.js";
import { invoiceNotices } from "./invoices.js";
import { lateNotices } from "./late.js";
import { mailNotices } from "./mail/notices.js";
import { operatorNotices } from "./operators.js";
import { paidNotices } from "./paid.js";
import { partialNotices } from "./partial.js";
import { payeeNotices } from "./payee.js";
import { refundNotices } from "./refunds.js";
import { goalNotices } from "./goals.js";
import { staffNotices } from "./staff.js";
import { createTeller, type Notices, type TellOptions, type Tells } from "./teller.js";
import { threadNotices } from "./threads.js";
import { unusualNotices } from "./unusual.js";
import { wanted } from "./wanted.js";

export type { TellOptions, Tells } from "./teller.js";

const RETRY = { steps: [1, 2, 5, 15, 60], forever: true };

/** Job handlers that tell merchants, payers and operators, in their chats, what became of money. */
export function tellHandlers(options: TellOptions): Record<keyof Tells, JobHandler> {
  const teller = createTeller(options);
  const notices: Notices = {
    ...paidNotices(teller),
    ...partialNotices(teller),
    ...lateNotices(teller),
    ...refundNotices(teller),
    ...heldNotices(teller),
    ...invoiceNotices(teller),
    ...payeeNotices(teller),
    ...staffNotices(teller),
    ...threadNotices(teller),
    ...goalNotices(teller),
    ...unusualNotices(teller),
    ...deadEndpointNotices(teller),
    ...operatorNotices(teller),
    ...mailNotices(teller),
  };
  const handler = (name: keyof Tells): JobHandler => {
    const tell = notices[name] as (about: Job["payload"], job: Job) => ReturnType<Notices[typeof name]>;
    return {
      retry: RETRY,
      async run(job, commit) {
        const told = await wanted(options.database.db, await tell(job.payload, job));
        await commit(async (tx) => {
          await queueMessages(tx, told);
          if (told.length > 0) await signal(tx, "outbox", "");
        });
      },
    };
  };
  const names = Object.keys(notices) as (keyof Tells)[];
  return Object.fromEntries(names.map((name) => [name, handler(name)])) as Record<keyof Tells, JobHandler>;
}
