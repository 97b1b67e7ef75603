import type { en } from "./en.js";
import type { Texts } from "./texts.js";
import { callbacks } from "./de/callbacks.js";
import { chat } from "./de/chat.js";
import { claim } from "./de/claim.js";
import { digest } from "./de/digest.js";
import { files } from "./de/files.js";
import { invoice } from "./de/invoice.js";
import { mail } from "./de/mail.js";
import { notify } from "./de/notify.js";
import { operator } from "./de/operator.js";
import { payee } from "./de/payee.js";
import { payer } from "./de/payer.js";
import { programs } from "./de/programs.js";
import { receipt } from "./de/receipt.js";
import { refund } from "./de/refund.js";
import { reports } from "./de/reports.js";
import { send } from "./de/send.js";
import { staff } from "./de/staff.js";
import { statistics } from "./de/statistics.js";
import { till } from "./de/till.js";
import { transfer } from "./de/transfer.js";
import { web } from "./de/web.js";
export const de: Texts<typeof en> = {
  callbacks,
  chat,
  claim,
  digest,
  files,
  invoice,
  mail,
  notify,
  operator,
  payee,
  payer,
  receipt,
  programs,
  refund,
  reports,
  send,
  staff,
  statistics,
  till,
  transfer,
  web,
};
