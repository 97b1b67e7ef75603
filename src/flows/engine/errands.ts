import type { Db } from "../../db/database.js";

/** Thrown by a flow that needs something done first: its transaction is rolled back, and the message handled again. */
export class ErrandsWaiting extends Error {
  constructor() {
    super("errands have to be done before this can be answered");
  }
}

/**
 * What flows need done outside of their transaction: asking the network, or a commit of its own. Results are kept while
 * one batch of messages is handled.
 */
export class Errands {
  readonly #results = new Map<string, PromiseSettledResult<unknown>>();
  readonly #waiting = new Map<string, (db: Db) => Promise<unknown>>();

  constructor(private readonly db: Db) {}

  /** What the errand came to; throws ErrandsWaiting when it has not been done yet. Doing it twice must be harmless. */
  result<T>(key: string, work: (db: Db) => Promise<T>): T {
    const result = this.#results.get(key);
    if (!result) {
      this.#waiting.set(key, work);
      throw new ErrandsWaiting();
    }
    if (result.status === "rejected") throw result.reason;
    return result.value as T;
  }

  /** Does what waits, all at once. */
  async run(): Promise<void> {
    const errands = [...this.#waiting];
    this.#waiting.clear();
    const results = await Promise.allSettled(errands.map(async ([, work]) => work(this.db)));
    for (const [i, [key]] of errands.entries()) this.#results.set(key, results[i]!);
  }
}
