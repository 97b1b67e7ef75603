import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  buildSafeTransaction,
  buildSafeTransactionRecipient,
  encodeSafeTransaction,
  getUnspentOutputsForRecipients,
  MixinApi,
  signSafeTransaction,
  type KeystoreClientReturnType,
} from "@mixin.dev/mixin-node-sdk";
import { sendRaw, websocket } from "@mixin.dev/mixin-node-sdk/blaze";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startSandbox, type Sandbox, type SandboxUser } from "../../src/sandbox/server.js";
import { unitsOf } from "../../src/sandbox/wallet/amount.js";

const USDT = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";
let sandbox: Sandbox;

interface RawTransfer {
  raw: string;
  request_id: string;
}

function person(name: string): SandboxUser {
  const found = sandbox.users().find((user) => user.full_name === name);
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return found;
}

function client(user: SandboxUser): KeystoreClientReturnType {
  return MixinApi({ keystore: user.keystore, requestConfig: { baseURL: sandbox.url } });
}

const unspent = (user: SandboxUser) =>
  client(user).utxo.safeOutputs({
    members: [user.user_id],
    threshold: 1,
    asset: USDT,
    state: "unspent",
    limit: 500,
  });

/** Steps 1 to 5 of a Safe payment: everything up to the unsigned bytes. */
async function build(from: SandboxUser, to: readonly string[], amount: string, trace: string, memo = "order-1") {
  const api = client(from);
  const outputs = await unspent(from);
  const recipients = to.map((id) => buildSafeTransactionRecipient([id], 1, amount));
  const { utxos, change } = getUnspentOutputsForRecipients(outputs, recipients);
  if (change.gt(0)) recipients.push(buildSafeTransactionRecipient([from.user_id], 1, change.toString()));
  const ghosts = await api.utxo.ghostKey(recipients, trace, from.keystore.spend_private_key);
  const tx = buildSafeTransaction(utxos, recipients, ghosts, Buffer.from(memo));
  return { tx, raw: encodeSafeTransaction(tx) };
}

/** Steps 6 to 8, to the accepted transaction. */
async function pay(from: SandboxUser, to: readonly string[], amount: string, trace: string, memo?: string) {
  const { tx, raw } = await build(from, to, amount, trace, memo);
  const [verified] = await client(from).utxo.verifyTransaction([{ raw, request_id: trace }]);
  expect(verified?.state).toBe("unspent");
  const signed = signSafeTransaction(tx, verified?.views ?? [], from.keystore.spend_private_key);
  const [sent] = await client(from).utxo.sendTransactions([{ raw: signed, request_id: trace }]);
  expect(sent?.raw_transaction).toBe(signed);
  return { tx, raw, signed, verified, sent };
}

const final = (user: SandboxUser, trace: string) =>
  vi.waitFor(
    async () => {
      const request = await client(user).utxo.fetchTransaction(trace);
      expect(request.state).toBe("spent");
      return request;
    },
    { timeout: 5_000, interval: 20 },
  );

beforeEach(async () => {
  sandbox = await startSandbox({ priceWalk: false, finalityMs: 400 });
});

afterEach(async () => {
  await sandbox.close();
});

