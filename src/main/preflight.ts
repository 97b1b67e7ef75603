import { access, constants, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Config, ConfigResult } from "../config.js";
import { parseKeystore } from "../mixin/keystore.js";
import { sandboxAt, sandboxUsers } from "./sandbox.js";

/** What a killed process leaves behind, such as its sandbox, takes a moment to let go of a port. */
const PORT_PATIENCE_MS = 3_000;

/** Everything that would keep us from starting, found before anything is begun: each in words that name the fix. */
export async function preflight(result: ConfigResult): Promise<string[]> {
  const { port, host, databaseUrl } = result.ok ? result.config : result.usable;
  const keystore = result.ok
    ? "keystoreText" in result.config.network
      ? result.config.network.keystoreText
      : null
    : result.usable.keystoreText;
  const sandboxPort = result.ok && result.config.network.kind === "sandbox" ? result.config.network.port : null;
  const [ours, sandboxs, database, folder] = await Promise.all([
    result.ok && !result.config.isPortSet ? hostProblem(port, host) : portProblem("PORT", port, host),
    sandboxProblem(sandboxPort),
    databaseProblem(databaseUrl),
    result.ok && needsFolder(result.config) ? folderProblem(result.config.dataDir) : null,
  ]);
  const found = [
    ...(result.ok ? [] : result.problems),
    ...keystoreProblems(keystore),
    ours,
    sandboxs,
    database,
    folder,
  ];
  return found.filter((problem) => problem !== null);
}

function keystoreProblems(text: string | null): string[] {
  if (text === null) return [];
  const read = parseKeystore(text);
  return read.ok ? [] : read.problems.map((problem) => `MIXIN_KEYSTORE: ${problem}`);
}

const needsFolder = ({ databaseUrl, network }: Config): boolean => databaseUrl === null || network.kind === "sandbox";

async function folderProblem(folder: string): Promise<string | null> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `DATA_DIR: the folder ${folder} cannot be written (${code}). Make it this user's own, or name another: DATA_DIR=…`;
  }
}

async function portProblem(name: string, port: number | null, host: string): Promise<string | null> {
  if (port === null || port === 0) return null;
  for (const end = Date.now() + PORT_PATIENCE_MS; ;) {
    const code = await tryPort(port, host);
    if (code === null) return null;
    if (code !== "EADDRINUSE" || Date.now() > end) return portWords(name, port, host, code);
    await pause(200);
  }
}

/** Where nobody asked for a port, one that is taken is no problem: the next one will do. */
async function hostProblem(port: number | null, host: string): Promise<string | null> {
  const code = port === null ? null : await tryPort(port, host);
  return port === null || code === null || code === "EADDRINUSE" ? null : portWords("PORT", port, host, code);
}

/** The port may be taken by a sandbox of ours: another process has started it, and shares it with us. */
async function sandboxProblem(port: number | null): Promise<string | null> {
  if (port === null || (await sandboxUsers(sandboxAt(port)))) return null;
  return portProblem("SANDBOX_PORT", port, "127.0.0.1");
}

/** The system's error when one tries to listen there; null when it works. */
function tryPort(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}

function portWords(name: string, port: number, host: string, code: string): string {
  switch (code) {
    case "EADDRINUSE":
      return `${name}: port ${port} is in use. Stop the program that uses it, or choose another: ${name}=${port + 10}`;
    case "EACCES":
      return `${name}: this user may not use port ${port}. Choose one above 1023, and let a reverse proxy listen on 443.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST: ${host} is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of them.`;
    default:
      return `${name}: cannot listen on ${host}:${port} (${code}).`;
  }
}

async function databaseProblem(url: string | null): Promise<string | null> {
  if (url === null) return null;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code ?? message;
    return `DATABASE_URL: the database cannot be reached (${reason}). Is PostgreSQL running, and are host, name, user and password right? Leave it out for the embedded database.`;
  }
}
