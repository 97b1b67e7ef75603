import { PGlite } from "@electric-sql/pglite";
import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
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
  if (folder === null) return open(await PGlite.create(), async () => {});
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const unlock = await lockFolder(folder);
  try {
    const files = join(folder, "pg");
    if (!existsSync(files)) await createFiles(folder, files);
    return await open(await PGlite.create({ dataDir: files, postgresqlconf: SETTINGS }), unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function open(engine: PGlite, unlock: () => Promise<void>): Promise<Database> {
  const db = drizzle(engine, { schema, casing: "snake_case" });
  try {
    await migrate(db, { migrationsFolder });
  } catch (error) {
    await engine.close();
    throw error;
  }
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

/** Drafts of database files begin with this. */
const DRAFT = "draft-";

/** Whole or not at all: files whose creation was killed cannot be opened, so they get their name when they are ready. */
async function createFiles(folder: string, files: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(DRAFT));
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  const draft = await mkdtemp(join(folder, DRAFT));
  await createApart(draft);
  await rename(draft, files);
}

/** Creating takes about 800 MB for a moment, kept by the process that did it: so a short-lived one does. */
async function createApart(files: string): Promise<void> {
  const script = fileURLToPath(new URL("./create-embedded.js", import.meta.url));
  // Run from its sources there is no such script, and memory is no worry.
  if (!existsSync(script)) return (await PGlite.create({ dataDir: files })).close();
  await new Promise<void>((resolve, reject) => {
    const child = fork(script, [files], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`The embedded database could not be created in ${files}.`)),
    );
  });
}
