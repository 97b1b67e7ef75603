import { randomUUID } from "node:crypto";
import { eq, inArray } from "drizzle-orm";
import fc from "fast-check";
import { inTransaction } from "../../src/db/database.js";
import { intakes, transfers } from "../../src/db/schema.js";
import { convertedAt } from "../../src/payments/conversion/pricing.js";
import { decimal, plain } from "../../src/payments/money.js";
import type { LiquidityProvider, Market } from "../../src/payments/ports.js";
import type { ClaimTo } from "../../src/payments/remittances/claim.js";
import { expireRemittance } from "../../src/payments/remittances/close.js";
import type { Remittance } from "../../src/payments/remittances/read.js";
import { returnStuckClaims } from "../../src/payments/remittances/undeliverable.js";
import type { Transfer } from "../../src/payments/state.js";
import type { PaperTill } from "./paper-till.js";
import { Remitter, toUser } from "./remitter.js";
import { BTC, standingMarket, USDT_ETH, USDT_TRON } from "./till.js";
import { until } from "./until.js";

const which = fc.nat({ max: 30 });

const moves = {
  send: fc.record({
    kind: fc.constant("send" as const),
    parts: fc.array(fc.constantFrom("0.01", "3.33", "20", "0.00000001", "7.7"), { minLength: 1, maxLength: 3 }),
    unit: fc.constantFrom("usd", "aed", USDT_TRON, USDT_ETH, BTC),
    paidIn: fc.constantFrom(USDT_TRON, BTC),
    share: fc.constantFrom("1", "1", "1", "1.5", "0.5", null),
  }),
  claim: fc.record({
    kind: fc.constant("claim" as const),
    which,
    who: fc.nat({ max: 2 }),
    as: fc.constantFrom(null, null, USDT_ETH, BTC),
    to: fc.constantFrom("user", "user", "user", "group", "address"),
  }),
  close: fc.record({ kind: fc.constantFrom("cancel" as const, "refuse" as const, "expire" as const), which }),
  unstick: fc.record({ kind: fc.constant("unstick" as const) }),
};

type Move = typeof moves extends Record<string, infer One> ? (One extends fc.Arbitrary<infer M> ? M : never) : never;

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: moves.send },
  { weight: 5, arbitrary: moves.claim },
  { weight: 3, arbitrary: moves.close },
  { weight: 1, arbitrary: moves.unstick },
);

/** What people do, one after the other; what stands together happens at once. */
export const remittancePlays = fc.array(fc.array(anyMove, { minLength: 1, maxLength: 4 }), {
  minLength: 2,
  maxLength: 8,
  size: "max",
});

/** A market with a desk that takes half a percent. */
export function deskMarket(): Market {
  const estimate: LiquidityProvider["estimate"] = ({ amount, rate }) => {
    const given = convertedAt(amount, rate, 50);
    return given.gt(0)
      ? { ok: true, amount: plain(given), spreadBps: 50 }
      : { ok: false, reason: "too_small", least: "0.00000001" };
  };
  const desk = { name: "desk" as const, feeBps: 0, cover: () => null, estimate };
  return standingMarket({}, { ...desk, quote: (ask) => Promise.resolve(estimate(ask)) });
}

/** A sender and three who take what is sent, of whom the network does not pay the last. */
export class RemittancePlay {
  readonly sender = randomUUID();
  readonly takers = [randomUUID(), randomUUID(), randomUUID()] as const;
  /** Whose each is, by the answers they were given. */
  readonly winners = new Map<string, Set<string>>();
  readonly remitter: Remitter;

  constructor(readonly till: PaperTill) {
    this.remitter = new Remitter(till.database, deskMarket());
    till.network.refuse(this.takers[2]);
  }

