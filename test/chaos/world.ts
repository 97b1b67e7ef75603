import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded.js";
import { openPostgres } from "../../src/db/postgres.js";
import { createPostgresDatabase, quiet } from "../support/databases.js";
import { type MailServerForTests, startMailServer } from "../support/mail-server.js";
import { Person } from "../support/payer.js";
import { freePort } from "../support/ports.js";
import { type Ending, type Program, startBotProcess, startSandboxProcess } from "../support/processes.js";
import { ASSETS, SandboxControl } from "../support/sandbox.js";
import { PrivatePostgres } from "./postgres.js";
import { openShops, type Shops } from "./shops.js";

/** `cluster`: three processes on a PostgreSQL of their own, which may be restarted, too. */
export const ENGINES = ["embedded", "postgres", "cluster"] as const;
export type Engine = (typeof ENGINES)[number];
export type Provider = "desk" | "route";

/** The desk gives at most this in all runs of a world together. */
const FLOAT = "1000000";

/** One of the bot's processes: killed, frozen and started again with the same port and folder. */
export class Slot {
  program: Program | null = null;
  isFrozen = false;
  /** By us, perhaps while it was stopping. */
  private wasKilled = false;

  constructor(
    readonly world: World,
    readonly number: number,
    readonly port: number,
  ) {}

  /** Starts it where it was killed or stopped; waits until it answers, unless told not to. */
  async start(isAwaited = true): Promise<void> {
    if (this.program?.isAlive()) return;
    const { world } = this;
    this.wasKilled = false;
    this.program = await startBotProcess({
      folder: join(world.folder, `bot-${this.number}`),
      sandboxUrl: world.sandbox.url,
      port: this.port,
      databaseUrl: world.databaseUrl,
      environment: {
        LOG_LEVEL: "debug",
        LIQUIDITY: world.provider,
        SMTP_URL: world.mail.url(),
        NODE_EXTRA_CA_CERTS: world.certificate,
      },
      isAwaited,
    });
  }

  async kill(): Promise<void> {
    this.wasKilled = true;
    this.isFrozen = false;
    await this.ended(this.program, (program) => program.kill());
  }

  /** Stops it as an operator would; the words tell when it did not end cleanly. */
  async stop(): Promise<string | null> {
    this.thaw();
    const ending = await this.ended(this.program, (program) => program.stop());
    if (!ending || ending.code === 0 || this.wasKilled) return null;
    return `process ${this.number} ended with ${ending.code ?? ending.signal} when asked to stop`;
  }

  /** Another may have been started in its place by the time it has ended. */
  private async ended(program: Program | null, end: (program: Program) => Promise<Ending>): Promise<Ending | null> {
    if (!program) return null;
    const ending = await end(program);
    if (this.program === program) this.program = null;
    return ending;
  }

  freeze(): void {
    if (this.program) process.kill(this.program.pid, "SIGSTOP");
    this.isFrozen = true;
  }

  thaw(): void {
    if (this.isFrozen && this.program) process.kill(this.program.pid, "SIGCONT");
    this.isFrozen = false;
  }
}

/** Where a world keeps its books. */
interface Books {
  /** Undefined: embedded, in the bot's own folder. */
  url?: string;
  server: PrivatePostgres | null;
  drop(isKept: boolean): Promise<void>;
}

/** A sandbox, a database, and a bot that is started and killed over them; used for many runs. */
export class World {
  readonly control: SandboxControl;
  readonly slots: Slot[] = [];
  shops!: Shops;
  /** Measured: from the first payment until everybody was told, when nothing goes wrong. */
  windowMs = 1_500;
  /** Transactions of the bot and messages to the shops that earlier runs have accounted for. */
  readonly accounted = new Set<string>();

  private constructor(
    readonly engine: Engine,
    readonly provider: Provider,
    readonly folder: string,
    readonly sandbox: Program,
    readonly botId: string,
    readonly books: Books,
    readonly mail: MailServerForTests,
  ) {
    this.control = new SandboxControl(sandbox.url);
  }

  static async create(engine: Engine, provider: Provider): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), `mixtill-chaos-${engine}-`));
    const books = await openBooks(engine);
    // Prices stand still: what is owed can then be told without having watched them.
    const environment = {
      SANDBOX_REDELIVERY_MS: "800",
      SANDBOX_FINALITY_MS: "150",
      SANDBOX_PRICE_WALK: "false",
      SANDBOX_ROUTE_PORT: "0",
    };
    const sandbox = await startSandboxProcess({ folder, environment });
    const { user_id: botId } = await new SandboxControl(sandbox.url).bot();
    const mail = await startMailServer();
    const world = new World(engine, provider, folder, sandbox, botId, books, mail);
    writeFileSync(world.certificate, mail.ca);
    // What is there at the first reading is the operator's own.
    await world.control.faucet(botId, ASSETS.usdtEthereum, FLOAT);
    for (let n = 0; n < (engine === "cluster" ? 3 : 1); n++) world.slots.push(new Slot(world, n, await freePort()));
    await world.startAll();
    world.shops = await openShops(world);
    return world;
  }

  /** What the bots trust the mail server by. */
  get certificate(): string {
    return join(this.folder, "mail.pem");
  }

  get databaseUrl(): string | undefined {
    return this.books.url;
  }

  /** Whether its database can be read while the bot runs. */
  get isShared(): boolean {
    return this.databaseUrl !== undefined;
  }

  /** One after the other: the first makes the tables. */
  async startAll(): Promise<void> {
    for (const slot of this.slots) {
      slot.thaw();
      await slot.start();
    }
  }

  async stopAll(): Promise<string[]> {
    const told = await Promise.all(this.slots.map((slot) => slot.stop()));
    return told.filter((problem) => problem !== null);
  }

  /** A process that answers. */
  get alive(): Slot | undefined {
    return this.slots.find(({ program, isFrozen }) => program?.isAlive() === true && !isFrozen);
  }

  /** The same page at a process that answers. */
  link(url: string): string {
    const at = new URL(url);
    const own = this.slots.find(({ port }) => String(port) === at.port);
    const slot = own?.program?.isAlive() && !own.isFrozen ? own : this.alive;
    if (slot) at.port = String(slot.port);
    return at.href;
  }

  /** The bot's database. The embedded one only while the bot does not run. The caller closes it. */
  openDatabase(): Promise<Database> {
    return this.databaseUrl === undefined
      ? openEmbedded(join(this.folder, "bot-0", "embedded"))
      : openPostgres(this.databaseUrl, quiet);
  }

  async newPerson(name: string): Promise<Person> {
    return new Person(this.sandbox.url, await this.control.addUser(name), this.botId).online();
  }

  /** Ends all processes; what they left is deleted, or kept to be looked at. */
  async close(isKept: boolean): Promise<void> {
    for (const person of this.shops?.people ?? []) person.close();
    await Promise.all(this.slots.map((slot) => slot.kill()));
    await Promise.all([this.sandbox.stop(), this.mail.close()]);
    await this.books.drop(isKept);
    if (!isKept) rmSync(this.folder, { recursive: true, force: true });
  }
}

async function openBooks(engine: Engine): Promise<Books> {
  switch (engine) {
    case "embedded":
      return { server: null, drop: async () => undefined };
    case "postgres": {
      const { url, drop } = await createPostgresDatabase();
      return { url, server: null, drop: async (isKept) => (isKept ? undefined : drop()) };
    }
    case "cluster": {
      const server = await PrivatePostgres.create();
      return { url: server.url, server, drop: (isKept) => server.close(isKept) };
    }
    default:
      return engine satisfies never;
  }
}
