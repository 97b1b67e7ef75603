import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "../config.js";
import type { Log } from "../log.js";
import { type Keystore, parseKeystore } from "../mixin/keystore.js";
import type { House } from "./house.js";
import { keepSandbox, routeOf, sandboxUsers } from "./sandbox.js";
import { NetworkProblem } from "./sandbox-child.js";

/** Where Mixin is, with whose keys. */
export interface RunningNetwork {
  apiUrl: string;
  blazeUrl: string;
  payUrl: string;
  keystore: Keystore;
  /** Where the sandbox's Mixin Route is; null: the real one. */
  routeUrl: string | null;
  /** The sandbox's browser messenger, when there is one. */
  messengerUrl: string | null;
}

/** Joins or starts the sandbox when the configuration asks for one, and finds the bot's keys. */
export async function openNetwork(config: Config, log: Log, house: House): Promise<RunningNetwork> {
  const { network } = config;
  if (network.kind === "sandbox") {
    const sandbox = await keepSandbox({ port: network.port, folder: join(config.dataDir, "sandbox") }, log);
    house.opened("sandbox", () => sandbox.stop());
    const { url: apiUrl, routeUrl } = sandbox;
    const keystore = await botKeystore(apiUrl);
    return { ...addresses(apiUrl), keystore, routeUrl, messengerUrl: `${apiUrl}/messenger` };
  }
  const isSandbox = network.kind === "attached-sandbox";
  const keystore =
    network.keystoreText === null ? await botKeystore(network.apiUrl) : readKeystore(network.keystoreText);
  return {
    apiUrl: network.apiUrl,
    blazeUrl: network.blazeUrl,
    payUrl: network.payUrl,
    keystore,
    routeUrl: isSandbox && config.liquidity === "route" ? await routeOf(network.apiUrl) : null,
    messengerUrl: isSandbox ? `${network.apiUrl}/messenger` : null,
  };
}

const addresses = (apiUrl: string) => ({ apiUrl, blazeUrl: apiUrl.replace(/^http/, "ws"), payUrl: `${apiUrl}/pay` });

function readKeystore(text: string): Keystore {
  const read = parseKeystore(text);
  if (!read.ok) throw new NetworkProblem(read.problems.map((p) => `MIXIN_KEYSTORE: ${p}`).join("\n"));
  return read.keystore;
}

async function botKeystore(apiUrl: string): Promise<Keystore> {
  for (let attempt = 1; ; attempt++) {
    const users = await sandboxUsers(apiUrl);
    const bot = users?.find((user) => user.is_bot);
    if (bot) return bot.keystore;
    if (users) throw new NetworkProblem(`The sandbox at ${apiUrl} has no bot.`);
    if (attempt >= 8) {
      throw new NetworkProblem(`No sandbox answers at ${apiUrl}. Start one, or correct MIXIN_API_URL.`);
    }
    await pause(200 * attempt);
  }
}
