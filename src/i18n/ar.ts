import type { en } from "./en.js";
import { callbacks } from "./ar/callbacks.js";
import { chat } from "./ar/chat.js";
import { claim } from "./ar/claim.js";
import { digest } from "./ar/digest.js";
import { files } from "./ar/files.js";
import { invoice } from "./ar/invoice.js";
import { mail } from "./ar/mail.js";
import { notify } from "./ar/notify.js";
import { operator } from "./ar/operator.js";
import { payee } from "./ar/payee.js";
import { payer } from "./ar/payer.js";
import { programs } from "./ar/programs.js";
import { receipt } from "./ar/receipt.js";
import { refund } from "./ar/refund.js";
import { reports } from "./ar/reports.js";
import { send } from "./ar/send.js";
import { staff } from "./ar/staff.js";
import { statistics } from "./ar/statistics.js";
import { till } from "./ar/till.js";
import { transfer } from "./ar/transfer.js";
import { web } from "./ar/web.js";
import type { Texts } from "./texts.js";

export const ar: Texts<typeof en> = {
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