describe("the unmodified SDK pays", () => {
  it("moves money with change, from unspent over signed to spent", async () => {
    const ada = person("Ada");
    const bot = person("Mixtill");
    const trace = randomUUID();
    const { sent } = await pay(ada, [bot.user_id], "12.5", trace);
    expect(sent?.state).toBe("signed");
    expect((await unspent(ada)).length).toBe(0);
    const request = await final(ada, trace);
    expect(request).toMatchObject({ request_id: trace, amount: "12.5", user_id: ada.user_id });
    expect(request.snapshot_id).not.toBe("");

    const [received] = await unspent(bot);
    expect(received).toMatchObject({
      amount: "12.5",
      asset_id: USDT,
      senders: [ada.user_id],
      receivers: [bot.user_id],
      request_id: trace,
      extra: Buffer.from("order-1").toString("hex"),
    });
    expect((await unspent(ada)).map((output) => output.amount)).toEqual(["2987.5"]);
    expect(await client(bot).utxo.safeAssetBalance({ members: [bot.user_id], threshold: 1, asset: USDT })).toBe("12.5");
    expect(request.transaction_hash).toBe(received?.transaction_hash);
    expect((await client(bot).utxo.fetchTransaction(request.transaction_hash)).request_id).toBe(trace);
  });

  it("shows both sides their snapshot and tells both of it", async () => {
    const ada = person("Ada");
    const bot = person("Mixtill");
    const heard: { user_id: string; category: string; data: string }[] = [];
    const ws = websocket(
      bot.keystore,
      sandbox.url.replace("http", "ws"),
      { onMessage: (message) => void heard.push(message as never) },
      { parse: false, syncAck: true },
    );
    await new Promise((resolve) => ws.on("open", resolve));
    await sendRaw(ws, { id: randomUUID(), action: "LIST_PENDING_MESSAGES" });
    const trace = randomUUID();
    await pay(ada, [bot.user_id], "3", trace);
    await final(ada, trace);
    const [out] = await client(ada).safe.fetchSafeSnapshots({ asset: USDT, limit: 1 });
    const [into] = await client(bot).safe.fetchSafeSnapshots({ asset: USDT });
    expect(out).toMatchObject({ amount: "-3", opponent_id: bot.user_id, trace_id: trace });
    expect(into).toMatchObject({ amount: "3", opponent_id: ada.user_id, request_id: trace });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toMatchObject({ category: "SYSTEM_SAFE_SNAPSHOT", user_id: ada.user_id });
    const told = JSON.parse(Buffer.from(heard[0]?.data ?? "", "base64").toString()) as Record<string, string>;
    expect(told).toMatchObject({ snapshot_id: into?.snapshot_id, amount: "3", opponent_id: ada.user_id });
    expect(await client(bot).safe.fetchSafeSnapshot(told["snapshot_id"] ?? "")).toMatchObject({ request_id: trace });
    ws.terminate();
  });

  it("is paid on with what was received, and consolidates many outputs", async () => {
    const ada = person("Ada");
    const bot = person("Mixtill");
    const thorb = person("Thorb");
    for (let time = 0; time < 3; time++) {
      const trace = randomUUID();
      await pay(ada, [bot.user_id], "1.00000001", trace);
      await final(ada, trace);
    }
    const trace = randomUUID();
    await pay(bot, [thorb.user_id], "3.00000003", trace);
    await final(bot, trace);
    expect((await unspent(bot)).length).toBe(0);
    expect((await unspent(thorb)).map((output) => output.amount)).toEqual(["3.00000003"]);
  });

  it("pays several people in one transaction", async () => {
    const ada = person("Ada");
    const trace = randomUUID();
    await pay(ada, [person("Ben").user_id, person("Thorb").user_id], "5", trace);
    await final(ada, trace);
    expect((await unspent(person("Thorb"))).map((output) => output.amount)).toEqual(["5"]);
    const [out] = await client(ada).safe.fetchSafeSnapshots({ asset: USDT, limit: 1 });
    expect(out).toMatchObject({ amount: "-10", opponent_id: "" });
  });
});

