import { randomUUID } from "node:crypto";
import { eq, like } from "drizzle-orm";
import { type Database, inTransaction } from "../../src/db/database.js";
import { jobs } from "../../src/db/schema.js";
import type { Market } from "../../src/payments/ports.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { type Claimed, claimRemittance, type ClaimTo, prepareClaim } from "../../src/payments/remittances/claim.js";
import { type Cancelled, cancelRemittance, refuseRemittance } from "../../src/payments/remittances/close.js";
import { openRemittances, type RemittanceLine, type RemittancesRequest } from "../../src/payments/remittances/open.js";
import { type Remittance, remittanceById, remittancesOfOrder } from "../../src/payments/remittances/read.js";
import { USDT_TRON } from "./market.js";
import { until } from "./until.js";

const WEEK_SECONDS = 7 * 24 * 60 * 60;

export const toUser = (userId: string): ClaimTo => ({ kind: "user", userId, label: "Bob" });

/** Sends, claims and takes back through the real money core. */
export class Remitter {
  constructor(
    readonly database: Database,
    readonly market: Market,
  ) {}

  /** To each recipient their part of the price; unless told otherwise USDT (TRON) to Mixin users, for a week. */
  send(
    senderId: string,
    to: readonly (Partial<RemittanceLine> & Pick<RemittanceLine, "quoteAmount">)[],
    given: Partial<RemittancesRequest> = {},
  ) {
    const lines = to.map((line): RemittanceLine => ({
      recipientKind: "mixin",
      recipientId: randomUUID(),
      address: "7000103970",
      note: null,
      language: "en",
      claimHash: null,
      ...line,
    }));
    const usual = { quoteAsset: USDT_TRON, termSeconds: WEEK_SECONDS, title: "Lunch", language: "en" };
    const request = { id: randomUUID(), senderId, lines, now: new Date(), ...usual, ...given };
    return inTransaction(this.database.db, (tx) => openRemittances(tx, request));
  }

  async quoted(orderId: string, assetId: string) {
    const answer = await requestQuote(this.database.db, this.market, { orderId, assetId, now: new Date() });
    if (!answer.ok) throw new Error(answer.reason);
    return answer.quote;
  }

  /** The order of a claim, and its quote when it is to be converted. */
  async prepared(remittanceId: string, to: ClaimTo, settlementAsset: string | null = null) {
    const { db } = this.database;
    const wish = { remittanceId, to, settlementAsset, now: new Date() };
    const ready = await inTransaction(db, (tx) => prepareClaim(tx, wish));
    if (!ready.ok) return ready;
    const { order } = ready;
    const quote = order.settlementAsset === null ? null : await this.quoted(order.id, order.quoteAsset);
    return { ok: true as const, order, quote };
  }

  /** All that somebody does to take it. */
  async claim(id: string, to: ClaimTo, settlementAsset: string | null = null): Promise<Claimed> {
    const ready = await this.prepared(id, to, settlementAsset);
    return ready.ok ? this.take(id, ready.order.id, ready.quote?.id ?? null) : ready;
  }

  /** The last step of it. */
  take(remittanceId: string, orderId: string, quoteId: string | null = null, now = new Date()): Promise<Claimed> {
    const request = { remittanceId, orderId, quoteId, market: this.market, now };
    return inTransaction(this.database.db, (tx) => claimRemittance(tx, request));
  }

  cancel(remittanceId: string, senderId: string): Promise<Cancelled> {
    return inTransaction(this.database.db, (tx) => cancelRemittance(tx, { remittanceId, senderId, now: new Date() }));
  }

  refuse(remittanceId: string, userId: string) {
    return inTransaction(this.database.db, (tx) => refuseRemittance(tx, { remittanceId, userId }));
  }

  async one(id: string): Promise<Remittance> {
    return (await remittanceById(this.database.db, id))!;
  }

  /** The remittance, once it is in this state. */
  becomes(id: string, state: Remittance["state"]): Promise<Remittance> {
    return until(`the remittance to be ${state}`, async () => {
      const found = await this.one(id);
      return found.state === state && found;
    });
  }

  /** What an order pays for, once it is paid. */
  funded(orderId: string): Promise<Remittance[]> {
    return until("what is sent to wait for its recipients", async () => {
      const found = await remittancesOfOrder(this.database.db, orderId);
      return found.every(({ state }) => state === "waiting") && found;
    });
  }

  /** What is to be told about a remittance, in the order it happened: "reminder", "cancelled expired". */
  async told(id: string): Promise<string[]> {
    const found = await this.database.db
      .select()
      .from(jobs)
      .where(like(jobs.dedupeKey, `tell.remitt%${id}%`))
      .orderBy(jobs.id);
    return found.map(({ name, payload }) => {
      const { what, why } = payload as { what?: string; why?: string };
      return name === "tell.remitted" ? "sent" : [what, why].filter(Boolean).join(" ");
    });
  }

  /** When a job of a remittance is due; null when there is none. */
  async dueAt(name: "remittance.remind" | "remittance.expire", id: string): Promise<Date | null> {
    const [job] = await this.database.db
      .select()
      .from(jobs)
      .where(eq(jobs.dedupeKey, `${name}:${id}`));
    return job?.runAt ?? null;
  }
}
