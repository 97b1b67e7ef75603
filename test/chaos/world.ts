import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded.js";
import { openPostgres } from "../../src/db/postgres.js";
import { createPostgresDatabase, quiet } from "../support/databases.js";
import { Person } from "../support/payer.js";
import { freePort, type Program, startBotProcess, startSandboxProcess } from "../support/processes.js";
import { SandboxControl } from "../support/sandbox.js";
import { makesCode, type OrderPage, Visitor } from "../support/shop.js";
import { ASSETS } from "../support/sandbox.js";

export type Engine = "embedded" | "postgres";

/** Quotes hold for 60 s and are accepted for 30 s more. */
const LATE_MS = 92_000;

/** A sandbox, a database, and a bot that is started and killed over them; used for many runs. */
export class World {
  readonly control: SandboxControl;
  bot: Program | null = null;
  /** Measured: from the first payment until everybody was told, when nothing goes wrong. */
  windowMs = 1_500;
  /** Transactions of the bot that earlier runs have accounted for. */
  readonly accounted = new Set<string>();
  /** Payouts waiting for nothing but their time: orders whose quote was taken when the world began. */
  readonly #lateOrders: { page: OrderPage; since: number }[] = [];

  private constructor(
    readonly engine: Engine,
    readonly folder: string,
    readonly sandbox: Program,
    readonly botId: string,
    readonly databaseUrl: string | undefined,
    readonly dropDatabase: () => Promise<void>,
    readonly port: number,
  ) {
    this.control = new SandboxControl(sandbox.url);
  }

  static async create(engine: Engine, lateOrders: number): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), `mixtill-chaos-${engine}-`));
    const postgres = engine === "postgres" ? await createPostgresDatabase() : null;
    const environment = { SANDBOX_REDELIVERY_MS: "800", SANDBOX_FINALITY_MS: "150" };
    const sandbox = await startSandboxProcess({ folder, environment });
    const { user_id: botId } = await new SandboxControl(sandbox.url).bot();
    const drop = postgres?.drop ?? (async () => undefined);
    const world = new World(engine, folder, sandbox, botId, postgres?.url, drop, await freePort());
    await world.startBot();
    await world.#prepareLateOrders(lateOrders);
    return world;
  }

  /** Starts the bot where it was killed or stopped; waits until it answers, unless told not to. */
  async startBot(isAwaited = true): Promise<void> {
    this.bot = await startBotProcess({
      folder: this.folder,
      sandboxUrl: this.sandbox.url,
      port: this.port,
      databaseUrl: this.databaseUrl,
      environment: { LOG_LEVEL: "debug" },
      isAwaited,
    });
  }

  async killBot(): Promise<void> {
    await this.bot?.kill();
    this.bot = null;
  }

  /** Stops the bot as an operator would; the words tell when it did not end cleanly. */
  async stopBot(): Promise<string | null> {
    const ending = await this.bot?.stop();
    this.bot = null;
    return ending && ending.code !== 0 ? `the bot ended with ${ending.code ?? ending.signal} when asked to stop` : null;
  }

  /** The bot's database, while the bot does not run. The caller closes it. */
  openDatabase(): Promise<Database> {
    return this.databaseUrl === undefined
      ? openEmbedded(join(this.folder, "embedded"))
      : openPostgres(this.databaseUrl, quiet);
  }

  async newPerson(name: string): Promise<Person> {
    return new Person(this.sandbox.url, await this.control.addUser(name), this.botId).online();
  }

  /** An order whose quote has expired by now; waits for it when it has not. */
  async lateOrder(): Promise<OrderPage> {
    const order = this.#lateOrders.shift();
    if (!order) throw new Error("no late order was prepared");
    const wait = order.since + LATE_MS - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return order.page;
  }

  /** Ends all processes; what they left is deleted, or kept to be looked at. */
  async close(isKept: boolean): Promise<void> {
    await this.bot?.kill();
    await this.sandbox.stop();
    if (isKept) return;
    await this.dropDatabase();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #prepareLateOrders(count: number): Promise<void> {
    if (count === 0) return;
    const merchant = await this.newPerson("Slow Shop");
    const link = await makesCode(merchant, { title: "Slow", price: "12 USD" });
    for (let n = 0; n < count; n++) {
      this.#lateOrders.push({ page: await new Visitor().opens(link, ASSETS.usdtTron), since: Date.now() });
    }
    merchant.close();
  }
}
