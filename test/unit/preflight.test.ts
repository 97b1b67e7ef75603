import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
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

test("a port that nobody asked for may be taken, and so may the sandbox's by a sandbox", async () => {
  const server = createServer().listen(8080, "127.0.0.1");
  // Taken by us or by somebody else on this machine, it is taken.
  await new Promise((resolve) => server.once("listening", resolve).once("error", resolve));
  const sandbox = createHttpServer((_request, answer) => answer.end('[{"is_bot":true}]')).listen(0, "127.0.0.1");
  await new Promise((resolve) => sandbox.once("listening", resolve));
  const { port } = sandbox.address() as AddressInfo;
  const settings = { SANDBOX_PORT: String(port), DATA_DIR: tmpdir() };
  expect(await preflight(readConfig(settings))).toEqual([]);
  expect(await preflight(readConfig({ ...settings, PORT: String(port) }))).toEqual([
    expect.stringContaining(`PORT: port ${port} is in use`),
  ]);
  expect(await preflight(readConfig({ ...settings, HOST: "192.0.2.1" }))).toEqual([
    expect.stringContaining("HOST: 192.0.2.1 is not an address of this machine"),
  ]);
  server.close();
  sandbox.close();
});
