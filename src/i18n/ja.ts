import type { en } from "./en.js";
import type { Texts } from "./texts.js";
import { callbacks } from "./ja/callbacks.js";
import { chat } from "./ja/chat.js";
import { claim } from "./ja/claim.js";
import { digest } from "./ja/digest.js";
import { files } from "./ja/files.js";
import { invoice } from "./ja/invoice.js";
import { mail } from "./ja/mail.js";
import { notify } from "./ja/notify.js";
import { operator } from "./ja/operator.js";
import { payee } from "./ja/payee.js";
import { payer } from "./ja/payer.js";
import { programs } from "./ja/programs.js";
import { receipt } from "./ja/receipt.js";
import { refund } from "./ja/refund.js";
import { reports } from "./ja/reports.js";
import { send } from "./ja/send.js";
import { staff } from "./ja/staff.js";
import { statistics } from "./ja/statistics.js";
import { till } from "./ja/till.js";
import { transfer } from "./ja/transfer.js";
import { web } from "./ja/web.js";
export const ja: Texts<typeof en> = {
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
