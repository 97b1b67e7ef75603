import type { Database } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import type { Job } from "../db/jobs.js";
import type { OutboxMessage } from "../db/outbox.js";
import { formatAmount } from "../i18n/format.js";
import type { Language, Translate } from "../i18n/index.js";
import { contactConversationId } from "../mixin/messages.js";
import { appCard, type Button, cut, MAX_DESCRIPTION, MAX_TITLE, type Payload } from "../mixin/payloads.js";
import type { Alert } from "../payments/alerts.js";
import { fiatDigits } from "../payments/fiat.js";
import { assetLabel, quoteLabel } from "../payments/labels.js";
import { plain } from "../payments/money.js";
import type { Market } from "../payments/ports.js";
import { knownName, plainName } from "./facts.js";
import type { Told } from "./wanted.js";

export interface TellOptions {
  database: Database;
  botId: string;
  publicUrl: string;
  market: Market;
  /** The link that opens a payment in the payer's wallet. */
  payLink: (payment: { assetId: string; amount: string; trace: string; memo: string }) => string;
  /** User ids of those who run the till. */
  operators(): Promise<string[]>;
  /** The name somebody goes by on Mixin, quickly or not at all. */
  nameOf(userId: string): Promise<string | null>;
  /** Whether mails can be sent. */
  isMailSetUp: boolean;
  /** The person who made a bot, quickly or not at all. */
  creatorOf(botId: string): Promise<string | null>;
  clock?: () => Date;
}

/** What each job that tells somebody something is about. */
export interface Tells {
  "tell.paid": { orderId: string; outputId: string };
  /** The payer asks for the receipt again. */
  "tell.receipt": { orderId: string };
  "tell.settled": { orderId: string };
  "tell.fallback": { orderId: string; why: "as_paid" | "returned" };
  /** `takenBack`: its sender asked for it, and was answered then. */
  "tell.refund": { outputId: string; code: number; requestId: string; takenBack?: boolean };
  "tell.surplus": { outputId: string; requestId: string };
  "tell.refunded": { refundId: string };
  "tell.partial": { orderId: string; outputId: string };
  "tell.late": { orderId: string; outputId: string };
  "tell.unknown": { outputId: string };
  "tell.held": { outputId: string };
  "tell.closed": { orderId: string };
  "tell.charge": { orderId: string; userId: string };
  "tell.payee": { merchantId: string; codeId: string | null; oldPayeeId: string; newPayeeId: string };
  "tell.stuck": { requestId: string };
  "tell.staff_invited": { merchantId: string; userId: string };
  "tell.staff_answered": { merchantId: string; userId: string; answer: "joined" | "declined" | "left" };
  "tell.staff_removed": { merchantId: string; userId: string };
  /** Payer and shop write to each other about a payment. */
  "tell.message": { messageId: string };
  "tell.goal": { goalId: string };
  "tell.silent": { codeId: string; since: string };
  "tell.refund_burst": { merchantId: string; count: number; from: string };
  /** Nothing of a message's whole schedule was taken there. */
  "tell.dead_endpoint": { merchantId: string; place: string; deliveryId: string };
  "tell.operators": { alert: Alert };
  /** `none`: mail is not set up here. `many`: its sender has had too many sent. */
  "tell.mail": { mailId: string; what: "delayed" | "sent" | "refused" | "none" | "many" };
}

/** For each job, the messages that it leads to; none when what it was about has been overtaken. */
export type Notices = { [Name in keyof Tells]: (about: Tells[Name], job: Job) => Promise<Told[]> };

export const BLUE = "#3D98D0";
export const GREEN = "#2E8B57";
export const RED = "#C0392B";

export interface Card {
  title: string;
  /** One paragraph each; empty ones are left out. */
  lines: (string | null)[];
  buttons: Button[];
}

export type Teller = ReturnType<typeof createTeller>;

/** What all notices share: amounts and names as people read them, cards, and messages addressed to somebody. */
export function createTeller(options: TellOptions) {
  const { rates } = options.market;
  const { db } = options.database;
  return {
    options,
    db,
    rates,
    now: options.clock ?? (() => new Date()),

    /** "5.45 USDT (TRON)". */
    amount: (amount: string, assetId: string, language: Language): string =>
      formatAmount(plain(amount), assetLabel(assetId, rates), language),

    /** "20 AED". */
    price: (amount: string, quoteAsset: string, language: Language): string =>
      formatAmount(plain(amount), quoteLabel(quoteAsset, rates), language, fiatDigits(quoteAsset) ?? 0),

    /** A message to somebody, whose id follows from its cause: telling twice is telling once. */
    to: (userId: string, cause: string, purpose: string, payload: Payload): OutboxMessage => ({
      messageId: deriveId(cause, purpose),
      conversationId: contactConversationId(options.botId, userId),
      recipientId: userId,
      ...payload,
    }),

    card: ({ title, lines, buttons }: Card): Payload =>
      appCard({
        appId: options.botId,
        title: cut(title, MAX_TITLE),
        description: cut(lines.filter(Boolean).join("\n"), MAX_DESCRIPTION),
        actions: buttons,
      }),

    /** What to call somebody when speaking to others. */
    async nameOf(userId: string | null, t: Translate): Promise<string> {
      const name = userId === null ? null : (await knownName(db, userId)) || (await options.nameOf(userId));
      return plainName(name ?? "") || t("notify.somebody");
    },

    orderLink: (orderId: string): string => `${options.publicUrl}/code/${orderId}`,
  };
}

/** The cause of a notice that has no other than having been asked for: each asking is told once. */
export const causeOf = (job: Job): string => `${job.name} ${job.id} ${job.createdAt.toISOString()}`;
