import { randomUUID } from "node:crypto";
import {
  buildSafeTransaction,
  buildSafeTransactionRecipient,
  encodeSafeTransaction,
  MixinApi,
  signSafeTransaction,
} from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { ASSETS, SandboxControl, type SandboxUser } from "../support/sandbox.js";
import { until } from "../support/until.js";

const USDT = ASSETS.usdtEthereum;
let sandbox: Sandbox;
let control: SandboxControl;
let ada: SandboxUser;
let ben: SandboxUser;
let thorb: SandboxUser;

beforeEach(async () => {
  sandbox = await startSandbox({ priceWalk: false, finalityMs: 30 });
  control = new SandboxControl(sandbox.url);
  ada = await control.person("Ada");
  ben = await control.person("Ben");
  thorb = await control.person("Thorb");
});

afterEach(() => sandbox.close());

const client = (user: SandboxUser) =>
  MixinApi({ keystore: user.keystore, requestConfig: { baseURL: sandbox.url, timeout: 15_000 } });

type Receiver = [members: string[], threshold: number, amount: string];

const theirs = (user: SandboxUser, members = [user.user_id], threshold = 1) =>
  client(user).utxo.safeOutputs({ members: [...members], threshold, asset: USDT, state: "unspent", limit: 500 });

/** Ada pays all of these in one transaction out of her 3000; resolves to its id once it is final. */
async function pays(receivers: Receiver[]): Promise<string> {
  const api = client(ada);
  const key = ada.keystore.spend_private_key;
  const trace = randomUUID();
  const recipients = receivers.map(([who, threshold, amount]) =>
    buildSafeTransactionRecipient([...who], threshold, amount),
  );
  const ghosts = await api.utxo.ghostKey(recipients, trace, key);
  const tx = buildSafeTransaction(await theirs(ada), recipients, ghosts, Buffer.from("batch"));
  const raw = encodeSafeTransaction(tx);
  const [verified] = await api.utxo.verifyTransaction([{ raw, request_id: trace }]);
  const signed = signSafeTransaction(tx, verified!.views, key);
  await api.utxo.sendTransactions([{ raw: signed, request_id: trace }]);
  await until("finality", async () => (await api.utxo.fetchTransaction(trace)).state === "spent");
  return trace;
}

const notesFor = async (user: SandboxUser) =>
  (await control.ledger()).messages.filter(
    ({ category, receivers }) => category === "SYSTEM_SAFE_SNAPSHOT" && receivers.includes(user.user_id),
  );

