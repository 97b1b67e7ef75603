import { randomUUID } from "node:crypto";
import {
  buildSafeTransactionRecipient,
  getED25519KeyPair,
  MixinApi,
  type KeystoreClientReturnType,
} from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";

const USDT = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";
let sandbox: Sandbox;
let bot: KeystoreClientReturnType;
let botId: string;

/** What the SDK's typings of a new user leave out. */
interface NewUser {
  user_id: string;
  session_id: string;
  pin_token_base64: string;
  tip_counter: number;
}

beforeEach(async () => {
  sandbox = await startSandbox({ priceWalk: false, finalityMs: 20 });
  const [first] = sandbox.users();
  if (first === undefined) throw new Error("the bot is missing");
  botId = first.user_id;
  bot = MixinApi({ keystore: first.keystore, requestConfig: { baseURL: sandbox.url } });
});

afterEach(() => sandbox.close());

/** A network user with a wallet, made as the SDK's example does. */
async function networkUser() {
  const session = getED25519KeyPair();
  const made: unknown = await bot.user.createBareUser("till-1", session.publicKey.toString("base64url"));
  const user = made as NewUser;
  const keystore = {
    app_id: user.user_id,
    session_id: user.session_id,
    pin_token_base64: user.pin_token_base64,
    session_private_key: session.seed.toString("hex"),
  };
  const client = MixinApi({ keystore, requestConfig: { baseURL: sandbox.url } });
  const tip = getED25519KeyPair();
  await client.pin.updateTipPin("", tip.publicKey.toString("hex"), user.tip_counter + 1);
  await client.pin.verifyTipPin(tip.seed.toString("hex"));
  const spend = getED25519KeyPair();
  return { user, client, tip, spend };
}

describe("a network user, made by the unmodified SDK", () => {
  it("gets a wallet that the bot sees", async () => {
    const { user, client, tip, spend } = await networkUser();
    expect((await client.user.profile()).has_safe).toBe(false);
    await client.safe.register(user.user_id, tip.seed.toString("hex"), spend.seed);
    expect(await client.safe.checkRegisteration()).toMatchObject({ has_safe: true, tip_counter: 1 });
    const [entry] = await client.safe.depositEntries({
      members: [user.user_id],
      threshold: 1,
      chain_id: "43d61dcd-e413-450d-80b8-101d5e903357",
    });
    expect(entry?.destination).toMatch(/^0x[0-9a-f]{40}$/);
    const answer = await fetch(`${sandbox.url}/sandbox/users/${user.user_id}/faucet`, {
      method: "POST",
      body: JSON.stringify({ asset_id: USDT, amount: "7.5" }),
    });
    expect(answer.status).toBe(200);
    const seen = await bot.safe.fetchSafeSnapshots({ app: botId });
    expect(seen.map((row) => [row.user_id, row.amount])).toEqual([[user.user_id, "7.5"]]);
    const [output] = await client.utxo.safeOutputs({ members: [user.user_id], threshold: 1, asset: USDT });
    expect(output).toMatchObject({ amount: "7.5", receivers: [user.user_id] });
  });

  it("is no receiver before, and chats never", async () => {
    const { user, client, tip } = await networkUser();
    const recipients = [buildSafeTransactionRecipient([user.user_id], 1, "1")];
    await expect(bot.utxo.ghostKey(recipients, randomUUID(), "00".repeat(32))).rejects.toMatchObject({ code: 10404 });
    await expect(client.message.sendText(user.user_id, "hi")).rejects.toMatchObject({ code: 403 });
    await expect(client.pin.verifyTipPin("11".repeat(32))).rejects.toMatchObject({ code: 20119 });
    await client.pin.verifyTipPin(tip.seed.toString("hex"));
  });
});
