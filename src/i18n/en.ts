import { chat } from "./en/chat.js";
import { invoice } from "./en/invoice.js";
import { notify } from "./en/notify.js";
import { operator } from "./en/operator.js";
import { payee } from "./en/payee.js";
import { refund } from "./en/refund.js";
import { reports } from "./en/reports.js";
import { web } from "./en/web.js";

/** English, the language every other is checked against. */
export const en = { chat, invoice, notify, operator, payee, refund, reports, web } as const;
