import { callbacks } from "./en/callbacks.js";
import { chat } from "./en/chat.js";
import { claim } from "./en/claim.js";
import { digest } from "./en/digest.js";
import { files } from "./en/files.js";
import { invoice } from "./en/invoice.js";
import { mail } from "./en/mail.js";
import { notify } from "./en/notify.js";
import { operator } from "./en/operator.js";
import { payee } from "./en/payee.js";
import { payer } from "./en/payer.js";
import { programs } from "./en/programs.js";
import { receipt } from "./en/receipt.js";
import { refund } from "./en/refund.js";
import { reports } from "./en/reports.js";
import { send } from "./en/send.js";
import { staff } from "./en/staff.js";
import { statistics } from "./en/statistics.js";
import { till } from "./en/till.js";
import { transfer } from "./en/transfer.js";
import { web } from "./en/web.js";

/** English, the language every other is checked against. */
export const en = {
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
} as const;
