import { randomUUID } from "node:crypto";
import {
  buildSafeTransaction,
  buildSafeTransactionRecipient,
  encodeSafeTransaction,
  MixinApi,
  signSafeTransaction,
  type KeystoreClientReturnType,
  type SafeTransaction,
} from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { decodeTransaction } from "../../src/sandbox/crypto/transaction.js";
import { startSandbox, type Sandbox, type SandboxUser } from "../../src/sandbox/server.js";

const USDT = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";
let sandbox: Sandbox;
/** Two of these three must agree; sorted, as the network sorts them. */
let members: SandboxUser[];
let ada: SandboxUser;

function person(name: string): SandboxUser {
  const found = sandbox.users().find((user) => user.full_name === name);
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return found;
}

function member(place: number): SandboxUser {
  const found = members[place];
  if (found === undefined) throw new Error(`no member ${place}`);
  return found;
}

const client = (user: SandboxUser): KeystoreClientReturnType =>
  MixinApi({ keystore: user.keystore, requestConfig: { baseURL: sandbox.url } });
const ids = () => members.map((user) => user.user_id);

const common = (user: SandboxUser, state = "unspent") =>
  client(user).utxo.safeOutputs({ members: ids(), threshold: 2, asset: USDT, state, limit: 500 } as never);

async function build(from: SandboxUser, inputs: Awaited<ReturnType<typeof common>>, to: [string[], number, string][]) {
  const recipients = to.map(([who, threshold, amount]) => buildSafeTransactionRecipient([...who], threshold, amount));
  const ghosts = await client(from).utxo.ghostKey(recipients, randomUUID(), from.keystore.spend_private_key);
  const tx = buildSafeTransaction(inputs, recipients, ghosts, Buffer.from("shared"));
  return { tx, raw: encodeSafeTransaction(tx) };
}

async function final(user: SandboxUser, id: string) {
  await vi.waitFor(async () => expect((await client(user).utxo.fetchTransaction(id)).state).toBe("spent"), {
    timeout: 5_000,
    interval: 20,
  });
}

/** Ada pays 2,500 to the three, of which two must agree; returns what they have. */
async function funded() {
  const outputs = await client(ada).utxo.safeOutputs({ members: [ada.user_id], threshold: 1, asset: USDT });
  const to: [string[], number, string][] = [
    [ids(), 2, "2500"],
    [[ada.user_id], 1, "500"],
  ];
  const { tx, raw } = await build(ada, outputs, to);
  const id = randomUUID();
  const [verified] = await client(ada).utxo.verifyTransaction([{ raw, request_id: id }]);
  const signed = signSafeTransaction(tx, verified?.views ?? [], ada.keystore.spend_private_key);
  await client(ada).utxo.sendTransactions([{ raw: signed, request_id: id }]);
  await final(ada, id);
  return common(member(0));
}

/** The member at this place proposes to pay Ben 1,000 and keep the rest together. */
async function proposed(place = 0) {
  const outputs = await funded();
  const { tx, raw } = await build(member(place), outputs, [
    [[person("Ben").user_id], 1, "1000"],
    [ids(), 2, "1500"],
  ]);
  const id = randomUUID();
  const [request] = await client(member(place)).multisig.createSafeMultisigs([{ request_id: id, raw }]);
  return { id, tx, raw, request };
}

/** A member signs with the views that the network gives to this member. */
async function sign(place: number, id: string, tx: SafeTransaction, at = place) {
  const user = member(place);
  const { views } = await client(user).multisig.fetchSafeMultisigs(id);
  const signed = signSafeTransaction(tx, views, user.keystore.spend_private_key, at);
  return client(user).multisig.signSafeMultisigs(id, signed);
}

beforeEach(() => start(false));
afterEach(() => sandbox.close());

async function start(multisigSends: boolean): Promise<void> {
  sandbox = await startSandbox({ priceWalk: false, finalityMs: 40, switches: { multisigSends } });
  ada = person("Ada");
  const three = [person("Mixtill"), person("Thorb"), await added("Cleo")];
  members = three.sort((a, b) => (a.user_id < b.user_id ? -1 : 1));
}

async function added(name: string): Promise<SandboxUser> {
  const body = JSON.stringify({ full_name: name });
  const answer = await fetch(`${sandbox.url}/sandbox/users`, { method: "POST", body });
  return (await answer.json()) as SandboxUser;
}

