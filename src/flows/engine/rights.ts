import type { Translate } from "../../i18n/index.js";
import type { Merchant } from "../../shop/merchants.js";
import { type Action, may, RIGHTS, type Role } from "../../shop/rights.js";
import type { FlowName } from "../words.js";

/** Flows → the right they take; `null`: they are about oneself, or ask for themselves (operators'). */
const NEEDED: Record<FlowName, Action | null> = {
  menu: null,
  more: null,
  greeting: null,
  help: null,
  "receipt-code": "codes",
  "quick-code": "codes",
  "my-codes": "codes",
  "show-code": "codes",
  "rename-code": "codes",
  "pause-code": "codes",
  "resume-code": "codes",
  "delete-code": "codes",
  invoice: "charge",
  "my-invoices": "charge",
  "show-invoice": "charge",
  "cancel-invoice": "charge",
  "duplicate-invoice": "charge",
  charge: "charge",
  send: null,
  transfers: null,
  claim: null,
  "confirm-claim": null,
  late: "late",
  return: null,
  for: null,
  rest: null,
  grace: "rules",
  tolerance: "rules",
  strict: "rules",
  statistics: "statistics",
  csv: "files",
  statement: "files",
  poster: "files",
  "all-codes": "files",
  settings: null,
  language: null,
  "time-zone": null,
  handle: "handle",
  currency: "currency",
  settlement: "settlement",
  paying: null,
  payee: "payee",
  refund: "refund",
  staff: "staff",
  invite: "staff",
  invitation: null,
  shop: null,
  activity: "activity",
  "link-shop": "group",
  "unlink-shop": "group",
  "my-payments": null,
  receipt: null,
  contact: null,
  reply: null,
  messages: "messages",
  mute: null,
  unmute: null,
  notifications: "digest",
  digest: "digest",
  goal: "goals",
  keys: "programs",
  "new-key": "programs",
  "revoke-key": "programs",
  webhooks: "programs",
  "add-webhook": "programs",
  "test-webhook": "programs",
  "remove-webhook": "programs",
  deliveries: "programs",
  delivery: "programs",
  resend: "programs",
  "html-button": "codes",
  till: "charge",
  "close-till": "charge",
  operator: null,
  float: null,
  "withdraw-float": null,
  stuck: null,
  held: null,
  "pause-payouts": null,
  "resume-payouts": null,
  approve: null,
  reconcile: null,
  limits: null,
  spread: null,
};

/** The right that a flow takes; null: none. */
export const neededFor = (flow: FlowName): Action | null => NEEDED[flow];

export function mayRun(role: Role, flow: FlowName): boolean {
  const needed = neededFor(flow);
  return needed === null || may(role, needed);
}

/** Who may do it, said to somebody who may not. */
export function deniedText(t: Translate, action: Action, merchant: Merchant | null): string {
  const shop = merchant?.name ?? t("staff.denied.someShop");
  return t(RIGHTS[action].some((role) => role === "manager") ? "staff.denied.managers" : "staff.denied.owner", {
    shop,
  });
}
