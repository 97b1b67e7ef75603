import { type Decimal, decimal } from "../../src/payments/money.js";
import type { Effects, NewIntake, NewTransfer } from "../../src/payments/rules/effects.js";
import { ORDER_MOVES, type OrderState } from "../../src/payments/state.js";

export interface PaperTransfer extends NewTransfer {
  state: "waiting" | "done";
}

/** Rows and accounts in memory. Throws where the database would refuse, and where something would be done twice. */
export function createPaperBooks(floatAsset: string, float: string) {
  const accounts = new Map<string, Decimal>();
  const postings = new Set<string>();
  const jobs = new Set<string>();
  const intakes = new Map<string, NewIntake>();
  /** How often each held money was given its end. */
  const resolved = new Map<string, number>();
  const transfers = new Map<string, PaperTransfer>();

  const balance = (account: string, assetId: string): Decimal => accounts.get(`${account} ${assetId}`) ?? decimal("0");

  function book(account: string, assetId: string, amount: string | Decimal): void {
    accounts.set(`${account} ${assetId}`, balance(account, assetId).plus(amount));
  }

  book("float", floatAsset, decimal(float).neg());
  book("wallet", floatAsset, float);

  function add<T>(set: Set<T>, one: T): void {
    if (set.has(one)) throw new Error(`done twice: ${String(one)}`);
    set.add(one);
  }

  function takeMoney({ intakes: fresh, held }: Effects): void {
    for (const row of fresh) {
      if (intakes.has(row.outputId)) throw new Error(`${row.outputId} has two dispositions`);
      intakes.set(row.outputId, row);
    }
    for (const { outputId, set } of held) {
      const row = intakes.get(outputId);
      if (row?.disposition !== "held") throw new Error(`${outputId} is not held, and moves on`);
      intakes.set(outputId, { ...row, ...set });
      if (set.disposition !== "held") resolved.set(outputId, (resolved.get(outputId) ?? 0) + 1);
    }
  }

  function takePostings({ postings: made }: Effects): void {
    for (const { id, lines } of made) {
      add(postings, id);
      const sums = new Map<string, Decimal>();
      for (const { account, assetId, amount } of lines) {
        book(account, assetId, amount);
        sums.set(assetId, (sums.get(assetId) ?? decimal("0")).plus(amount));
      }
      if ([...sums.values()].some((sum) => !sum.isZero())) throw new Error(`${id} does not sum to zero`);
    }
  }

  function addTransfer(transfer: NewTransfer): void {
    const amount = decimal(transfer.amount);
    if (transfers.has(transfer.requestId)) throw new Error(`sent twice: ${transfer.requestId}`);
    if (!amount.gt(0) || amount.decimalPlaces() > 8) throw new Error(`a transfer of ${transfer.amount}`);
    transfers.set(transfer.requestId, { ...transfer, state: "waiting" });
  }

  return {
    accounts,
    intakes,
    transfers,
    jobs,
    resolved,
    startFloat: decimal(float),
    balance,
    addTransfer,

    /** Takes what follows from an event on an order in this state. */
    take(done: Effects, state: OrderState): void {
      takeMoney(done);
      takePostings(done);
      for (const transfer of done.transfers) addTransfer(transfer);
      for (const job of done.jobs) add(jobs, job.dedupeKey!);
      if (!done.order) return;
      const [from, to] = done.order.move.split("→");
      const legal = to === undefined || (ORDER_MOVES[state] as readonly string[]).includes(to);
      if (from !== state || !legal) throw new Error(`an order that is ${state} moves ${done.order.move}`);
    },

    /** The network has made it final; false when it was before. */
    finish(requestId: string): boolean {
      const transfer = transfers.get(requestId)!;
      if (transfer.state === "done") return false;
      transfers.set(requestId, { ...transfer, state: "done" });
      book(transfer.account!, transfer.assetId, transfer.amount);
      book("wallet", transfer.assetId, decimal(transfer.amount).neg());
      return true;
    },
  };
}
