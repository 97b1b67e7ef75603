import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  buildSafeTransaction,
  buildSafeTransactionRecipient,
  encodeSafeTransaction,
  MixinApi,
  signSafeTransaction,
} from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { conversationId } from "../../src/sandbox/bytes.js";
import { startSandbox, type SandboxUser } from "../../src/sandbox/server.js";
import { soon } from "../support/soon.js";

const XIN = "c94ac88f-4671-3976-b60a-09064f1811e8";
let dir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "sandbox-journal-"));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

/** The sandbox as its own process; resolves with its address once it is ready. */
async function start(finalityMs = 0): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ["--import", "tsx", "src/sandbox/main.ts"], {
    env: { ...process.env, SANDBOX_PORT: "0", DATA_DIR: dir, SANDBOX_FINALITY_MS: String(finalityMs) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (text: Buffer) => {
      const found = /http:\S+/.exec(text.toString());
      if (found !== null) resolve(found[0]);
    });
    child.stderr?.on("data", (text: Buffer) => reject(new Error(text.toString())));
  });
  return { url, child };
}

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

const get = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

async function people(url: string): Promise<{ ada: SandboxUser; bot: SandboxUser }> {
  const users = await get<SandboxUser[]>(`${url}/sandbox/users`);
  const named = (name: string): SandboxUser => {
    const found = users.find((user) => user.full_name === name);
    if (found === undefined) throw new Error(`nobody is called ${name}`);
    return found;
  };
  return { ada: named("Ada"), bot: named("Mixtill") };
}

interface Ledger {
  transactions: { request_id: string; state: string }[];
  outputs: { output_id: string; request_id: string; receivers: string[] }[];
  messages: { message_id: string; text: string; pending: string[] }[];
}

describe("a sandbox that is killed", () => {
  it("still knows every message it took and every transaction it accepted, and finishes them", async () => {
    const first = await start(60_000);
    const { ada, bot } = await people(first.url);
    const api = MixinApi({ keystore: ada.keystore, requestConfig: { baseURL: first.url } });
    const ids = Array.from({ length: 20 }, () => randomUUID());
    for (const id of ids) {
      await api.message.sendOne({
        conversation_id: conversationId(ada.user_id, bot.user_id),
        recipient_id: bot.user_id,
        message_id: id,
        category: "PLAIN_TEXT",
        data_base64: Buffer.from(id).toString("base64url"),
      } as never);
    }
    const trace = randomUUID();
    const outputs = await api.utxo.safeOutputs({ members: [ada.user_id], threshold: 1, asset: XIN });
    const recipients = [buildSafeTransactionRecipient([bot.user_id], 1, "20")];
    const ghosts = await api.utxo.ghostKey(recipients, trace, ada.keystore.spend_private_key);
    const tx = buildSafeTransaction(outputs, recipients, ghosts, Buffer.from("memo"));
    const [request] = await api.utxo.verifyTransaction([{ raw: encodeSafeTransaction(tx), request_id: trace }]);
    const signed = signSafeTransaction(tx, request?.views ?? [], ada.keystore.spend_private_key);
    await api.utxo.sendTransactions([{ raw: signed, request_id: trace }]);
    await kill(first.child);

    const second = await start(0);
    const again = await people(second.url);
    expect(again).toEqual(JSON.parse(JSON.stringify({ ada, bot }).replaceAll(first.url, second.url)) as typeof again);
    const ledger = await soon(async () => {
      const seen = await get<Ledger>(`${second.url}/sandbox/ledger`);
      expect(seen.transactions).toMatchObject([{ request_id: trace, state: "spent" }]);
      return seen;
    });
    const texts = ledger.messages.filter((message) => message.text !== null);
    expect(texts.map((message) => message.text)).toEqual(ids);
    expect(texts.every((message) => message.pending.includes(bot.user_id))).toBe(true);
    const received = ledger.outputs.filter((output) => output.request_id === trace);
    expect(received.map((output) => output.receivers)).toEqual([[bot.user_id]]);
  });

  it("answers within a second when it begins with nothing", async () => {
    const began = performance.now();
    const sandbox = await startSandbox({ dir, priceWalk: false });
    expect((await fetch(`${sandbox.url}/sandbox/users`)).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(1_000);
    await sandbox.close();
  });
});

describe("the journal", () => {
  it("leaves out a last line that was torn, and refuses one that is damaged in the middle", async () => {
    const sandbox = await startSandbox({ dir, priceWalk: false });
    const before = sandbox.users();
    await sandbox.close();
    const path = join(dir, "journal.jsonl");
    appendFileSync(path, '[["users","x",{"user_id":"x"');
    const again = await startSandbox({ dir, priceWalk: false });
    expect(again.users().map((user) => user.user_id)).toEqual(before.map((user) => user.user_id));
    await again.close();

    writeFileSync(path, `broken\n${readFileSync(path, "utf8")}`);
    await expect(startSandbox({ dir })).rejects.toThrow(/damaged in line 1/);
  });

  it("is written by one sandbox only", async () => {
    const sandbox = await startSandbox({ dir, priceWalk: false });
    await expect(startSandbox({ dir })).rejects.toThrow(/Another sandbox is using/);
    await sandbox.close();
    await (await startSandbox({ dir, priceWalk: false })).close();
  });

  it("keeps attachments, prices and people that were added", async () => {
    const first = await startSandbox({ dir, priceWalk: false });
    const post = async (path: string, body: unknown) =>
      (await (
        await fetch(`${first.url}${path}`, {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        })
      ).json()) as { user_id: string };
    const eve = await post("/sandbox/users", { full_name: "Eve", phone: "+8613800138000" });
    await post(`/sandbox/users/${eve.user_id}/faucet`, { asset_id: XIN, amount: "1.5" });
    await post("/sandbox/prices", { asset_id: XIN, price_usd: "123.45" });
    const row = first.world.attachments.create(eve.user_id);
    first.world.attachments.upload(row.attachment_id, row.secret, Buffer.from("picture"));
    await first.close();

    const second = await startSandbox({ dir, priceWalk: false });
    const { people: folk, outputs, market, attachments } = second.world;
    expect(folk.find("+8613800138000")?.user_id).toBe(eve.user_id);
    expect(outputs.balances(eve.user_id).get(XIN)).toBe(150_000_000n);
    const asset = market.asset(XIN);
    expect(asset && market.priceUsd(asset)).toBe("123.45");
    expect(attachments.bytes(row.attachment_id)?.toString()).toBe("picture");
    await second.close();
  });
});

describe("the sandbox as a program", () => {
  it("says in a sentence that its port is in use", async () => {
    const sandbox = await startSandbox({ priceWalk: false });
    const child = spawn(process.execPath, ["--import", "tsx", "src/sandbox/main.ts"], {
      env: { ...process.env, SANDBOX_PORT: String(sandbox.port), DATA_DIR: dir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let said = "";
    child.stderr?.on("data", (text: Buffer) => (said += text.toString()));
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).toBe(1);
    expect(said).toContain(`Port ${sandbox.port} is in use`);
    await sandbox.close();
  });

  it("stops cleanly when it is told, and when its parent is gone", async () => {
    const { child } = await start();
    const exit = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await exit).toBe(0);

    const owned = spawn(process.execPath, ["--import", "tsx", "src/sandbox/main.ts"], {
      env: { ...process.env, SANDBOX_PORT: "0", DATA_DIR: dir },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    children.push(owned);
    await new Promise((resolve) => owned.stdout?.once("data", resolve));
    const gone = new Promise((resolve) => owned.once("exit", resolve));
    owned.disconnect();
    expect(await gone).toBe(0);
  });
});