describe("money of several members, with the unmodified SDK", () => {
  it("is spent when enough of them have signed, whoever they are", async () => {
    const { id, tx, request } = await proposed(2);
    expect(request).toMatchObject({ senders: ids(), senders_threshold: 2, signers: [], amount: "1000" });
    expect((await sign(2, id, tx)).signers).toEqual([member(2).user_id]);
    const complete = await sign(0, id, tx);
    expect(complete.signers).toEqual([member(0).user_id, member(2).user_id]);
    const maps = decodeTransaction(complete.raw_transaction).signatures;
    expect(maps.map((map) => [...map.keys()])).toEqual([[0, 2]]);

    const sent = await client(member(0)).utxo.sendTransactions([{ raw: complete.raw_transaction, request_id: id }]);
    expect(sent[0]).toMatchObject({ state: "signed", signers: [member(0).user_id, member(2).user_id] });
    await final(member(1), id);
    const [rest] = await common(member(1));
    expect(rest).toMatchObject({ amount: "1500", senders: ids(), senders_threshold: 2, receivers_threshold: 2 });
    const ben = person("Ben");
    const [received] = await client(ben).safe.fetchSafeSnapshots({ asset: USDT, limit: 1 });
    expect(received).toMatchObject({ amount: "1000", opponent_id: "" });
    expect(await client(member(2)).safe.fetchSafeSnapshots({ asset: USDT })).toEqual([]);
  });

  it("goes off with the last signature where the network does that", async () => {
    await sandbox.close();
    await start(true);
    const { id, tx } = await proposed();
    await sign(1, id, tx);
    const complete = await sign(0, id, tx);
    await final(member(1), id);
    // Who hands it in anyway does no harm.
    await client(member(1)).utxo.sendTransactions([{ raw: complete.raw_transaction, request_id: id }]);
    expect((await common(member(1))).map((output) => output.amount)).toEqual(["1500"]);
  });

  it("is not spent by one, by strangers, or with a signature in another's place", async () => {
    const { id, tx, raw } = await proposed();
    const { raw_transaction: once } = await sign(0, id, tx);
    const send = (user: SandboxUser, bytes: string) =>
      client(user).utxo.sendTransactions([{ raw: bytes, request_id: id }]);
    await expect(send(member(0), once)).rejects.toMatchObject({ code: 2_000_003 });
    await expect(sign(1, id, tx, 2)).rejects.toMatchObject({ code: 2_000_003 });
    await expect(sign(1, id, tx, 0)).rejects.toMatchObject({ code: 2_000_003 });
    await expect(client(member(1)).multisig.signSafeMultisigs(id, raw)).rejects.toMatchObject({ code: 2_000_003 });
    await expect(client(ada).multisig.fetchSafeMultisigs(id)).rejects.toMatchObject({ code: 403 });
    await expect(client(ada).multisig.createSafeMultisigs([{ raw, request_id: randomUUID() }])).rejects.toMatchObject({
      code: 403,
    });
    const other = await build(member(0), await common(member(0), "signed"), [[[ada.user_id], 1, "2500"]]);
    await expect(
      client(member(1)).multisig.createSafeMultisigs([{ raw: other.raw, request_id: randomUUID() }]),
    ).rejects.toMatchObject({ code: 10105 });
  });

  it("is free again when the signature is taken back, and locked for good when it is complete", async () => {
    const { id, tx } = await proposed();
    await sign(0, id, tx);
    expect(await common(member(0))).toEqual([]);
    const back = await client(member(0)).multisig.unlockSafeMultisigs(id);
    expect(back.signers).toEqual([]);
    expect(await common(member(0))).toHaveLength(1);
    await sign(1, id, tx);
    await sign(2, id, tx);
    await expect(client(member(1)).multisig.unlockSafeMultisigs(id)).rejects.toMatchObject({ code: 10001 });
  });

  it("keeps what some have signed when the same id is proposed with something else", async () => {
    const { id, tx, raw } = await proposed();
    await sign(0, id, tx);
    const [again] = await client(member(1)).multisig.createSafeMultisigs([{ request_id: id, raw }]);
    expect(again?.signers).toEqual([member(0).user_id]);
    const alone = await client(ada).utxo.safeOutputs({ members: [ada.user_id], threshold: 1, asset: USDT });
    const single = await build(
      ada,
      alone.filter((output) => output.state === "unspent"),
      [[[person("Ben").user_id], 1, "500"]],
    );
    const misplaced = client(ada).multisig.createSafeMultisigs([{ raw: single.raw, request_id: randomUUID() }]);
    await expect(misplaced).rejects.toMatchObject({ code: 10001 });
    const stolen = client(ada).utxo.verifyTransaction([{ raw: single.raw, request_id: id }]);
    await expect(stolen).rejects.toMatchObject({ code: 20125 });
  });
});
