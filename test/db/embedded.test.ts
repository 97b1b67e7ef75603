import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEmbedded } from "../../src/db/embedded.js";
import { FolderInUse } from "../../src/db/folder-lock.js";
import { cursors } from "../../src/db/schema.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mixtill-embedded-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("what a killed creation left behind is thrown away, and what was created is there again", async () => {
  await mkdir(join(folder, "draft-killed"));
  await writeFile(join(folder, "draft-killed", "PG_VERSION"), "");
  const first = await openEmbedded(folder);
  await first.db.insert(cursors).values({ name: "kept", value: "1" });
  await expect(openEmbedded(folder)).rejects.toThrow(FolderInUse);
  await first.close();
  expect(await readdir(folder)).toEqual(["pg"]);
  const again = await openEmbedded(folder);
  expect(await again.db.select({ name: cursors.name }).from(cursors)).toEqual([{ name: "kept" }]);
  await again.close();
});

test("files that cannot be opened do not keep the folder locked", async () => {
  await writeFile(join(folder, "pg"), "not a folder");
  await expect(openEmbedded(folder)).rejects.not.toThrow(FolderInUse);
  await expect(openEmbedded(folder)).rejects.not.toThrow(FolderInUse);
});
