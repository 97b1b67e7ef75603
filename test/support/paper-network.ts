import { createHash, randomUUID } from "node:crypto";
import { Decimal } from "../../src/payments/money.js";
import type {
  Prepared,
  Receiver,
  TransferStatus,
  WalletOutput,
  WalletPort,
  Withdrawal,
} from "../../src/payments/ports.js";

interface Accepted {
  status: TransferStatus;
  raw: string;
}

interface Plan {
  requestId: string;
  inputs: string[];
  receivers: Receiver[];
  withdrawal?: Withdrawal;
  memo: string;
  change: string;
}

/** A refusal by the paper network, with what it means. */
export class PaperRefusal extends Error {
  constructor(
    readonly verdict: "again" | "reread" | "never" | "unknown",
    message: string,
  ) {
    super(message);
  }
}

/**
 * One wallet's network kept in memory, for tests that need to stop it at an exact point. It keeps the promises that
 * matter: a request id is taken once, an output is spent once, the same bytes twice move money once, change takes time.
 */
export function createPaperNetwork(botId: string) {
  const outputs: WalletOutput[] = [];
  const accepted = new Map<string, Accepted>();
  const refused = new Set<string>();
  const paid: { requestId: string; to: string[]; assetId: string; amount: string; memo: string }[] = [];
  /** While true, what is accepted becomes final the next time it is asked after. */
  let final = true;

  function receive(given: Partial<WalletOutput> & { assetId: string; amount: string }): WalletOutput {
    const output: WalletOutput = {
      outputId: randomUUID(),
      sequence: outputs.length + 1,
      transactionHash: createHash("sha256").update(randomUUID()).digest("hex"),
      outputIndex: 0,
      kernelAssetId: "",
      mask: "",
      keys: [],
      senders: [],
      requestId: randomUUID(),
      memo: "",
      extraHex: "",
      state: "unspent",
      createdAt: new Date().toISOString(),
      ...given,
    };
    outputs.push(output);
    return output;
  }

  function inputsOf(plan: Plan): WalletOutput[] {
    return plan.inputs.map((id) => outputs.find((output) => output.outputId === id)!);
  }

  function finalize(one: Accepted): void {
    const plan = JSON.parse(one.raw) as Plan;
    const inputs = inputsOf(plan);
    const assetId = inputs[0]!.assetId;
    for (const input of inputs) input.state = "spent";
    one.status = { ...one.status, state: "spent" };
    if (plan.withdrawal) {
      const { address, amount } = plan.withdrawal;
      paid.push({ requestId: plan.requestId, to: [address], assetId, amount, memo: plan.memo });
    }
    const made = [...plan.receivers, { members: [botId], threshold: 1, amount: plan.change }];
    for (const [outputIndex, { members, amount }] of made.entries()) {
      if (new Decimal(amount).isZero()) continue;
      if (members[0] !== botId) paid.push({ requestId: plan.requestId, to: members, assetId, amount, memo: plan.memo });
      else
        receive({
          assetId,
          amount,
          senders: [botId],
          requestId: plan.requestId,
          transactionHash: one.status.hash,
          outputIndex,
        });
    }
  }

  const wallet: WalletPort = {
    outputs: async (from, limit = 500, state) =>
      outputs
        .filter((output) => output.sequence >= from && (state === undefined || output.state === state))
        .slice(0, limit)
        .map((output) => ({ ...output })),

    async prepare({ requestId, inputs, receivers, withdrawal, memo }): Promise<Prepared> {
      if (accepted.has(requestId)) throw new PaperRefusal("never", "request id already used");
      if (receivers.length > 255 || inputs.length > 256) throw new PaperRefusal("never", "too many parts");
      if (receivers.some(({ members }) => refused.has(members[0]!))) throw new PaperRefusal("never", "10404");
      const sum = (amounts: { amount: string }[]) => amounts.reduce((s, { amount }) => s.plus(amount), new Decimal(0));
      const leaves = withdrawal ? [withdrawal, { amount: withdrawal.fee }] : [];
      const change = sum(inputs).minus(sum([...receivers, ...leaves]));
      if (change.lt(0)) throw new PaperRefusal("never", "20117");
      const plan: Plan = {
        requestId,
        inputs: inputs.map((i) => i.outputId),
        receivers,
        ...(withdrawal && { withdrawal }),
        memo,
        change: change.toFixed(),
      };
      if (inputsOf(plan).some((input) => input.state !== "unspent")) throw new PaperRefusal("reread", "10106");
      const raw = JSON.stringify(plan);
      return { requestId, raw, hash: createHash("sha256").update(raw).digest("hex") };
    },

    async submit({ requestId, raw }) {
      const known = accepted.get(requestId);
      if (known) return known.status;
      const inputs = inputsOf(JSON.parse(raw) as Plan);
      if (inputs.some((input) => input.state !== "unspent")) throw new PaperRefusal("reread", "10105");
      for (const input of inputs) input.state = "signed";
      const hash = createHash("sha256").update(raw).digest("hex");
      accepted.set(requestId, { raw, status: { requestId, hash, state: "signed" } });
      return { requestId, hash, state: "signed" };
    },

    async lookup(requestId) {
      const known = accepted.get(requestId);
      if (known && final && known.status.state === "signed") finalize(known);
      return known?.status ?? null;
    },

    classify: (error) => (error instanceof PaperRefusal ? error.verdict : "unknown"),
  };

  /** The wallet of a process that dies at its n-th call: before it is made, or when its answer is on the way. */
  function dying(n: number, when: "before" | "after"): { wallet: WalletPort; died: () => boolean } {
    let calls = 0;
    const call = async <T>(work: () => Promise<T>): Promise<T> => {
      calls += 1;
      if (calls > n || (calls === n && when === "before")) throw new Error("died");
      const answer = await work();
      if (calls >= n) throw new Error("died");
      return answer;
    };
    const mortal: WalletPort = {
      outputs: (from, limit, state) => call(() => wallet.outputs(from, limit, state)),
      prepare: (transfer) => call(() => wallet.prepare(transfer)),
      submit: (transfer) => call(() => wallet.submit(transfer)),
      lookup: (requestId) => call(() => wallet.lookup(requestId)),
      classify: (error) => wallet.classify(error),
    };
    return { wallet: mortal, died: () => calls >= n };
  }

  return {
    wallet,
    dying,
    receive,
    /** What left the wallet for good, in order. */
    paid,
    /** Nobody can pay this user from now on: they are not on Safe. */
    refuse: (userId: string) => void refused.add(userId),
    accept: (userId: string) => void refused.delete(userId),
    holdFinality: () => void (final = false),
    releaseFinality: () => void (final = true),
    /** Somebody else with the same key spends an output. */
    steal: (outputId: string) => void (outputs.find((output) => output.outputId === outputId)!.state = "spent"),
  };
}

export type PaperNetwork = ReturnType<typeof createPaperNetwork>;
