import { randomUUID } from "node:crypto";
import { ResponseError } from "@mixin.dev/mixin-node-sdk";
import { Decimal } from "decimal.js";
import { isAmount, isUuid, parsePayLink, PayLinkError, type PayLink } from "./pay-link.js";
import type { Phone } from "./phone.js";
import { TransferError } from "./transfer.js";
import type { PaymentStep, Profile } from "./types.js";
import type { Holding } from "./wallet.js";

/** All that the pay sheet shows before the payer confirms. */
export interface PaySheet {
  trace: string;
  recipient: { people: Profile[]; addresses: string[]; threshold: number };
  /** the asset of the link, or undefined: the payer chooses among `holdings` */
  asset: Holding | undefined;
  amount: string | undefined;
  memo: string;
  holdings: Holding[];
  /** the trace was used: the real client says "paid" and refuses */
  paid: boolean;
  /** why this link cannot be paid at all */
  problem: string | undefined;
  warning: string | undefined;
}

/** What the payer confirmed; fields that the link fixes are taken from the link. */
export interface Confirmation {
  link: string;
  trace: string;
  asset: string;
  amount: string;
}

const RECENT = 10 * 60 * 1000;

/** Looks at a pay link with the eyes of the real client (trace, recipient, asset, balance). Throws PayLinkError. */
export async function preparePayment(phone: Phone, href: string): Promise<PaySheet> {
  const link = parsePayLink(href);
  const fixed = link.asset !== undefined && link.amount !== undefined;
  const [people, asset, holdings, used] = await Promise.all([
    peopleOf(phone, link),
    link.asset ? phone.wallet.holding(link.asset) : undefined,
    link.asset ? [] : phone.wallet.holdings(),
    link.trace ? phone.transfers.isUsed(link.trace) : false,
  ]);
  const paid = fixed && used;
  return {
    trace: link.trace ?? randomUUID(),
    recipient: {
      people: people.profiles,
      addresses: link.recipient.members.filter((member) => !isUuid(member)),
      threshold: link.recipient.threshold,
    },
    asset,
    amount: link.amount,
    memo: link.memo,
    holdings,
    paid,
    problem: people.problem ?? (link.asset && !asset ? "Mixin does not know the asset of this link." : undefined),
    warning: paid ? undefined : await repeated(phone, link),
  };
}

/** Pays what the payer confirmed. Throws PayLinkError or TransferError with words for the payer. */
export async function confirmPayment(phone: Phone, confirmation: Confirmation): Promise<void> {
  const link = parsePayLink(confirmation.link);
  const { problem } = await peopleOf(phone, link);
  if (problem) throw new PayLinkError(problem);
  const asset = link.asset ?? confirmation.asset;
  const amount = link.amount ?? confirmation.amount;
  const trace = link.trace ?? confirmation.trace;
  if (!isUuid(asset) || !isUuid(trace)) throw new PayLinkError("Choose what to pay with.");
  if (!isAmount(amount)) throw new PayLinkError("The amount must be a number above zero with at most 8 decimals.");
  const tell = (step: PaymentStep): void => phone.announce({ type: "payment", trace, step });
  try {
    await phone.transfers.pay({ trace, recipient: link.recipient, asset, amount, memo: link.memo }, tell);
  } catch (error) {
    if (error instanceof ResponseError) throw new TransferError(`Mixin refused the payment: ${error.description}.`);
    throw error;
  } finally {
    phone.announce({ type: "wallet" });
  }
}

/** The people behind a recipient, and what speaks against paying them: not there, or without a Safe wallet. */
async function peopleOf(phone: Phone, link: PayLink): Promise<{ profiles: Profile[]; problem: string | undefined }> {
  const ids = link.recipient.members.filter(isUuid);
  // the fetch leaves out whom Mixin does not know
  const users = ids.length > 0 ? await phone.client.user.fetchList([...ids]) : [];
  const profiles = await Promise.all(users.map((user) => phone.profiles.get(user.user_id)));
  if (users.length < new Set(ids).size) return { profiles, problem: "The recipient of this link does not exist." };
  const without = users.find((user) => !user.has_safe);
  const problem = without && `${without.full_name} has no wallet that could receive this.`;
  return { profiles, problem };
}

/** The real client warns of the same amount sent to the same person a moment ago. */
async function repeated(phone: Phone, link: PayLink): Promise<string | undefined> {
  const { asset, amount, recipient } = link;
  if (!asset || !amount || recipient.members.length !== 1) return undefined;
  const twin = (await phone.wallet.history()).find(
    (item) =>
      item.asset.asset_id === asset &&
      item.opponent_id === recipient.members[0] &&
      new Decimal(item.amount).neg().eq(amount) &&
      Date.now() - Date.parse(item.created_at) < RECENT,
  );
  return twin && "You sent the same amount to the same recipient a few minutes ago.";
}
