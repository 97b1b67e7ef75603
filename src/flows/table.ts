import { assign } from "./assign.js";
import { cancelOneInvoice } from "./cancel-invoice.js";
import { charge } from "./charge.js";
import { currency, settlement } from "./defaults.js";
import { deleteOneCode } from "./delete-code.js";
import { duplicateOneInvoice } from "./duplicate-invoice.js";
import type { Flows } from "./flow.js";
import { greeting } from "./greeting.js";
import { handle } from "./handle.js";
import { help } from "./help.js";
import { invoice } from "./invoice.js";
import { language } from "./language.js";
import { late } from "./late.js";
import { menu } from "./menu.js";
import { myCodes } from "./my-codes.js";
import { myInvoices } from "./my-invoices.js";
import { pauseOneCode, resumeOneCode } from "./pause-code.js";
import { approvePayout } from "./operator/approve.js";
import { float, withdraw } from "./operator/float.js";
import { held } from "./operator/held.js";
import { operatorMenu } from "./operator/menu.js";
import { pause, resume } from "./operator/pause.js";
import { reconcileNow } from "./operator/reconcile.js";
import { limits, spread } from "./operator/settings.js";
import { stuck } from "./operator/stuck.js";
import { payee } from "./payee.js";
import { paying } from "./paying.js";
import { quickCode } from "./quick-code.js";
import { receiptCode } from "./receipt-code.js";
import { refund } from "./refund.js";
import { renameOneCode } from "./rename-code.js";
import { rest } from "./rest.js";
import { returnMoney } from "./return-money.js";
import { grace, strict, tolerance } from "./rules.js";
import { settings } from "./settings.js";
import { showOneCode } from "./show-code.js";
import { showOneInvoice } from "./show-invoice.js";
import { statistics } from "./statistics.js";
import { timeZone } from "./time-zone.js";

/** Names → flows; the words that lead to the names are in words.ts. */
export const FLOWS: Flows = {
  menu,
  greeting,
  help,
  "receipt-code": receiptCode,
  "quick-code": quickCode,
  "my-codes": myCodes,
  "show-code": showOneCode,
  "rename-code": renameOneCode,
  "pause-code": pauseOneCode,
  "resume-code": resumeOneCode,
  "delete-code": deleteOneCode,
  invoice,
  "my-invoices": myInvoices,
  "show-invoice": showOneInvoice,
  "cancel-invoice": cancelOneInvoice,
  "duplicate-invoice": duplicateOneInvoice,
  charge,
  late,
  return: returnMoney,
  for: assign,
  rest,
  grace,
  tolerance,
  strict,
  statistics,
  settings,
  language,
  "time-zone": timeZone,
  handle,
  currency,
  settlement,
  paying,
  payee,
  refund,
  operator: operatorMenu,
  float,
  "withdraw-float": withdraw,
  stuck,
  held,
  "pause-payouts": pause,
  "resume-payouts": resume,
  approve: approvePayout,
  reconcile: reconcileNow,
  limits,
  spread,
};
