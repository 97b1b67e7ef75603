import { addOneWebhook } from "./programs/add-webhook.js";
import { contact, reply } from "./payer/contact.js";
import { deliveries } from "./programs/deliveries.js";
import { delivery } from "./programs/delivery.js";
import { digest } from "./settings/digest.js";
import { goal } from "./settings/goal.js";
import { htmlButton } from "./codes/html-button.js";
import { keys } from "./programs/keys.js";
import { messages } from "./team/messages.js";
import { mute, unmute } from "./payer/mute.js";
import { myPayments, receipt } from "./payer/my-payments.js";
import { newKey } from "./programs/new-key.js";
import { notifications } from "./settings/notifications.js";
import { removeOneWebhook } from "./programs/remove-webhook.js";
import { resend } from "./programs/resend.js";
import { revokeOneKey } from "./programs/revoke-key.js";
import { testOneWebhook } from "./programs/test-webhook.js";
import { webhooks } from "./programs/webhooks.js";
import { activity } from "./team/activity.js";
import { assign } from "./money/assign.js";
import { cancelOneInvoice } from "./invoices/cancel-invoice.js";
import { charge } from "./invoices/charge.js";
import { claim } from "./transfers/claim.js";
import { confirmClaim } from "./transfers/confirm-claim.js";
import { currency, settlement } from "./settings/defaults.js";
import { deleteOneCode } from "./codes/delete-code.js";
import { duplicateOneInvoice } from "./invoices/duplicate-invoice.js";
import { csv } from "./files/csv.js";
import { allCodes, poster } from "./files/poster.js";
import { statement } from "./files/statement.js";
import type { Flows } from "./engine/flow.js";
import { greeting } from "./start/greeting.js";
import { handle } from "./settings/handle.js";
import { help } from "./start/help.js";
import { linkShop, unlinkShop } from "./team/group.js";
import { invitation } from "./team/invitation.js";
import { invite } from "./team/invite.js";
import { invoice } from "./invoices/invoice.js";
import { language } from "./settings/language.js";
import { late } from "./money/late.js";
import { menu } from "./start/menu.js";
import { more } from "./start/more.js";
import { myCodes } from "./codes/my-codes.js";
import { myInvoices } from "./invoices/my-invoices.js";
import { pauseOneCode, resumeOneCode } from "./codes/pause-code.js";
import { approvePayout } from "./operator/approve.js";
import { float, withdraw } from "./operator/float.js";
import { held } from "./operator/held.js";
import { operatorMenu } from "./operator/menu.js";
import { pause, resume } from "./operator/pause.js";
import { reconcileNow } from "./operator/reconcile.js";
import { limits, spread } from "./operator/settings.js";
import { stuck } from "./operator/stuck.js";
import { payee } from "./settings/payee.js";
import { paying } from "./start/paying.js";
import { quickCode } from "./codes/quick-code.js";
import { receiptCode } from "./codes/receipt-code.js";
import { refund } from "./money/refund.js";
import { renameOneCode } from "./codes/rename-code.js";
import { rest } from "./money/rest.js";
import { returnMoney } from "./money/return-money.js";
import { grace, strict, tolerance } from "./settings/rules.js";
import { send } from "./send/send.js";
import { settings } from "./settings/settings.js";
import { shop } from "./team/shop.js";
import { showOneCode } from "./codes/show-code.js";
import { showOneInvoice } from "./invoices/show-invoice.js";
import { staff } from "./team/staff.js";
import { statistics } from "./statistics/statistics.js";
import { closeOneTill } from "./till/close-till.js";
import { till } from "./till/till.js";
import { timeZone } from "./settings/time-zone.js";
import { transfers } from "./transfers/transfers.js";

/** Names → flows; the words that lead to the names are in words.ts. */
export const FLOWS: Flows = {
  menu,
  more,
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
  send,
  transfers,
  claim,
  "confirm-claim": confirmClaim,
  late,
  return: returnMoney,
  for: assign,
  rest,
  grace,
  tolerance,
  strict,
  statistics,
  csv,
  statement,
  poster,
  "all-codes": allCodes,
  settings,
  language,
  "time-zone": timeZone,
  handle,
  currency,
  settlement,
  paying,
  payee,
  refund,
  staff,
  invite,
  invitation,
  shop,
  activity,
  "link-shop": linkShop,
  "unlink-shop": unlinkShop,
  "my-payments": myPayments,
  receipt,
  contact,
  reply,
  messages,
  mute,
  unmute,
  notifications,
  digest,
  goal,
  keys,
  "new-key": newKey,
  "revoke-key": revokeOneKey,
  webhooks,
  "add-webhook": addOneWebhook,
  "test-webhook": testOneWebhook,
  "remove-webhook": removeOneWebhook,
  deliveries,
  delivery,
  resend,
  "html-button": htmlButton,
  till,
  "close-till": closeOneTill,
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
