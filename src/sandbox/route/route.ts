import { randomBytes, randomUUID } from "node:crypto";
import { md5Uuid } from "../bytes.js";
import { stamp } from "../clock.js";
import { seeded } from "../control/faults.js";
import { ApiError, invalidField } from "../errors.js";
import type { UserRow } from "../people/types.js";
import { fromUnits, unitsOf } from "../wallet/amount.js";
import type { OutputRow } from "../wallet/types.js";
import type { World } from "../world.js";
import { checkRange, outputUnits } from "./pool.js";
import { changed, DEFAULT_SETTINGS, type FateKind, type Settings, type SettingsBody } from "./settings.js";
import type { OrderRow, PaymentRow, QuoteRow } from "./types.js";
import { Vault } from "./vault.js";

/** Mixin Route's own account, the id that clients know. */
export const ROUTE = "61cb8dd4-16b1-4744-ba0c-7b2d2e52fc59";

const STATE = "route";

const invalidSwap = (): ApiError => new ApiError(10611, "Invalid swap.");

export interface SwapRequest {
  readonly payer: string;
  readonly inputMint: string;
  readonly inputAmount: string;
  readonly outputMint: string;
  readonly payload: string;
}

/** Swaps one asset for another: offers, takes orders, and answers what is paid to it from a wallet of its own. */
export class Route {
  readonly user: UserRow;
  private readonly vault: Vault;
  private readonly byTrace = new Map<string, OrderRow>();

  constructor(private readonly world: World) {
    this.user = world.people.addSystem(ROUTE, "Mixin Route");
    this.vault = new Vault(world, this.user);
    for (const order of world.store.routeOrders.values()) this.byTrace.set(order.trace, order);
  }

  /** Takes up what was paid and not answered when the process ended. */
  open(): void {
    this.world.wallet.onFinal = (outputs) => this.receive(outputs);
    for (const payment of this.world.store.routePayments.values())
      if (payment.answer === null) this.answerLater(payment);
  }

  close(): void {
    this.vault.close();
  }

  get settings(): Settings {
    return this.world.store.routeState.get(STATE)?.settings ?? DEFAULT_SETTINGS;
  }

  /** Everything that was asked of it and what became of that: the ground truth. */
  describe() {
    const { store } = this.world;
    return {
      bot_id: ROUTE,
      settings: this.settings,
      orders: [...store.routeOrders.values()],
      payments: [...store.routePayments.values()],
    };
  }

  /** What `POST /sandbox/route` asks for. */
  configure(body: SettingsBody): void {
    const { people, store } = this.world;
    const startsAnew = body.reset === true || body.seed !== undefined;
    this.change(changed(this.settings, body), startsAnew ? 0 : this.throws);
    if (body.rotate_key === true) people.rotateSession(this.user);
    if (body.release !== true) return;
    for (const payment of store.routePayments.values()) {
      if (payment.fate !== "never") continue;
      payment.fate = "swap";
      this.answerLater(payment);
    }
  }

  /** True when this request is to get no answer. */
  isSilent(): boolean {
    return this.countDown("silent");
  }

  /** `GET /web3/quote`. Throws 10611, 10614 and 10615. */
  quote(caller: UserRow, from: string, to: string, units: bigint): QuoteRow {
    const { market, store } = this.world;
    if (from === to) throw invalidSwap();
    const output = outputUnits(market, this.settings, from, to, units);
    checkRange(market, this.settings, from, units);
    if (output <= 0n || output > this.vault.stock(to)) throw new ApiError(10614, "Invalid quote amount.");
    const now = Date.now();
    for (const old of store.routeQuotes.values()) if (old.expires_at < now) store.routeQuotes.delete(old.payload);
    const quote: QuoteRow = {
      payload: randomBytes(48).toString("base64url"),
      caller: caller.user_id,
      input_asset: from,
      input_amount: fromUnits(units),
      output_asset: to,
      output_amount: fromUnits(output),
      expires_at: now + this.settings.quote_ms,
    };
    store.routeQuotes.put(quote.payload, quote);
    return quote;
  }

  /** `POST /web3/swap`: turns a quote into an order, once. Throws 10611 when the payload is not for just this. */
  swap(caller: UserRow, { payer, inputMint, inputAmount, outputMint, payload }: SwapRequest): [OrderRow, QuoteRow] {
    const { routeQuotes, routeOrders } = this.world.store;
    if (payer !== caller.user_id) throw invalidField("payer", "not the one who signed");
    const quote = routeQuotes.get(payload);
    const fits =
      quote?.caller === payer &&
      quote.input_asset === inputMint &&
      quote.output_asset === outputMint &&
      unitsOf(quote.input_amount) === unitsOf(inputAmount);
    if (quote === undefined || !fits || quote.expires_at < Date.now()) throw invalidSwap();
    routeQuotes.delete(payload);
    const order: OrderRow = {
      order_id: randomUUID(),
      payer,
      trace: randomUUID(),
      input_asset: inputMint,
      input_amount: quote.input_amount,
      output_asset: outputMint,
      quoted_amount: quote.output_amount,
      expires_at: Date.now() + this.settings.order_ms,
      state: "created",
      created_at: stamp(),
    };
    routeOrders.put(order.order_id, order);
    this.byTrace.set(order.trace, order);
    return [order, quote];
  }

