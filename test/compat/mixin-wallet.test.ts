import { randomUUID } from "node:crypto";
import {
  buildSafeTransaction,
  buildSafeTransactionRecipient,
  encodeSafeTransaction,
  getUnspentOutputsForRecipients,
  signSafeTransaction,
} from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fromUnits, toUnits } from "../../src/mixin/amounts.js";
import type { Mixin } from "../../src/mixin/client.js";
import { MixinUnreachable, needsFreshOutputs } from "../../src/mixin/errors.js";
import { RequestAlreadyUsed, TransferMismatch, type Wallet, type WalletOutput } from "../../src/mixin/wallet.js";
import { openStage, type Person, type Stage } from "../support/mixin-stage.js";

const USDT = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";
const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";

let stage: Stage;
let mixin: Mixin;
let wallet: Wallet;
beforeEach(async () => {
  stage = await openStage({ finalityMs: 30 });
  mixin = stage.client();
  wallet = mixin.wallet;
});
afterEach(() => stage.close());

async function faucet(userId: string, amount: string, assetId = USDT): Promise<void> {
  const response = await fetch(`${stage.sandbox.url}/sandbox/users/${userId}/faucet`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ asset_id: assetId, amount }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** A payment with nothing but Mixin's own SDK. */
async function pays(person: Person, amount: string, memo: string, trace: string): Promise<void> {
  const { utxo } = person.sdk;
  const { app_id: me, spend_private_key: spendKey } = person.keystore;
  const mine = await utxo.safeOutputs({ members: [me], threshold: 1, asset: USDT, state: "unspent", limit: 500 });
  const recipients = [buildSafeTransactionRecipient([stage.bot.user_id], 1, amount)];
  const { utxos, change } = getUnspentOutputsForRecipients(mine, recipients);
  if (change.gt(0)) recipients.push(buildSafeTransactionRecipient([me], 1, change.toString()));
  const ghosts = await utxo.ghostKey(recipients, trace, spendKey);
  const tx = buildSafeTransaction(utxos, recipients, ghosts, Buffer.from(memo));
  const [verified] = await utxo.verifyTransaction([{ raw: encodeSafeTransaction(tx), request_id: trace }]);
  const raw = signSafeTransaction(tx, verified?.views ?? [], spendKey);
  await utxo.sendTransactions([{ raw, request_id: trace }]);
}

const until = <Value>(check: () => Promise<Value>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const final = (requestId: string) =>
  until(async () => {
    const status = await wallet.lookup(requestId);
    expect(status?.state).toBe("spent");
    return status;
  });

async function unspent(count: number, assetId = USDT): Promise<WalletOutput[]> {
  const mine = (await wallet.outputs(0)).filter((output) => output.assetId === assetId && output.state === "unspent");
  expect(mine.length).toBeGreaterThanOrEqual(count);
  return mine.slice(0, count);
}
const sum = (outputs: { amount: string }[]) =>
  fromUnits(outputs.reduce((all, { amount }) => all + toUnits(amount), 0n));
async function holds(person: { user_id: string }, assetId = USDT): Promise<string> {
  const rows = [...stage.sandbox.world.store.outputs.values()];
  return sum(
    rows.filter(
      ({ receivers, state, asset_id: asset }) =>
        receivers.join() === person.user_id && state === "unspent" && asset === assetId,
    ),
  );
}
const to = (person: { user_id: string }, amount: string) => ({ members: [person.user_id], threshold: 1, amount });

describe("the wallet", () => {
  test("reads what came in by sequence, with payer, trace and memo", async () => {
    await faucet(stage.ada.user_id, "100");
    await faucet(stage.bot.user_id, "5", BTC);
    const before = await wallet.outputs(0);
    const trace = randomUUID();
    await pays(stage.ada, "12.5", "order-1", trace);
    const last = (before.at(-1)?.sequence ?? 0) + 1;
    const [payment, ...more] = await until(async () => {
      const found = await wallet.outputs(last);
      expect(found.length).toBeGreaterThan(0);
      return found;
    });
    expect(more).toEqual([]);
    expect(payment).toMatchObject({
      assetId: USDT,
      amount: "12.5",
      senders: [stage.ada.user_id],
      requestId: trace,
      memo: "order-1",
      extraHex: Buffer.from("order-1").toString("hex"),
      state: "unspent",
      outputIndex: 0,
    });
    const all = await wallet.outputs(0);
    const sequences = all.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(all.map(({ assetId }) => assetId)).toContain(BTC);
    expect(await wallet.outputs(payment?.sequence ?? 0, 1)).toEqual([payment]);
    expect((await wallet.outputs(0, 1)).map(({ outputId }) => outputId)).toEqual([all[0]?.outputId]);
  });

  test("sends money and takes the change back", async () => {
    await faucet(stage.bot.user_id, "20");
    const requestId = randomUUID();
    const inputs = await unspent(1);
    const before = await holds(stage.ada);
    const prepared = await wallet.prepare({ requestId, inputs, receivers: [to(stage.ada, "5.45")], memo: "thanks" });
    expect(prepared.change).toBe("14.55");
    expect(await wallet.lookup(requestId)).toBeNull();
    expect(await holds(stage.bot)).toBe("20");

    const sent = await wallet.submit(prepared);
    expect(sent).toMatchObject({ requestId, hash: prepared.hash, state: "signed", raw: prepared.raw, assetId: USDT });
    const status = await final(requestId);
    expect(status?.snapshotAt).toBeDefined();
    expect(status?.hash).toBe(prepared.hash);
    expect(sum([{ amount: before }, { amount: "5.45" }])).toBe(await holds(stage.ada));
    expect(await holds(stage.bot)).toBe("14.55");
    const change = (await wallet.outputs(0)).find(({ transactionHash }) => transactionHash === prepared.hash);
    expect(change).toMatchObject({ amount: "14.55", senders: [stage.bot.user_id], outputIndex: 1, requestId });
  });

  test("pays many in one transaction, several people together too", async () => {
    await faucet(stage.bot.user_id, "1000");
    const requestId = randomUUID();
    const many = Array.from({ length: 100 }, (_, index) => to(index % 2 === 0 ? stage.ada : stage.ben, "0.00000001"));
    const both = { members: [stage.ben.user_id, stage.ada.user_id], threshold: 2, amount: "3" };
    const receivers = [both, ...many];
    const members = [...both.members];
    const prepared = await wallet.prepare({ requestId, inputs: await unspent(1), receivers, memo: "" });
    expect(prepared.change).toBe("996.999999");
    expect(both.members).toEqual(members);
    await wallet.submit(prepared);
    await final(requestId);
    const made = [...stage.sandbox.world.store.outputs.values()].filter(
      (row) => row.transaction_hash === prepared.hash,
    );
    expect(made).toHaveLength(102);
    expect(sum(made)).toBe("1000");
  });

  test("spends 256 outputs at once", async () => {
    for (let index = 0; index < 257; index += 1) await faucet(stage.bot.user_id, "0.1");
    const inputs = await unspent(257);
    const requestId = randomUUID();
    const transfer = { requestId, receivers: [to(stage.bot, "25.6")], memo: "" };
    await expect(wallet.prepare({ ...transfer, inputs })).rejects.toThrow("1 to 256 outputs");
    const prepared = await wallet.prepare({ ...transfer, inputs: inputs.slice(0, 256) });
    expect(prepared.change).toBe("0");
    await wallet.submit(prepared);
    await final(requestId);
    const [one] = (await wallet.outputs((inputs.at(-1)?.sequence ?? 0) + 1)).filter(({ state }) => state === "unspent");
    expect(one).toMatchObject({ amount: "25.6", transactionHash: prepared.hash });
  });
});

describe("a transfer whose answer got lost", () => {
  test.each(["timeout_after", "timeout_before"])(
    "(%s) is looked up, sent again as it was, and happens once",
    async (kind) => {
      await faucet(stage.bot.user_id, "20");
      const impatient = stage.client({ timeoutMs: 400 }).wallet;
      const requestId = randomUUID();
      const before = await holds(stage.ada);
      const inputs = await unspent(1);
      const prepared = await impatient.prepare({ requestId, inputs, receivers: [to(stage.ada, "20")], memo: "" });
      await stage.faults({ kind, match: { path: "/safe/transactions", method: "POST" }, count: 1 });
      await expect(impatient.submit(prepared)).rejects.toBeInstanceOf(MixinUnreachable);
      expect(await stage.fired()).toEqual([1]);

      const known = await wallet.lookup(requestId);
      if (kind === "timeout_after") expect(known).toMatchObject({ hash: prepared.hash });
      else expect(known).toBeNull();
      expect(await wallet.submit(prepared)).toMatchObject({ hash: prepared.hash });
      await final(requestId);
      expect(await wallet.submit(prepared)).toMatchObject({ hash: prepared.hash, state: "spent" });
      expect(await holds(stage.ada)).toBe(sum([{ amount: before }, { amount: "20" }]));
      expect(await holds(stage.bot)).toBe("0");
    },
  );

  test("while it was only prepared is prepared again without harm", async () => {
    await faucet(stage.bot.user_id, "20");
    const transfer = { requestId: randomUUID(), inputs: await unspent(1), receivers: [to(stage.ada, "1")], memo: "" };
    const first = await wallet.prepare(transfer);
    const second = await wallet.prepare(transfer);
    expect(second.hash).toBe(first.hash);
    await wallet.submit(first);
    await final(transfer.requestId);
  });
});

describe("what must not happen", () => {
  test("a request id is not used for a second transfer", async () => {
    await faucet(stage.bot.user_id, "20");
    await faucet(stage.bot.user_id, "20");
    const [one, two] = await unspent(2);
    const requestId = randomUUID();
    const receivers = [to(stage.ada, "1")];
    const first = await wallet.prepare({ requestId, inputs: [one as WalletOutput], receivers, memo: "" });
    const other = await wallet.prepare({ requestId, inputs: [two as WalletOutput], receivers, memo: "" });
    await wallet.submit(other);
    await expect(wallet.submit(first)).rejects.toBeInstanceOf(TransferMismatch);
    const again = wallet.prepare({ requestId, inputs: [one as WalletOutput], receivers, memo: "" });
    await expect(again).rejects.toBeInstanceOf(RequestAlreadyUsed);
    await final(requestId);
    expect(await holds(stage.bot)).toBe("39");
  });

  test("an output is not spent by two transfers", async () => {
    await faucet(stage.bot.user_id, "20");
    const inputs = await unspent(1);
    const prepare = (requestId: string) =>
      wallet.prepare({ requestId, inputs, receivers: [to(stage.ada, "1")], memo: "" });
    const [one, two] = [await prepare(randomUUID()), await prepare(randomUUID())];
    await wallet.submit(one);
    const error: unknown = await wallet.submit(two).catch((reason: unknown) => reason);
    expect(needsFreshOutputs(error)).toBe(true);
    expect(await wallet.lookup(two.requestId)).toBeNull();
  });

  test.each([
    ["no receiver", { receivers: [] }, "needs a receiver"],
    ["nothing to spend", { inputs: [] }, "1 to 256 outputs"],
    ["an amount of nought", { amount: "0" }, "gets nothing"],
    ["more than there is", { amount: "20.00000001" }, "worth less"],
    ["nine places", { amount: "0.000000001" }, "at most 8 places"],
    ["a negative amount", { amount: "-1" }, "not an amount"],
    ["a memo of 257 bytes", { memo: "é".repeat(128) + "x" }, "at most 256 bytes"],
  ])(
    "a transfer with %s is not built",
    async (_, change: { amount?: string; memo?: string; receivers?: never[]; inputs?: never[] }, complaint) => {
      await faucet(stage.bot.user_id, "20");
      const { amount = "1", ...rest } = change;
      const transfer = {
        requestId: randomUUID(),
        inputs: await unspent(1),
        receivers: [to(stage.ada, amount)],
        memo: "",
      };
      await expect(wallet.prepare({ ...transfer, ...rest })).rejects.toThrow(complaint);
    },
  );

  test("outputs of two assets or one twice do not go together", async () => {
    await faucet(stage.bot.user_id, "20");
    await faucet(stage.bot.user_id, "1", BTC);
    const [usdt] = await unspent(1);
    const [btc] = await unspent(1, BTC);
    const transfer = { requestId: randomUUID(), receivers: [to(stage.ada, "1")], memo: "" };
    const both = [usdt as WalletOutput, btc as WalletOutput];
    await expect(wallet.prepare({ ...transfer, inputs: both })).rejects.toThrow("one asset");
    const twice = [usdt as WalletOutput, usdt as WalletOutput];
    await expect(wallet.prepare({ ...transfer, inputs: twice })).rejects.toThrow("spent twice");
  });
});