describe("one transaction for many receivers", () => {
  it("has 256 outputs: many to one person, to several people, to a group, and change", async () => {
    const group = [ada.user_id, ben.user_id, thorb.user_id].sort();
    const receivers: Receiver[] = [
      ...Array.from({ length: 200 }, (_, n): Receiver => [[thorb.user_id], 1, `1.${String(n + 1).padStart(3, "0")}`]),
      ...Array.from({ length: 54 }, (): Receiver => [[ben.user_id], 1, "2"]),
      [group, 2, "70.5"],
      [[ada.user_id], 1, "2601.4"],
    ];
    const trace = await pays(receivers);

    const toThorb = await theirs(thorb);
    expect(toThorb).toHaveLength(200);
    expect(toThorb.map(({ amount }) => Number(amount).toFixed(3))).toEqual(
      receivers.slice(0, 200).map(([, , amount]) => amount),
    );
    expect(toThorb.map(({ output_index: index }) => index)).toEqual(receivers.slice(0, 200).map((_, n) => n));
    // And what Ben had before.
    expect(await theirs(ben)).toHaveLength(55);
    expect((await theirs(ada)).map(({ amount }) => amount)).toEqual(["2601.4"]);
    for (const member of [ada, ben, thorb]) {
      expect(await theirs(member, group, 2)).toMatchObject([
        { amount: "70.5", receivers: group, receivers_threshold: 2, request_id: trace, output_index: 254 },
      ]);
    }
    const request = await client(thorb).utxo.fetchTransaction(trace);
    expect(request).toMatchObject({ amount: "398.6", user_id: ada.user_id });
    expect(request.receivers).toHaveLength(256);
  });

  it("shows its sender one snapshot over all, and each person one for each output; a group has none", async () => {
    const group = [ben.user_id, thorb.user_id].sort();
    await pays([
      [[thorb.user_id], 1, "5"],
      [[thorb.user_id], 1, "7"],
      [group, 2, "11"],
      [[ada.user_id], 1, "2977"],
    ]);
    const amounts = async (user: SandboxUser) =>
      (await client(user).safe.fetchSafeSnapshots({ asset: USDT })).map(({ amount }) => amount).toSorted();
    expect(await amounts(ada)).toEqual(["-23", "3000"]);
    expect(await amounts(thorb)).toEqual(["5", "7"]);
    expect(await amounts(ben)).toEqual(["3000"]);
    expect(await notesFor(thorb)).toHaveLength(2);
    expect(await notesFor(ada)).toHaveLength(1);
    expect(await notesFor(ben)).toHaveLength(0);
  });

  it("keeps a group's outputs from those who are not in it", async () => {
    const group = [ben.user_id, thorb.user_id].sort();
    await pays([
      [group, 2, "11"],
      [[ada.user_id], 1, "2989"],
    ]);
    await expect(theirs(ada, group, 2)).rejects.toMatchObject({ code: 403 });
    expect(await theirs(ben, group, 1)).toHaveLength(0);
  });

  it("refuses the 257th output and a threshold beyond the members", async () => {
    const many = Array.from({ length: 257 }, (): Receiver => [[ben.user_id], 1, "1"]);
    await expect(pays(many)).rejects.toMatchObject({ code: 10002 });
    await expect(pays([[[ben.user_id], 2, "3000"]])).rejects.toMatchObject({ code: 10001 });
  });
});

describe("somebody without Safe", () => {
  it("gets no keys, alone or among others, and does again once they are on Safe", async () => {
    const cleo = await control.addUser("Cleo");
    const receivers = (): Receiver[] => [
      [[ben.user_id, cleo.user_id].sort(), 2, "1000"],
      [[cleo.user_id], 1, "2000"],
    ];
    await control.safe(cleo.user_id, false);
    await expect(pays(receivers())).rejects.toMatchObject({ code: 10404 });
    expect((await client(ada).user.fetch(cleo.user_id)).has_safe).toBe(false);
    await control.safe(cleo.user_id, true);
    await pays(receivers());
    expect(await theirs(cleo)).toHaveLength(1);
  });
});

describe("an asset", () => {
  it("loses its price, grows stale, disappears and comes back", async () => {
    const api = client(ada);
    await control.market(USDT, { price_usd: "0" });
    expect(await api.safe.fetchAsset(USDT)).toMatchObject({ price_usd: "0" });
    await control.market(USDT, { price_usd: "1.01", updated_at: "2024-05-06T07:08:09Z" });
    const stale = { price_usd: "1.01", price_updated_at: "2024-05-06T07:08:09Z" };
    expect(await api.safe.fetchAsset(USDT)).toMatchObject(stale);

    await control.market(USDT, { gone: true });
    await expect(api.safe.fetchAsset(USDT)).rejects.toMatchObject({ code: 404 });
    expect(await api.safe.fetchAssets([USDT, ASSETS.btc])).toMatchObject([{ asset_id: ASSETS.btc }]);
    expect((await api.network.topAssets("ALL")).some(({ asset_id: id }) => id === USDT)).toBe(false);
    // The money is still there.
    await pays([[[ben.user_id], 1, "3000"]]);
    await control.market(USDT, { gone: false });
    expect(await api.safe.fetchAsset(USDT)).toMatchObject({ price_usd: "1.01" });
  });
});
