import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Starts one of the scripts here beside us and waits until it says that it is ready. It ends when we do. */
export async function startBeside(script: string, args: string[]): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), args, { execArgv: ["--import", "tsx"] });
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`${script} ended at its start`)));
  await Promise.race([once(child, "message"), ended]);
  ended.catch(() => undefined);
  return child;
}

export async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill();
  await ended;
}
