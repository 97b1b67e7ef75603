import type { Endpoint } from "../endpoint.js";
import { listDeliveries, oneDelivery, resendDelivery } from "./deliveries.js";
import { oneOrder } from "./order.js";
import { listOrders } from "./orders.js";
import { paymentsEstimated } from "./estimated.js";
import { info } from "./info.js";
import { mixinUser } from "./mixin-user.js";
import { multisig } from "./multisig.js";
import { oneTimePayment } from "./one-time-payment.js";
import { assets, paymentAssets } from "./payment-assets.js";
import { payments } from "./payments.js";
import { quoteAssets } from "./quote-assets.js";
import { beginRefund, cancelRefund, listRefunds, oneRefund } from "./refunds.js";
import { refresh } from "./refresh.js";
import { paymentsResult } from "./result.js";
import { settlementAssets } from "./settlement-assets.js";
import { statistics } from "./statistics.js";
import { addWebhook, listWebhooks, pingWebhook, removeWebhook } from "./webhooks.js";

/** Every address of the API: its routes and its documentation are made from this table alone. */
export const ENDPOINTS: Endpoint[] = [
  oneTimePayment,
  paymentsResult,
  payments,
  refresh,
  info,
  mixinUser,
  multisig,
  paymentsEstimated,
  paymentAssets,
  settlementAssets,
  quoteAssets,
  assets,
  listOrders,
  oneOrder,
  beginRefund,
  listRefunds,
  oneRefund,
  cancelRefund,
  statistics,
  listWebhooks,
  addWebhook,
  removeWebhook,
  pingWebhook,
  listDeliveries,
  oneDelivery,
  resendDelivery,
];
