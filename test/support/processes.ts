import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./ports.js";
import { until } from "./until.js";

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A program of ours that runs in a process of its own. */
export interface Program {
  readonly pid: number;
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** The file that has all it said; a program started again with the same file goes on in it. */
  readonly logFile: string;
  readonly ended: Promise<Ending>;
  isAlive(): boolean;
  /** What it said so far. */
  said(): string;
  /** SIGKILL: it learns nothing of it. */
  kill(): Promise<Ending>;
  /** SIGTERM, and SIGKILL when it has not ended 20 s later. */
  stop(): Promise<Ending>;
}

export interface SandboxSettings {
  /** Where its state and its log are kept; a sandbox started again there goes on where it was. */
  folder: string;
  /** A free one by default. */
  port?: number;
  environment?: Record<string, string>;
}

export interface BotSettings {
  /** Where its embedded database (without `databaseUrl`) and its log are kept. */
  folder: string;
  /** The sandbox to work with; null: it starts one of its own on `sandboxPort`, as `npm start` does. */
  sandboxUrl: string | null;
  sandboxPort?: number;
  databaseUrl?: string | undefined;
  /** A free one by default. The same again keeps links and public address valid over restarts. */
  port?: number;
  environment?: Record<string, string>;
  /** False: do not wait until it answers, for starts that are to fail or to be killed. */
  isAwaited?: boolean;
}

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const READY_MS = 120_000;
const STOP_MS = 20_000;

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts the built sandbox and waits until it answers. */
export async function startSandboxProcess(settings: SandboxSettings): Promise<Program> {
  const port = settings.port ?? (await freePort());
  const program = launch("sandbox/main.js", join(settings.folder, "sandbox.log"), `http://127.0.0.1:${port}`, {
    SANDBOX_PORT: String(port),
    DATA_DIR: join(settings.folder, "sandbox"),
    ...settings.environment,
  });
  await answering(program, `${program.url}/sandbox/users`);
  return program;
}

/** Starts the built bot (`node dist/main.js`) and waits until it answers. */
export async function startBotProcess(settings: BotSettings): Promise<Program> {
  const port = settings.port ?? (await freePort());
  const program = launch("main.js", join(settings.folder, "bot.log"), `http://localhost:${port}`, {
    PORT: String(port),
    DATA_DIR: settings.folder,
    ...(settings.sandboxUrl === null
      ? { SANDBOX_PORT: String(settings.sandboxPort ?? (await freePort())) }
      : { MIXIN_API_URL: settings.sandboxUrl }),
    ...(settings.databaseUrl === undefined ? {} : { DATABASE_URL: settings.databaseUrl }),
    ...settings.environment,
  });
  if (settings.isAwaited !== false) await answering(program, `${program.url}/healthz`);
  return program;
}

function launch(script: string, logFile: string, url: string, environment: Record<string, string>): Program {
  const path = join(dist, script);
  if (!existsSync(path)) throw new Error(`${path} is missing: npx tsc -p tsconfig.build.json`);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a");
  // Only what a program needs of our own environment: settings of the machine must not leak into a test.
  const { PATH, HOME, TMPDIR, MIXTILL_CI_RUN } = process.env;
  const inherited = Object.entries({ PATH, HOME, TMPDIR, MIXTILL_CI_RUN }).filter(([, value]) => value !== undefined);
  const child = spawn(process.execPath, [path], {
    env: { ...Object.fromEntries(inherited), ...environment },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  running.add(child);
  const ended = new Promise<Ending>((resolve) => {
    child.once("exit", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
    child.once("error", () => resolve({ code: null, signal: null }));
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    url,
    logFile,
    ended,
    isAlive,
    said: () => readFileSync(logFile, "utf8"),
    kill() {
      child.kill("SIGKILL");
      return ended;
    },
    async stop() {
      child.kill("SIGTERM");
      const tooLong = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      const ending = await ended;
      clearTimeout(tooLong);
      return ending;
    },
  };
}

async function answering(program: Program, url: string): Promise<void> {
  try {
    await until(
      `${url} to answer`,
      async () => {
        if (!program.isAlive()) return "ended";
        const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
        await answer.arrayBuffer();
        return answer.ok;
      },
      { timeoutMs: READY_MS },
    );
    if (program.isAlive()) return;
    throw new Error("it ended by itself");
  } catch (error) {
    await program.kill();
    throw new Error(`${program.logFile}: the program did not start:\n${program.said().slice(-2_000)}`, {
      cause: error,
    });
  }
}
