import { mkdtempSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.js";
import { preflight } from "../../src/main/preflight.js";

test("everything that keeps us from starting is said at once, each with its fix", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const file = join(mkdtempSync(join(tmpdir(), "mixtill-preflight-")), "a-file");
  writeFileSync(file, "");
  const said = await preflight(
    readConfig({
      PORT: String(port),
      MIXIN_KEYSTORE: '{"app_id":"x"}',
      DATABASE_URL: "postgres://nobody:secret@127.0.0.1:1/x",
    }),
  );
  server.close();
  expect(said.join("\n")).toContain(`PORT: port ${port} is in use`);
  expect(said.join("\n")).toContain("DATABASE_URL: the database cannot be reached (ECONNREFUSED)");
  expect(said.join("\n")).toContain("MIXIN_KEYSTORE: ");
  expect(said.join("\n")).not.toContain("secret");
  expect(await preflight(readConfig({ PORT: "0", SANDBOX_PORT: "0", DATA_DIR: join(file, "data") }))).toEqual([
    expect.stringMatching(/^DATA_DIR: the folder .* cannot be written \(ENOTDIR\)/),
  ]);
});

test("a port that is about to be let go is waited for", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const checked = preflight(readConfig({ PORT: String(port), SANDBOX_PORT: "0", DATA_DIR: tmpdir() }));
  setTimeout(() => server.close(), 300);
  expect(await checked).toEqual([]);
});
