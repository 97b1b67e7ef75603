import type { en } from "./en.js";
import type { Texts } from "./texts.js";
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
import { refund } from "./ja/refund.js";
import { reports } from "./ja/reports.js";
import { send } from "./ja/send.js";
import { staff } from "./ja/staff.js";
import { statistics } from "./ja/statistics.js";
import { transfer } from "./ja/transfer.js";
import { web } from "./ja/web.js";
export const ja: Texts<typeof en> = {
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
  refund,
  reports,
  send,
  staff,
  statistics,
  transfer,
  web,
};
