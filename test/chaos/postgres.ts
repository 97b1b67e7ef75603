import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "../support/ports.js";
import { until } from "../support/until.js";

const PROGRAMS = "/usr/lib/postgresql";

/** Whether PostgreSQL's programs are installed, so that a world can have a server of its own. */
export const canRunPostgres = existsSync(PROGRAMS) && programs() !== null;

const running = new Set<PrivatePostgres>();
process.once("exit", () => {
  for (const server of running) server.kill();
});

/** A PostgreSQL server that belongs to one world, which may stop and start it as it likes. */
export class PrivatePostgres {
  private isClosed = false;
  /** The restart that is going on, or went on last. */
  private underway: Promise<void> = Promise.resolve();

  private constructor(
    readonly folder: string,
    readonly port: number,
    /** Whom it runs as: PostgreSQL refuses to run as root. */
    readonly account: { uid: number; gid: number } | null,
  ) {}

  static async create(): Promise<PrivatePostgres> {
    const folder = mkdtempSync(join(tmpdir(), "mixtill-chaos-postgres-"));
    const account = process.getuid?.() === 0 ? otherAccount() : null;
    if (account) chownSync(folder, account.uid, account.gid);
    const server = new PrivatePostgres(folder, await freePort(), account);
    const data = ["-D", server.data];
    await server.run("initdb", [
      ...data,
      "-U",
      "mixtill",
      "-A",
      "trust",
      "-E",
      "UTF8",
      "--locale=C.UTF-8",
      "--no-sync",
    ]);
    running.add(server);
    await server.start();
    await server.query("create database mixtill", "postgres");
    return server;
  }

  get data(): string {
    return join(this.folder, "data");
  }

  get url(): string {
    return `postgres://mixtill@127.0.0.1:${this.port}/mixtill`;
  }

  /** One statement in a connection of its own. */
  async query<Row extends pg.QueryResultRow>(text: string, database = "mixtill"): Promise<Row[]> {
    const at = new URL(this.url);
    at.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: at.href, connectionTimeoutMillis: 3_000, query_timeout: 5_000 });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** `fast` ends every session; `immediate` is as if its machine had crashed. Another one underway is waited for. */
  restart(mode: "fast" | "immediate", downMs: number): Promise<void> {
    const again = async () => {
      await this.run("pg_ctl", ["-D", this.data, "-m", mode, "-w", "stop"]);
      await new Promise((resolve) => setTimeout(resolve, downMs));
      await this.start();
    };
    return (this.underway = this.underway.then(again, again));
  }

  async close(isKept: boolean): Promise<void> {
    await this.underway.catch(() => undefined);
    this.isClosed = true;
    await this.run("pg_ctl", ["-D", this.data, "-m", "immediate", "-w", "stop"]);
    running.delete(this);
    if (!isKept) rmSync(this.folder, { recursive: true, force: true });
  }

  /** The last resort, when we end ourselves. */
  kill(): void {
    try {
      const [pid] = readFileSync(join(this.data, "postmaster.pid"), "utf8").split("\n");
      process.kill(Number(pid), "SIGQUIT");
    } catch {
      // It is down already.
    }
  }

  private async start(): Promise<void> {
    if (this.isClosed) return;
    // What it has written survives its own death without fsync; only a power cut would not spare it.
    const options = [
      `-p ${this.port}`,
      "-c listen_addresses=127.0.0.1",
      "-c unix_socket_directories=",
      "-c fsync=off",
      "-c shared_buffers=64MB",
    ].join(" ");
    await this.run("pg_ctl", ["-D", this.data, "-l", join(this.folder, "log"), "-o", options, "-w", "start"]);
    await until("PostgreSQL to answer", async () => (await this.query("select 1", "postgres")).length === 1);
  }

  private run(program: string, args: string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const path = join(programs() ?? "", program);
      // The server goes on in the background: it must not keep a pipe of ours open.
      const child = spawn(path, args, { ...this.account, cwd: "/", stdio: "ignore" });
      child.once("error", reject);
      child.once("exit", (code) =>
        code === 0
          ? resolve()
          : reject(new Error(`${program} ${args.join(" ")} ended with ${code}: see ${this.folder}`)),
      );
    });
  }
}

/** Where the newest installed version has its programs. */
function programs(): string | null {
  const versions = readdirSync(PROGRAMS).filter((name) => existsSync(join(PROGRAMS, name, "bin", "initdb")));
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? null : join(PROGRAMS, newest, "bin");
}

/** An account that is not root's: Debian's postgres, or nobody. */
function otherAccount(): { uid: number; gid: number } {
  const number = (flag: string, name: string) =>
    Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
  for (const name of ["postgres", "nobody"]) {
    try {
      return { uid: number("-u", name), gid: number("-g", name) };
    } catch {
      // Not on this machine.
    }
  }
  throw new Error("PostgreSQL does not run as root, and there is nobody else to run it as.");
}
