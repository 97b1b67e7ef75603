import { PGlite } from "@electric-sql/pglite";
import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import type { Database, Db } from "./database.js";
import { lockFolder } from "./folder-lock.js";
import { migrationsFolder } from "./migrations.js";
import * as schema from "./schema.js";

/** Small buffers: the embedded engine is for one small shop, and lives in our own process's memory. */
const SETTINGS = ["shared_buffers=8MB", "work_mem=2MB", "wal_buffers=1MB"];

/**
 * Opens the embedded PostgreSQL (PGlite) under `folder`, or in memory when it is null, and migrates it.
 * One process at a time: throws FolderInUse. It never syncs to disk: a killed process loses nothing, a power cut may.
 */
export async function openEmbedded(folder: string | null): Promise<Database> {
  let unlock = async () => {};
  let engine: PGlite;
  if (folder === null) {
    engine = await PGlite.create();
  } else {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o700);
    unlock = await lockFolder(folder);
    const files = join(folder, "pg");
    await createFilesApart(files);
    engine = await PGlite.create({ dataDir: files, postgresqlconf: SETTINGS });
  }
  const db = drizzle(engine, { schema, casing: "snake_case" });
  await migrate(db, { migrationsFolder });
  return {
    db: db as unknown as Db,
    engine: "embedded",
    listen: (channel, heard) => engine.listen(channel, heard),
    async close() {
      await engine.close();
      await unlock();
    },
  };
}

/** Creating the files takes about 800 MB for a moment, kept by the process that did it: so a short-lived one does. */
async function createFilesApart(files: string): Promise<void> {
  const script = fileURLToPath(new URL("./create-embedded.js", import.meta.url));
  if (existsSync(join(files, "PG_VERSION")) || !existsSync(script)) return;
  await new Promise<void>((resolve, reject) => {
    const child = fork(script, [files], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`The embedded database could not be created in ${files}.`)),
    );
  });
}