describe("the wallet stands firm", () => {
  it("answers the same request id with the same transaction, however often it comes", async () => {
    const ada = person("Ada");
    const bot = person("Mixtill");
    const trace = randomUUID();
    const { signed, raw } = await pay(ada, [bot.user_id], "2", trace);
    const [again] = await client(ada).utxo.sendTransactions([{ raw: signed, request_id: trace }]);
    expect(again?.raw_transaction).toBe(signed);
    const [verified] = await client(ada).utxo.verifyTransaction([{ raw, request_id: trace }]);
    expect(verified?.state).toBe("signed");
    await final(ada, trace);
    await client(ada).utxo.sendTransactions([{ raw: signed, request_id: trace }]);
    expect((await unspent(bot)).map((output) => output.amount)).toEqual(["2"]);

    const other = await build(ada, [bot.user_id], "7", trace);
    const [stored] = await client(ada).utxo.verifyTransaction([{ raw: other.raw, request_id: trace }]);
    expect(stored).toMatchObject({ state: "spent", raw_transaction: signed });
  });

  it("keeps a trace for the person who used it", async () => {
    const ada = person("Ada");
    const ben = person("Ben");
    const trace = randomUUID();
    await pay(ada, [person("Mixtill").user_id], "2", trace);
    const { raw } = await build(ben, [person("Mixtill").user_id], "2", trace);
    const refused = client(ben).utxo.verifyTransaction([{ raw, request_id: trace }]);
    await expect(refused).rejects.toMatchObject({ code: 20125 });
  });

  it("refuses to spend twice: locked while on its way, gone when final", async () => {
    const ada = person("Ada");
    const bot = person("Mixtill");
    const first = randomUUID();
    const second = randomUUID();
    const rival = await build(ada, [bot.user_id], "9", second);
    const [verified] = await client(ada).utxo.verifyTransaction([{ raw: rival.raw, request_id: second }]);
    const signedRival = signSafeTransaction(rival.tx, verified?.views ?? [], ada.keystore.spend_private_key);
    await pay(ada, [bot.user_id], "4", first);
    const send = () => client(ada).utxo.sendTransactions([{ raw: signedRival, request_id: second }]);
    await expect(send()).rejects.toMatchObject({ code: 10105 });
    await final(ada, first);
    await expect(send()).rejects.toMatchObject({ code: 10106 });
    await expect(client(ada).utxo.fetchTransaction(second)).rejects.toMatchObject({ code: 404 });
  });

  it("refuses a signature by another key, somebody else's coins, and bytes that differ from the verified", async () => {
    const ada = person("Ada");
    const ben = person("Ben");
    const bot = person("Mixtill");
    const trace = randomUUID();
    const { tx, raw } = await build(ada, [bot.user_id], "1", trace);
    await expect(client(ben).utxo.verifyTransaction([{ raw, request_id: trace }])).rejects.toMatchObject({ code: 403 });
    const [verified] = await client(ada).utxo.verifyTransaction([{ raw, request_id: trace }]);
    const forged = signSafeTransaction(tx, verified?.views ?? [], ben.keystore.spend_private_key);
    const send = (signed: string) => client(ada).utxo.sendTransactions([{ raw: signed, request_id: trace }]);
    await expect(send(forged)).rejects.toMatchObject({ code: 2_000_003 });
    await expect(send(raw)).rejects.toMatchObject({ code: 2_000_003 });
    const other = await build(ada, [bot.user_id], "2", trace);
    const signedOther = signSafeTransaction(other.tx, verified?.views ?? [], ada.keystore.spend_private_key);
    await expect(send(signedOther)).rejects.toMatchObject({ code: 10001 });
    await send(signSafeTransaction(tx, verified?.views ?? [], ada.keystore.spend_private_key));
  });

  it("refuses sums that differ, keys of its own making, long memos and strangers to Safe", async () => {
    const ada = person("Ada");
    const bot = person("Mixtill");
    const check = (raw: string) => client(ada).utxo.verifyTransaction([{ raw, request_id: randomUUID() }]);
    const { tx } = await build(ada, [bot.user_id], "1", randomUUID());
    const change = (edit: (copy: typeof tx) => void): string => {
      const copy = structuredClone(tx);
      copy.extra = Buffer.from(tx.extra as never);
      edit(copy);
      return encodeSafeTransaction(copy);
    };
    const first = (copy: typeof tx) => copy.outputs?.[0] ?? ({} as never);
    await expect(check(change((copy) => (first(copy).amount = "1.5")))).rejects.toMatchObject({ code: 20117 });
    await expect(check(change((copy) => (first(copy).amount = "0.5")))).rejects.toMatchObject({ code: 10001 });
    await expect(check(change((copy) => (first(copy).keys = ["11".repeat(32)])))).rejects.toMatchObject({
      code: 2_000_001,
    });
    await expect(check(change((copy) => copy.outputs?.reverse()))).rejects.toMatchObject({ code: 2_000_001 });
    const long = await build(ada, [bot.user_id], "1", randomUUID(), "x".repeat(257));
    await expect(check(long.raw)).rejects.toMatchObject({ code: 10002 });
    const poor = sandbox.world.people.add({ full_name: "No Safe", has_safe: false });
    await expect(build(ada, [poor.user_id], "1", randomUUID())).rejects.toMatchObject({ code: 10404 });
  });

  it("gives the same one-time keys for the same hint and others for another", async () => {
    const ada = person("Ada");
    const bot = person("Mixtill");
    const trace = randomUUID();
    const recipient = () => [buildSafeTransactionRecipient([bot.user_id], 1, "1")];
    const keys = (id: string) => client(ada).utxo.ghostKey(recipient(), id, ada.keystore.spend_private_key);
    expect(await keys(trace)).toEqual(await keys(trace));
    expect(await keys(trace)).not.toEqual(await keys(randomUUID()));
  });

  it("takes a one-time key for one output only: in one call, and across a restart", async () => {
    const dir = await mkdtemp(join(tmpdir(), "sandbox-keys-"));
    await sandbox.close();
    sandbox = await startSandbox({ priceWalk: false, finalityMs: 60_000, dir });
    const ada = person("Ada");
    const spend = ada.keystore.spend_private_key;
    for (const amount of ["3000", "3000"]) sandbox.world.deposits.faucet(ada.user_id, USDT, unitsOf(amount), true);
    const outputs = await unspent(ada);
    const recipients = [buildSafeTransactionRecipient([person("Ben").user_id], 1, "3000")];
    const ghosts = await client(ada).utxo.ghostKey(recipients, randomUUID(), spend);
    const transfers = [];
    for (const output of outputs) {
      const tx = buildSafeTransaction([output], recipients, ghosts, Buffer.from(""));
      const id = randomUUID();
      const [verified] = await client(ada).utxo.verifyTransaction([{ raw: encodeSafeTransaction(tx), request_id: id }]);
      transfers.push({ raw: signSafeTransaction(tx, verified?.views ?? [], spend), request_id: id });
    }
    const [first, second, third] = transfers as [RawTransfer, RawTransfer, RawTransfer];
    const together = client(ada).utxo.sendTransactions([first, second]);
    await expect(together).rejects.toMatchObject({ code: 2_000_001 });
    await client(ada).utxo.sendTransactions([first]);
    await expect(client(ada).utxo.sendTransactions([second])).rejects.toMatchObject({ code: 2_000_001 });
    await sandbox.close();
    sandbox = await startSandbox({ priceWalk: false, finalityMs: 60_000, dir });
    await expect(client(ada).utxo.sendTransactions([third])).rejects.toMatchObject({ code: 2_000_001 });
    await rm(dir, { recursive: true });
  });

  it("pages outputs by inclusive sequence", async () => {
    const ada = person("Ada");
    const api = client(ada);
    const all = await api.utxo.safeOutputs({ members: [ada.user_id], threshold: 1, limit: 500 });
    const sequences = all.map((output) => output.sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    const page = await api.utxo.safeOutputs({
      members: [ada.user_id],
      threshold: 1,
      offset: sequences[3],
      limit: 2,
    } as never);
    expect(page.map((output) => output.sequence)).toEqual(sequences.slice(3, 5));
  });
});
