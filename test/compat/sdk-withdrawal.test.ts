import { randomUUID } from "node:crypto";
import {
  blake3Hash,
  buildSafeTransaction,
  buildSafeTransactionRecipient,
  encodeSafeTransaction,
  getUnspentOutputsForRecipients,
  MixinApi,
  MixinCashier,
  signSafeTransaction,
  type KeystoreClientReturnType,
} from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSandbox, type Sandbox, type SandboxUser } from "../../src/sandbox/server.js";
import { soon } from "../support/soon.js";

const ETH = "43d61dcd-e413-450d-80b8-101d5e903357";
const USDT = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";
const ADDRESS = "0x52908400098527886e0f7030069857d2e4169ee7";
let sandbox: Sandbox;
let ada: SandboxUser;
let api: KeystoreClientReturnType;

beforeEach(async () => {
  sandbox = await startSandbox({ priceWalk: false, finalityMs: 20 });
  const found = sandbox.users().find((user) => user.full_name === "Ada");
  if (found === undefined) throw new Error("Ada is missing");
  ada = found;
  api = MixinApi({ keystore: ada.keystore, requestConfig: { baseURL: sandbox.url } });
});

afterEach(() => sandbox.close());

type Recipient =
  | ReturnType<typeof buildSafeTransactionRecipient>
  | { amount: string; destination: string; tag?: string };

async function build(asset: string, wanted: readonly Recipient[], trace: string, references: string[] = []) {
  const outputs = await api.utxo.safeOutputs({ members: [ada.user_id], threshold: 1, asset, state: "unspent" });
  const recipients = [...wanted];
  const { utxos, change } = getUnspentOutputsForRecipients(outputs, recipients);
  if (change.gt(0)) recipients.push(buildSafeTransactionRecipient([ada.user_id], 1, change.toString()));
  const ghosts = await api.utxo.ghostKey(recipients, trace, ada.keystore.spend_private_key);
  const tx = buildSafeTransaction(utxos, recipients, ghosts, Buffer.from("out"), references);
  return { tx, raw: encodeSafeTransaction(tx), trace };
}

async function send(...built: Awaited<ReturnType<typeof build>>[]) {
  const verified = await api.utxo.verifyTransaction(built.map(({ raw, trace }) => ({ raw, request_id: trace })));
  const signed = built.map(({ tx, trace }, at) => ({
    raw: signSafeTransaction(tx, verified[at]?.views ?? [], ada.keystore.spend_private_key),
    request_id: trace,
  }));
  return api.utxo.sendTransactions(signed);
}

const cashier = (amount: string) => buildSafeTransactionRecipient([MixinCashier], 1, amount);
const fee = async (asset: string) => (await api.safe.fetchFee(asset, ADDRESS))[0] ?? { asset_id: "", amount: "0" };

describe("the unmodified SDK withdraws", () => {
  it("with the fee beside it when both are of one asset", async () => {
    const { asset_id: feeAsset, amount } = await fee(ETH);
    expect(feeAsset).toBe(ETH);
    const trace = randomUUID();
    const leaving = { amount: "0.5", destination: ADDRESS };
    await expect(send(await build(ETH, [leaving], randomUUID()))).rejects.toMatchObject({ code: 20124 });
    await send(await build(ETH, [leaving, cashier(amount)], trace));
    await soon(async () => expect((await api.utxo.fetchTransaction(trace)).state).toBe("spent"));
    const request = await api.utxo.fetchTransaction(trace);
    expect(request.receivers[0]).toMatchObject({
      destination: ADDRESS,
      withdrawal_hash: expect.stringMatching(/^\w{64}$/),
    });
    const [row] = await api.safe.fetchSafeSnapshots({ asset: ETH, limit: 1 });
    expect(row).toMatchObject({ opponent_id: "", withdrawal: { receiver: ADDRESS } });
    expect(Number(row?.amount)).toBeCloseTo(-0.5 - Number(amount), 8);
  });

  it("with the fee in a transaction of its own when it is another asset", async () => {
    const { amount } = await fee(USDT);
    const leaving = await build(USDT, [{ amount: "100", destination: ADDRESS }], randomUUID());
    const reference = blake3Hash(Buffer.from(leaving.raw, "hex")).toString("hex");
    const alone = await build(ETH, [cashier(amount)], randomUUID());
    await expect(send(leaving, alone)).rejects.toMatchObject({ code: 20124 });
    const paying = await build(ETH, [cashier(amount)], randomUUID(), [reference]);
    const sent = await send(leaving, paying);
    expect(sent.map((request) => request.state)).toEqual(["signed", "signed"]);
    await soon(async () => expect((await api.utxo.fetchTransaction(leaving.trace)).state).toBe("spent"));
    const left = await api.utxo.safeOutputs({ members: [ada.user_id], threshold: 1, asset: USDT, state: "unspent" });
    expect(left.map((output) => output.amount)).toEqual(["2900"]);
  });

  it("not to an address that is none", async () => {
    const trace = randomUUID();
    const { raw } = await build(ETH, [{ amount: "0.5", destination: "nowhere" }], trace);
    await expect(api.utxo.verifyTransaction([{ raw, request_id: trace }])).rejects.toMatchObject({ code: 30102 });
  });
});
