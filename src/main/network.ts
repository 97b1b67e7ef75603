import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Config } from "../config.js";
import type { Log } from "../log.js";
import type { House } from "./house.js";
import { type Keystore, parseKeystore } from "../mixin/keystore.js";

/** Where Mixin is, with whose keys. */
export interface RunningNetwork {
  apiUrl: string;
  blazeUrl: string;
  payUrl: string;
  keystore: Keystore;
  /** The sandbox's browser messenger, when there is one. */
  messengerUrl: string | null;
}

/** Something about the network keeps us from starting; the message names the fix. */
export class NetworkProblem extends Error {}

/** Starts the sandbox when the configuration asks for one, and finds the bot's keys. */
export async function openNetwork(config: Config, log: Log, house: House): Promise<RunningNetwork> {
  const { network } = config;
  if (network.kind === "sandbox") {
    const { child, url: apiUrl } = await startSandbox(network.port, join(config.dataDir, "sandbox"));
    house.opened("sandbox", () => stopChild(child));
    child.once("exit", (code, signal) => log("warn", "the sandbox ended", { code, signal }));
    const keystore = await botKeystore(apiUrl);
    return { ...addresses(apiUrl), keystore, messengerUrl: `${apiUrl}/messenger` };
  }
  const keystore =
    network.keystoreText === null ? await botKeystore(network.apiUrl) : readKeystore(network.keystoreText);
  return {
    apiUrl: network.apiUrl,
    blazeUrl: network.blazeUrl,
    payUrl: network.payUrl,
    keystore,
    messengerUrl: network.kind === "attached-sandbox" ? `${network.apiUrl}/messenger` : null,
  };
}

const addresses = (apiUrl: string) => ({ apiUrl, blazeUrl: apiUrl.replace(/^http/, "ws"), payUrl: `${apiUrl}/pay` });

function readKeystore(text: string): Keystore {
  const read = parseKeystore(text);
  if (!read.ok) throw new NetworkProblem(read.problems.map((p) => `MIXIN_KEYSTORE: ${p}`).join("\n"));
  return read.keystore;
}

async function startSandbox(port: number, dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  // .ts: run from its sources, by `npm run dev`.
  const scripts = ["js", "ts"].map((kind) => fileURLToPath(new URL(`../sandbox/main.${kind}`, import.meta.url)));
  const script = scripts.find(existsSync);
  if (script === undefined) {
    throw new NetworkProblem(
      "MIXIN_KEYSTORE is missing, and this build has no sandbox: give the bot's keystore (see README, 'Running it for real').",
    );
  }
  // The sandbox is a program of its own: it gets its settings and nothing of our environment.
  const env = { SANDBOX_PORT: String(port), DATA_DIR: dataDir };
  // In a process group of its own: a Ctrl-C in the terminal is for us, who stop it after all that still needs it.
  const child = fork(script, { env, stdio: ["ignore", "pipe", "pipe", "ipc"], detached: true });
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new NetworkProblem(`The sandbox did not start. ${said.trim()}`)));
    child.stderr?.on("data", (text: Buffer) => (said += text.toString()));
    child.stdout?.on("data", (text: Buffer) => {
      const address = /http:\/\/[\w.]+:\d+/.exec(text.toString());
      if (address) resolve(address[0]);
    });
  });
  child.stdout?.removeAllListeners("data").resume();
  child.stderr?.removeAllListeners("data").pipe(process.stderr);
  child.removeAllListeners("exit");
  return { child, url: `http://localhost:${new URL(url).port}` };
}

async function botKeystore(apiUrl: string): Promise<Keystore> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(`${apiUrl}/sandbox/users`, { signal: AbortSignal.timeout(5_000) });
      const users = (await answer.json()) as { is_bot: boolean; keystore: Keystore }[];
      const bot = users.find((user) => user.is_bot);
      if (!bot) throw new NetworkProblem(`The sandbox at ${apiUrl} has no bot.`);
      return bot.keystore;
    } catch (error) {
      if (error instanceof NetworkProblem) throw error;
      if (attempt >= 5)
        throw new NetworkProblem(`No sandbox answers at ${apiUrl}. Start one, or correct MIXIN_API_URL.`);
      await pause(200 * attempt);
    }
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.removeAllListeners("exit");
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timeout = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(timeout);
}
