import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CountryCode, parsePhoneNumberFromString as parsePhoneNumber } from "libphonenumber-js/max";
import pg from "pg";
import { LANGUAGE_NAMES, type Language } from "../../src/i18n/index.js";
import { createPostgresDatabase, postgresIsHere } from "./databases.js";
import { Person } from "./payer.js";
import { startBotProcess, startSandboxProcess } from "./processes.js";
import { ASSETS, SandboxControl, type SandboxUser } from "./sandbox.js";
import { converses } from "./shop.js";
import { startShopServer } from "./shop-server.js";
import { until } from "./until.js";

export const PATIENT = { timeoutMs: 60_000 };

/** The same for everybody, and enough. */
const PURSE = { [ASSETS.usdtTron]: "5000", [ASSETS.usdtEthereum]: "5000", [ASSETS.btc]: "1", [ASSETS.eth]: "10" };

export type House = Awaited<ReturnType<typeof openHouse>>;

/** A Mixin ID that is nobody's phone number, which a bare one may be; in Germany most are, so there they have an @. */
function noPhone(taken: Set<string>): string {
  for (;;) {
    const id = String(randomInt(1_000_000, 6_999_999));
    const isPhone = (country: CountryCode) => parsePhoneNumber(id, country)?.isValid() ?? false;
    if (taken.has(id) || (["US", "CN", "JP", "ES", "AE"] as const).some(isPhone)) continue;
    taken.add(id);
    return id;
  }
}

/** One whole bot, on one sandbox whose prices stand still, for all scripts of a language. */
export async function openHouse(language: Language) {
  const folder = await mkdtemp(join(tmpdir(), `mixtill-scripts-${language}-`));
  const place = postgresIsHere ? await createPostgresDatabase() : null;
  const sandbox = await startSandboxProcess({
    folder,
    environment: { SANDBOX_PRICE_WALK: "false", SANDBOX_FINALITY_MS: "100" },
  });
  const control = new SandboxControl(sandbox.url);
  const bot = await control.bot();
  const olga = await control.addUser("Olga");
  const till = await startBotProcess({
    folder: join(folder, "till"),
    sandboxUrl: sandbox.url,
    databaseUrl: place?.url,
    environment: { OPERATORS: olga.identity_number },
  });
  const shopServer = await startShopServer();
  const taken = new Set((await control.users()).map((user) => user.identity_number));
  const rows = place ? new pg.Pool({ connectionString: place.url, max: 2 }) : null;

  /** Somebody with a phone in their hand and money in it; who has met the till already speaks the language. */
  async function enters(name: string, isNew: boolean): Promise<Person> {
    const user: SandboxUser = name === "Olga" ? olga : await control.addUser(name, noPhone(taken));
    for (const [assetId, amount] of Object.entries(PURSE)) await control.faucet(user.user_id, assetId, amount);
    const person = await new Person(control.url, user, bot.user_id).online();
    if (!isNew) await converses(person, LANGUAGE_NAMES[language], PATIENT);
    return person;
  }

  return {
    language,
    bot,
    control,
    till,
    shopServer,
    enters,
    /** Changes rows behind the till's back; false without PostgreSQL. */
    async rows(change: string, values: unknown[] = []): Promise<void> {
      if (!rows) throw new Error("this script needs PostgreSQL");
      await rows.query(change, values);
    },
    /** Until what the shop's server has answered is written down. Without PostgreSQL nobody can look. */
    async isWrittenDown(): Promise<void> {
      const leased = "select 1 from deliveries where leased_until is not null limit 1";
      await until("deliveries to be written down", async () => !rows || (await rows.query(leased)).rowCount === 0);
    },
    async close(): Promise<void> {
      await till.stop();
      await sandbox.stop();
      await shopServer.close();
      await rows?.end();
      await place?.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
