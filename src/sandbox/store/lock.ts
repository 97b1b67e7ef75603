import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}

/**
 * Takes a data folder for this process alone, by a socket that a killed process leaves behind unanswered.
 * Two writers would each lose what the other wrote. Throws a sentence when the folder is in use;
 * the result gives it back.
 */
export async function lockFolder(dir: string): Promise<() => void> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const name = createHash("sha256").update(realpathSync(dir)).digest("hex").slice(0, 32);
  // Not in the folder itself: a socket's path may only be about a hundred characters long.
  const path = join(tmpdir(), `mixtill-sandbox-${name}.sock`);
  if (await isAnswered(path)) throw new Error(`Another sandbox is using ${dir}: stop it, or set DATA_DIR to another.`);
  rmSync(path, { force: true });
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  server.unref();
  return () => server.close();
}
