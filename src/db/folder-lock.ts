import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Another process works on the same data folder. */
export class FolderInUse extends Error {
  constructor(folder: string) {
    super(
      `Another Mixtill is already running on the data folder ${folder}. Stop it first, or give this one its own folder with DATA_DIR=… (the embedded database cannot be shared; PostgreSQL can: DATABASE_URL=…).`,
    );
  }
}

/**
 * Takes the only lock on a folder for as long as this process lives; a kill frees it.
 * The embedded engine has none of its own, and two processes lose each other's rows.
 * Linux: an abstract socket. Elsewhere: a socket file, removed when nobody answers on it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = `mixtill-${createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 24)}`;
  const abstract = process.platform === "linux";
  const path = abstract ? `\0${name}` : join(tmpdir(), `${name}.sock`);
  let server = await listen(path);
  if (!server && !abstract && !(await answers(path))) {
    await rm(path, { force: true });
    server = await listen(path);
  }
  if (!server) throw new FolderInUse(folder);
  const held = server;
  return () => new Promise((resolve) => held.close(() => resolve()));
}

function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
