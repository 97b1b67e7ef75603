import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { FolderInUse, lockFolder } from "../db/folder-lock.js";

/** Something about the network keeps us from starting; the message names the fix. */
export class NetworkProblem extends Error {}

/** Could not be started now, but perhaps in a moment. */
export class MayPass extends NetworkProblem {}

/**
 * Starts the sandbox of this folder, on a port of our machine (0: any). Throws MayPass while another process has it, or
 * the one before has not let go.
 */
export async function startOwn(folder: string, port: number, routePort: number | null) {
  // .ts: run from its sources, by `npm run dev`.
  const scripts = ["js", "ts"].map((kind) => fileURLToPath(new URL(`../sandbox/main.${kind}`, import.meta.url)));
  const script = scripts.find(existsSync);
  if (script === undefined) {
    throw new NetworkProblem(
      "MIXIN_KEYSTORE is missing, and this build has no sandbox: give the bot's keystore (see README, 'Running it for real').",
    );
  }
  await mkdir(folder, { recursive: true });
  const unlock = await lockFolder(folder).catch((error: unknown) => {
    if (error instanceof FolderInUse) {
      throw new MayPass(
        `Another Mixtill keeps its sandbox in ${folder}, on another port. Give this one the same SANDBOX_PORT, or a DATA_DIR of its own.`,
      );
    }
    throw error;
  });
  try {
    const { child, address } = await launch(script, folder, port, routePort);
    child.once("exit", () => void unlock());
    return { child, port: Number(new URL(address).port), stop: () => stopChild(child) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function launch(script: string, folder: string, port: number, routePort: number | null) {
  // The sandbox is a program of its own: it gets its settings and nothing of our environment.
  const env = {
    SANDBOX_PORT: String(port),
    DATA_DIR: folder,
    ...(routePort === null ? {} : { SANDBOX_ROUTE_PORT: String(routePort) }),
  };
  // In a process group of its own: a Ctrl-C in the terminal is for us, who stop it after all that still needs it.
  const child = fork(script, { env, stdio: ["ignore", "pipe", "pipe", "ipc"], detached: true });
  let said = "";
  const address = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new MayPass(`The sandbox did not start. ${said.trim()}`)));
    child.stderr?.on("data", (text: Buffer) => (said += text.toString()));
    child.stdout?.on("data", (text: Buffer) => {
      const found = /http:\/\/[\w.]+:\d+/.exec(text.toString());
      if (found) resolve(found[0]);
    });
  });
  child.stdout?.removeAllListeners("data").resume();
  child.stderr?.removeAllListeners("data").pipe(process.stderr);
  child.removeAllListeners("exit");
  return { child, address };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timeout = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(timeout);
}