  async do(move: Move): Promise<void> {
    if (move.kind === "send") return this.#send(move);
    if (move.kind === "unstick") return void (await this.#unstick());
    const ids = [...this.winners.keys()];
    const id = ids[move.which % Math.max(ids.length, 1)];
    if (id === undefined) return;
    const won = (who: string) => void this.winners.get(id)!.add(who);
    switch (move.kind) {
      case "claim": {
        const answer = await this.#claim(id, move);
        if (answer !== null) won(answer);
        return;
      }
      case "cancel":
        if ((await this.remitter.cancel(id, this.sender)) === "returning") won("cancelled");
        return;
      case "refuse":
        if ((await this.remitter.refuse(id, this.takers[0])) === "returning") won("refused");
        return;
      case "expire":
        return inTransaction(this.till.database.db, (tx) => expireRemittance(tx, id));
      default:
        return move satisfies never;
    }
  }

  async #send({ parts, unit, paidIn, share }: Extract<Move, { kind: "send" }>): Promise<void> {
    const to = parts.map((quoteAmount) => ({ quoteAmount, recipientId: this.takers[0] }));
    const { order, remittances } = await this.remitter.send(this.sender, to, { quoteAsset: unit });
    for (const { id } of remittances) this.winners.set(id, new Set());
    if (share === null) return;
    // What cannot be had, or would be less than a coin's smallest, has no quote.
    const quote = await this.remitter.quoted(order.id, paidIn).catch(() => null);
    if (!quote) return;
    const paid = decimal(quote.paymentAmount).mul(share).toDecimalPlaces(8);
    if (paid.isZero()) return;
    const from = { senders: [this.sender], requestId: quote.id, memo: order.id };
    const { outputId } = this.till.network.receive({ ...from, assetId: paidIn, amount: plain(paid) });
    const { db } = this.till.database;
    await until("the money to be read", async () => {
      return (await db.select().from(intakes).where(eq(intakes.outputId, outputId))).length === 1;
    });
  }

  /** Who claims it, if they get it. */
  async #claim(id: string, { who, as, to: kind }: Extract<Move, { kind: "claim" }>): Promise<string | null> {
    const to = this.#whereTo(this.takers[who]!, kind);
    // No quote: what is wanted cannot be had for so little.
    const ready = await this.remitter.prepared(id, to, as).catch(() => null);
    if (!ready?.ok) return null;
    const taken = await this.remitter.take(id, ready.order.id, ready.quote?.id ?? null);
    return taken.ok ? `claimed by ${ready.order.id}` : null;
  }

  #whereTo(userId: string, kind: string): ClaimTo {
    const members = this.takers.slice(0, 2).toSorted();
    if (kind === "group") return { kind: "members", members, threshold: 2, label: "" };
    // Somebody's address bears their id: so it can be seen who was paid.
    return kind === "address" ? { kind, address: userId, tag: "", fee: "0.000002", label: "" } : toUser(userId);
  }

  #unstick(): Promise<number> {
    return inTransaction(this.till.database.db, (tx) => returnStuckClaims(tx, new Date()));
  }

  /** Lets everything come to its end: what nobody has taken is over, and all money is where it belongs. */
  async end(): Promise<void> {
    const { db } = this.till.database;
    for (const id of this.winners.keys()) {
      if ((await this.remitter.cancel(id, this.sender)) === "returning") this.winners.get(id)!.add("cancelled");
    }
    await until("all to be over", async () => {
      await this.#unstick();
      const open = await db
        .select()
        .from(transfers)
        .where(inArray(transfers.state, ["waiting", "signed", "stuck", "approval"]));
      return open.length === 0;
    });
  }

  /** What became of a remittance, and the transfers by which money went out for it. */
  async outcome(id: string): Promise<{ remittance: Remittance; out: Transfer[] }> {
    const remittance = await this.remitter.one(id);
    const made = await this.till.database.db.select().from(transfers).where(eq(transfers.state, "done"));
    const out = made.filter(
      ({ kind, orderId, remittanceId }) =>
        remittanceId === id || (kind === "settlement" && orderId !== null && orderId === remittance.claimOrderId),
    );
    return { remittance, out };
  }
}
