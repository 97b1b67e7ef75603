import type { en } from "./en.js";
import type { Texts } from "./texts.js";
import { callbacks } from "./es/callbacks.js";
import { chat } from "./es/chat.js";
import { claim } from "./es/claim.js";
import { digest } from "./es/digest.js";
import { files } from "./es/files.js";
import { invoice } from "./es/invoice.js";
import { mail } from "./es/mail.js";
import { notify } from "./es/notify.js";
import { operator } from "./es/operator.js";
import { payee } from "./es/payee.js";
import { payer } from "./es/payer.js";
import { programs } from "./es/programs.js";
import { receipt } from "./es/receipt.js";
import { refund } from "./es/refund.js";
import { reports } from "./es/reports.js";
import { send } from "./es/send.js";
import { staff } from "./es/staff.js";
import { statistics } from "./es/statistics.js";
import { till } from "./es/till.js";
import { transfer } from "./es/transfer.js";
import { web } from "./es/web.js";
export const es: Texts<typeof en> = {
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
