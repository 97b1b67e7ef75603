import type { en } from "./en.js";
import type { Texts } from "./texts.js";
import { callbacks } from "./zh/callbacks.js";
import { chat } from "./zh/chat.js";
import { claim } from "./zh/claim.js";
import { digest } from "./zh/digest.js";
import { files } from "./zh/files.js";
import { invoice } from "./zh/invoice.js";
import { mail } from "./zh/mail.js";
import { notify } from "./zh/notify.js";
import { operator } from "./zh/operator.js";
import { payee } from "./zh/payee.js";
import { payer } from "./zh/payer.js";
import { programs } from "./zh/programs.js";
import { receipt } from "./zh/receipt.js";
import { refund } from "./zh/refund.js";
import { reports } from "./zh/reports.js";
import { send } from "./zh/send.js";
import { staff } from "./zh/staff.js";
import { statistics } from "./zh/statistics.js";
import { till } from "./zh/till.js";
import { transfer } from "./zh/transfer.js";
import { web } from "./zh/web.js";
export const zh: Texts<typeof en> = {
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
