import { existsSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createLoop } from "../db/loop.js";
import type { Log } from "../log.js";
import type { Keystore } from "../mixin/keystore.js";
import { MayPass, NetworkProblem, startOwn } from "./sandbox-child.js";

export interface SandboxUser {
  is_bot: boolean;
  keystore: Keystore;
}

/** What a killed process leaves behind, and what another has just begun, take a moment. */
const START_PATIENCE_MS = 8_000;
const LOOK_MS = 500;

/** Everybody in the sandbox there; null when none answers. */
export async function sandboxUsers(apiUrl: string): Promise<SandboxUser[] | null> {
  try {
    const answer = await fetch(`${apiUrl}/sandbox/users`, { signal: AbortSignal.timeout(5_000) });
    const users = (await answer.json()) as SandboxUser[];
    return Array.isArray(users) && users.every((user) => typeof user.is_bot === "boolean") ? users : null;
  } catch {
    return null;
  }
}

/** Where the sandbox on this port of our machine answers. */
export const sandboxAt = (port: number): string => `http://localhost:${port}`;

export interface KeptSandbox {
  url: string;
  /** Where Mixin Route answers; it stays there when the sandbox is started again. */
  routeUrl: string;
  stop(): Promise<void>;
}

/**
 * Sees to it that a sandbox runs on the port: joins one that another process has started, or starts it, and starts it
 * again when it has ended, from the same folder. Of several processes on one folder one has it.
 */
export async function keepSandbox(wanted: { port: number; folder: string }, log: Log): Promise<KeptSandbox> {
  const { folder } = wanted;
  let { port } = wanted;
  let routePort: number | null = null;
  let own: Awaited<ReturnType<typeof startOwn>> | null = null;
  let stopping = false;

  async function begin(): Promise<void> {
    own = await startOwn(folder, port, routePort);
    port = own.port;
    own.child.once("exit", (code, signal) => {
      own = null;
      if (!stopping) log("warn", "the sandbox ended", { code, signal });
    });
  }

  async function first(): Promise<void> {
    for (const end = Date.now() + START_PATIENCE_MS; ;) {
      if (port !== 0 && (await sandboxUsers(sandboxAt(port)))) return;
      try {
        return await begin();
      } catch (error) {
        if (Date.now() > end || !(error instanceof MayPass)) throw error;
      }
      await pause(LOOK_MS);
    }
  }

  const keeping = createLoop({
    name: "keeping the sandbox",
    log,
    async run() {
      if (own || (await isTaken(port))) return LOOK_MS;
      if (!existsSync(folder)) {
        log("error", "the sandbox ended, and what it knew is not in our DATA_DIR: start the Mixtill that had it", {});
        return LOOK_MS * 20;
      }
      // Another process may be quicker, or the one before not yet gone.
      await begin().then(
        () => log("warn", "the sandbox was started again", { port }),
        (error: unknown) => log("debug", "the sandbox could not be started again yet", { error }),
      );
      return LOOK_MS;
    },
  });

  async function stop(): Promise<void> {
    stopping = true;
    await keeping.stop();
    await own?.stop();
  }

  await first();
  keeping.wake();
  const url = sandboxAt(port);
  try {
    const routeUrl = await routeOf(url);
    routePort = Number(new URL(routeUrl).port);
    return { url, routeUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the sandbox's Mixin Route answers. Waits for a sandbox that is just being started again. */
export async function routeOf(apiUrl: string): Promise<string> {
  for (const end = Date.now() + START_PATIENCE_MS; ;) {
    try {
      const answer = await fetch(`${apiUrl}/sandbox/route`, { signal: AbortSignal.timeout(5_000) });
      return ((await answer.json()) as { url: string }).url;
    } catch {
      if (Date.now() > end) throw new NetworkProblem(`The sandbox at ${apiUrl} does not say where its Mixin Route is.`);
      await pause(LOOK_MS);
    }
  }
}

/** Whether anybody listens there. */
function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
