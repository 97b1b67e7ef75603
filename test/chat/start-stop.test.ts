import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../support/ports.js";
import { type Program, startBotProcess } from "../support/processes.js";
import { until } from "../support/until.js";

/** Creating the database takes long where many share a processor. */
const PATIENT = { timeoutMs: 90_000 };

describe("the program with its own sandbox", { timeout: 240_000 }, () => {
  let folder: string;
  let ports: { port: number; sandboxPort: number };
  const started: Program[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mixtill-start-stop-"));
    ports = { port: await freePort(), sandboxPort: await freePort() };
  });
  afterAll(async () => {
    await Promise.all(started.map((program) => program.kill()));
    await until("the sandbox to be gone", isSandboxGone);
    await rm(folder, { recursive: true, force: true });
  });

  async function start(given: { isAwaited?: boolean } = {}): Promise<Program> {
    const program = await startBotProcess({ folder, sandboxUrl: null, ...ports, ...given });
    started.push(program);
    return program;
  }

  const isSandboxGone = () =>
    fetch(`http://127.0.0.1:${ports.sandboxPort}/sandbox/users`, { signal: AbortSignal.timeout(1_000) }).then(
      () => false,
      () => true,
    );

  test("killed while the database is created for the first time, it starts the next time, on the same ports", async () => {
    const first = await start({ isAwaited: false });
    const drafts = () =>
      existsSync(join(folder, "embedded")) &&
      readdirSync(join(folder, "embedded"), { recursive: true }).some((name) =>
        /^draft-.*PG_VERSION$/.test(String(name)),
      );
    await until("a half-made database", drafts, { ...PATIENT, everyMs: 5 });
    await first.kill();
    await start();
  });

  test("killed while it runs, it starts again at once on the same ports", async () => {
    await started.at(-1)!.kill();
    await start();
  });

  test("a second one on the same data folder says so and leaves nothing running", async () => {
    const other = { port: await freePort(), sandboxPort: await freePort() };
    const second = await startBotProcess({ folder, sandboxUrl: null, ...other, isAwaited: false });
    expect((await second.ended).code).toBe(1);
    expect(second.said()).toContain("already running on the data folder");
    await expect(fetch(`http://127.0.0.1:${other.sandboxPort}/`)).rejects.toThrow("fetch failed");
  });

  test("told twice to stop, it stops once, cleanly, and its sandbox with it", async () => {
    const program = started.at(-1)!;
    process.kill(program.pid, "SIGINT");
    process.kill(program.pid, "SIGINT");
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.said()).not.toMatch(/"level":(50|40)/);
    expect(await isSandboxGone()).toBe(true);
  });

  test("told to stop while it starts, it stops cleanly", async () => {
    const program = await start({ isAwaited: false });
    await until("the first answer", () => fetch(program.url), { ...PATIENT, everyMs: 5 });
    expect(await program.stop()).toEqual({ code: 0, signal: null });
    await until("the sandbox to be gone", isSandboxGone);
  });
});
