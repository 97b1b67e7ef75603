import { join } from "node:path";
import type { Config } from "../config.js";
import { openEmbedded } from "../db/embedded.js";
import { tidy } from "../db/housekeeping.js";
import { createLoop } from "../db/loop.js";
import { openPostgres } from "../db/postgres.js";
import { reclaimJobs } from "../db/jobs.js";
import { claimDatabase } from "../db/sole.js";
import { createWorker } from "../db/worker.js";
import { createChat } from "../flows/chat.js";
import type { Log } from "../log.js";
import { createMixin } from "../mixin/client.js";
import { payLink } from "../mixin/links.js";
import { tellHandlers } from "../notify/money.js";
import { createSender } from "../notify/sender.js";
import { walletOwner } from "../payments/cursor.js";
import { createTreasury } from "../payments/treasury.js";
import { drawPicture } from "../reports/pictures.js";
import { createWeb } from "../web/app.js";
import { createHealth } from "./health.js";
import { createHouse, type House } from "./house.js";
import { listen } from "./http.js";
import { createMetrics } from "./metrics.js";
import { openNetwork } from "./network.js";
import { createProfiles, ownProfile } from "./profiles.js";
import { createRates } from "./rates.js";
import { mayWorkLater, walletPort } from "./wallet.js";

const DAY_MS = 86_400_000;

export interface Running {
  publicUrl: string;
  /** The sandbox's browser messenger, when there is one. */
  messengerUrl: string | null;
  stop(): Promise<void>;
}

/** Another Mixtill works on this database. */
export class DatabaseInUse extends Error {
  constructor() {
    super(
      "Another Mixtill is already running on this database. Stop it first, or give this one a database of its own.",
    );
  }
}

/** The database keeps another bot's books: money that is not in this wallet, payouts that are not ours to make. */
export class DatabaseOfAnother extends Error {
  constructor(owner: string) {
    super(
      `The database belongs to another bot (${owner}), with its books and its open payouts. Use that bot's keystore, or give this one a database of its own with DATABASE_URL=… or DATA_DIR=….`,
    );
  }
}

/** Builds everything in order and starts it; when something fails on the way, what was opened is closed again. */
export async function start(config: Config, log: Log, onLost: () => void): Promise<Running> {
  const house = createHouse(log);
  try {
    return await build(config, log, house, onLost);
  } catch (error) {
    await house.close();
    throw error;
  }
}

async function build(config: Config, log: Log, house: House, onLost: () => void): Promise<Running> {
  const http = await listen(config.host, config.port);
  house.opened("web server", () => http.close());
  if (config.network.kind === "mixin" && config.publicUrl === null) {
    log(
      "warn",
      "PUBLIC_URL is not set: links and printed codes lead to this machine alone, nobody else can pay by them",
    );
  }
  const publicUrl = config.publicUrl ?? `http://localhost:${http.port}`;

  const [database, network] = await both(openDatabase(config, log, house, onLost), openNetwork(config, log, house));
  const { db } = database;
  const botId = network.keystore.app_id;
  const owner = await walletOwner(db, botId);
  if (owner !== botId) throw new DatabaseOfAnother(owner);

  const mixin = createMixin({ ...network, log });
  house.opened("mixin client", () => mixin.close());
  const prices = await createRates(mixin.assets, log);
  house.opened("prices", () => prices.stop());
  const profiles = createProfiles(mixin.users, log);

  const sender = createSender(db, {
    send: (messages) => mixin.messages.send(messages),
    draw: drawPicture,
    upload: async (png) => (await mixin.attachments.upload(png, { mime: "image/png" })).attachmentId,
    isRetryable: mayWorkLater,
    log,
  });
  house.opened("outbox", () => sender.stop());
  const worker = createWorker({
    database,
    log,
    handlers: tellHandlers({
      database,
      botId,
      publicUrl,
      rates: prices.rates,
      nameOf: (userId) => profiles.nameOf(userId),
      wakeOutbox: () => sender.wake(),
    }),
  });
  house.opened("jobs", () => worker.stop());
  const treasury = createTreasury({ database, wallet: walletPort(mixin.wallet), botId, log });
  house.opened("treasury", () => treasury.stop());

  const chat = createChat({
    database,
    rates: prices.rates,
    botId,
    ...(await ownProfile(mixin, log)),
    publicUrl,
    log,
    directory: profiles,
    wakeOutbox: () => sender.wake(),
    onSnapshot: () => treasury.wake(),
  });
  const blaze = mixin.blaze({
    async handle(messages) {
      await chat.handle(messages);
      metrics.messages.inc(messages.length);
    },
  });
  house.opened("blaze", () => blaze.stop());
  const ages = {
    pricesAgeSeconds: () => secondsSince(prices.lastGoodAt),
    intakeAgeSeconds: () => secondsSince(treasury.state.lastReadAt),
    blazeOnline: () => blaze.state === "online",
  };
  const metrics = createMetrics({ db, ...ages });

  const web = createWeb({
    database,
    rates: prices.rates,
    publicUrl,
    payLink: (quote) => payLink({ payUrl: network.payUrl, botId, ...quote }),
    frameAncestors: network.messengerUrl ? bothLoopbackNames(network.messengerUrl) : [],
    log,
    health: createHealth({ db, ...ages }),
    metrics: () => metrics.text(),
  });
  house.opened("live pages", () => web.close());

  const housekeeping = createLoop({ name: "housekeeping", run: () => tidy(db).then(() => DAY_MS), log });
  house.opened("housekeeping", () => housekeeping.stop());
  housekeeping.wake();

  sender.start();
  await reclaimJobs(db);
  await worker.start();
  await treasury.start();
  blaze.start();
  http.answerWith((request, env) => web.app.fetch(request, env));
  // First of all to end: whoever asks now still gets an answer, from parts that still work.
  house.opened("requests", () => {
    web.close();
    return http.close();
  });
  return { publicUrl, messengerUrl: network.messengerUrl, stop: () => house.close() };
}

/** Waits for both also when one fails, so that what the other has opened is closed. */
async function both<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

async function openDatabase(config: Config, log: Log, house: House, onLost: () => void) {
  if (config.databaseUrl !== null) {
    const claim = await claimDatabase(config.databaseUrl, log, onLost);
    if (!claim) throw new DatabaseInUse();
    house.opened("database claim", () => claim.release());
  }
  const database =
    config.databaseUrl === null
      ? await openEmbedded(join(config.dataDir, "embedded"))
      : await openPostgres(config.databaseUrl, log);
  house.opened("database", () => database.close());
  return database;
}

/** The browser messenger, whichever way its address was typed. */
const bothLoopbackNames = (url: string): string[] =>
  ["localhost", "127.0.0.1"].map((name) => `http://${name}:${new URL(url).port}`);

const secondsSince = (at: Date | null): number => (at === null ? Infinity : (Date.now() - at.getTime()) / 1000);