  /** Judges what came into its wallet; change of its own and test money are no payments. */
  private receive(outputs: readonly OutputRow[]): void {
    for (const output of outputs) {
      const [payer] = output.senders;
      const isPayment = output.receivers.join() === ROUTE && payer !== undefined && payer !== ROUTE;
      // Nobody could be paid back for certain: it stays.
      if (isPayment && output.senders.length === 1) this.judge(output, payer);
    }
  }

  private judge(output: OutputRow, payer: string): void {
    const { routeOrders, routePayments } = this.world.store;
    const order = this.byTrace.get(output.request_id);
    const reason = order === undefined ? "no order has this trace" : refusal(order, output);
    const fate = reason === "" ? this.fate() : "return";
    if (order !== undefined && reason === "") {
      order.state = "paid";
      routeOrders.put(order.order_id, order);
    }
    const delay = this.settings.delay_ms;
    const payment: PaymentRow = {
      output_id: output.output_id,
      order_id: order?.order_id ?? null,
      payer,
      asset: output.asset_id,
      amount: output.amount,
      fate,
      reason: reason === "" && fate === "return" ? "the swap failed" : reason,
      due_at: Date.now() + (this.settings.delay_random ? Math.floor(this.dice() * delay) : delay),
      answer: null,
    };
    routePayments.put(payment.output_id, payment);
    this.answerLater(payment);
  }

  /** What becomes of a payment that is as it should be: by the counts, then by the dice. */
  private fate(): FateKind {
    if (this.countDown("never")) return "never";
    if (this.countDown("fail")) return "return";
    const fallen = this.dice();
    const { never_share: never, fail_share: fail } = this.settings;
    if (fallen < never) return "never";
    return fallen < never + fail ? "return" : "swap";
  }

  private answerLater(payment: PaymentRow): void {
    if (payment.fate === "never") return;
    this.vault.at(payment.due_at, () => this.answer(payment));
  }

  /** Sends what a payment brings, or sends it back; false when the wallet cannot just now. */
  private answer(payment: PaymentRow): boolean {
    const { store } = this.world;
    if (payment.answer !== null) return true;
    const order = payment.order_id === null ? undefined : store.routeOrders.get(payment.order_id);
    const swapped = payment.fate === "swap" && order !== undefined ? this.proceeds(order) : null;
    if (payment.fate === "swap" && swapped === null) {
      payment.fate = "return";
      payment.reason = "no liquidity";
    }
    const asset = swapped === null || order === undefined ? payment.asset : order.output_asset;
    const units = swapped ?? unitsOf(payment.amount);
    const requestId = md5Uuid(`${payment.output_id}:answer`);
    const memo = payment.order_id ?? payment.output_id;
    if (!this.vault.send({ assetId: asset, units, to: payment.payer, memo, requestId })) return false;
    payment.answer = { request_id: requestId, asset, amount: fromUnits(units) };
    store.routePayments.put(payment.output_id, payment);
    if (order?.state === "paid") {
      order.state = swapped === null ? "returned" : "sent";
      store.routeOrders.put(order.order_id, order);
    }
    return true;
  }

  /** What an order brings at this moment's price; null when there is no price or not enough in the wallet. */
  private proceeds(order: OrderRow): bigint | null {
    const { market } = this.world;
    const { input_asset: from, output_asset: to, input_amount: amount } = order;
    try {
      const units = outputUnits(market, { ...this.settings, no_quote: false }, from, to, unitsOf(amount));
      const slipped = (units * BigInt(10_000 - this.settings.slippage_bps)) / 10_000n;
      return slipped > 0n && slipped <= this.vault.stock(to) ? slipped : null;
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  }

  private get throws(): number {
    return this.world.store.routeState.get(STATE)?.throws ?? 0;
  }

  private dice(): number {
    const thrown = this.throws;
    this.change(this.settings, thrown + 1);
    return seeded(Math.imul(this.settings.seed, 0x9e3779b1) ^ thrown)();
  }

  private countDown(name: "fail" | "never" | "silent"): boolean {
    const left = this.settings[name];
    if (left > 0) this.change({ ...this.settings, [name]: left - 1 }, this.throws);
    return left > 0;
  }

  private change(settings: Settings, throws: number): void {
    this.world.store.routeState.put(STATE, { settings, throws });
  }
}

/** Why a payment for an order cannot be taken; empty when it can. */
function refusal(order: OrderRow, output: OutputRow): string {
  if (order.state !== "created") return "the order was paid before";
  if (order.expires_at < Date.now()) return "the order has expired";
  if (output.asset_id !== order.input_asset) return "another asset";
  if (unitsOf(output.amount) !== unitsOf(order.input_amount)) return "another amount";
  return Buffer.from(output.extra, "hex").toString("utf8") === order.order_id ? "" : "another memo";
}
