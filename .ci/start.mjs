// Starts the program as a newcomer does, with nothing built and no data, until the messenger and the bot answer;
// then asks it to stop, and wants every process gone.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [port, sandboxPort] = [await freePort(), await freePort()];
const folder = mkdtempSync(join(tmpdir(), "start-"));
rmSync("dist", { recursive: true, force: true });

const started = Date.now();
const program = spawn("npm", ["start"], {
  env: { ...process.env, PORT: port, SANDBOX_PORT: sandboxPort, DATA_DIR: join(folder, "data") },
  stdio: ["ignore", "pipe", "pipe"],
  detached: true, // a group of its own, in which whatever stays behind is found
});
let printed = "";
for (const stream of [program.stdout, program.stderr]) stream.on("data", (text) => (printed += text));
const ended = new Promise((resolve) => program.once("exit", (code, signal) => resolve(signal ?? code)));

try {
  const messenger = `http://127.0.0.1:${sandboxPort}/messenger`;
  await until("the messenger to answer", 90, () => answers(messenger));
  await until("the bot to answer", 30, () => answers(`http://127.0.0.1:${port}/healthz`));
  console.log(`up after ${((Date.now() - started) / 1000).toFixed(1)} s, the build included`);
  await until("the messenger's address to be printed", 10, () => printed.includes(`:${sandboxPort}/messenger`));
  program.kill("SIGTERM");
  await until("every process to end", 20, () => !groupLives());
  console.log(`stopped: ${await ended}`);
} catch (error) {
  console.error(`${error.message}\n--- what it printed:\n${printed}`);
  process.exitCode = 1;
} finally {
  if (groupLives()) process.kill(-program.pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}

function groupLives() {
  try {
    return process.kill(-program.pid, 0);
  } catch {
    return false;
  }
}

async function answers(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
  return answer?.ok === true;
}

async function until(what, seconds, condition) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${seconds} s for ${what}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
