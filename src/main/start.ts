import { join } from "node:path";
import type { Config } from "../config.js";
import { openEmbedded } from "../db/embedded.js";
import { openPostgres } from "../db/postgres.js";
import { createPresence } from "../db/presence.js";
import { createRoles } from "../db/roles.js";
import { createWorker } from "../db/worker.js";
import { createChat } from "../flows/engine/chat.js";
import type { Log } from "../log.js";
import { isMailAddress } from "../mail/server.js";
import { createMixin } from "../mixin/client.js";
import { payLink } from "../mixin/links.js";
import type { TellOptions } from "../notify/teller.js";
import { walletOwner } from "../payments/cursor.js";
import { createClaims } from "../shop/claims.js";
import { createWeb } from "../web/app.js";
import { proxiesOf } from "../web/who-asks.js";
import { callbackKey } from "./callback-key.js";
import { createCallbacks } from "./callbacks.js";
import { apiOptions } from "./api.js";
import { claimKey } from "./claim-key.js";
import { claimOptions, tellSignedInAddress } from "./claims.js";
import { createClockWatch } from "./clock.js";
import { createHealth } from "./health.js";
import { createHouse, type House } from "./house.js";
import { listen } from "./http.js";
import { createMailWorker } from "./mail.js";
import { createMarket } from "./market.js";
import { createMetrics } from "./metrics.js";
import { openNetwork } from "./network.js";
import { createOperators } from "./operators.js";
import { createPosts } from "./posts.js";
import { createProfiles, ownProfile } from "./profiles.js";
import { tasks } from "./tasks.js";

/** How many ports after the usual one are tried when nobody asked for one. */
const NEXT_PORTS = 20;

export interface Running {
  publicUrl: string;
  /** The port that is listened on because the usual one is taken; null when it is the one that was meant. */
  otherPort: number | null;
  /** The sandbox's browser messenger, when there is one. */
  messengerUrl: string | null;
  stop(): Promise<void>;
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
export async function start(config: Config, log: Log): Promise<Running> {
  const house = createHouse(log);
  try {
    return await build(config, log, house);
  } catch (error) {
    await house.close();
    throw error;
  }
}

async function build(config: Config, log: Log, house: House): Promise<Running> {
  const http = await listen(config.host, portsFor(config));
  house.opened("web server", () => http.close());
  if (config.network.kind === "mixin" && config.publicUrl === null) {
    log(
      "warn",
      "PUBLIC_URL is not set: links and printed codes lead to this machine alone, nobody else can pay by them",
    );
  }
  const publicUrl = config.publicUrl ?? `http://localhost:${http.port}`;

  const [database, network] = await both(openDatabase(config, log, house), openNetwork(config, log, house));
  const { db } = database;
  const botId = network.keystore.app_id;
  const owner = await walletOwner(db, botId);
  if (owner !== botId) throw new DatabaseOfAnother(owner);
  const presence = createPresence(database, log);
  house.opened("presence", () => presence.stop());
  await presence.start();

  const mixin = createMixin({ ...network, log });
  house.opened("mixin client", () => mixin.close());
  const clockWatch = createClockWatch(() => mixin.clockSkewMs, log);
  house.opened("clock", () => clockWatch.stop());
  clockWatch.start();
  const { market, exchange, lookAtFloat, lastPricesAt } = await createMarket({
    config,
    mixin,
    database,
    routeUrl: network.routeUrl,
    log,
    house,
  });
  const profiles = createProfiles(mixin.users, log);
  const operators = createOperators(config.operators, (mixinId) => profiles.findUser(mixinId), log);
  house.opened("operators", () => operators.stop());
  operators.start();

  const linkKey = claimKey(network.keystore);
  const claims = createClaims(db, linkKey, publicUrl);
  const own = await ownProfile(mixin, log);
  const posts = createPosts({
    database,
    mixin,
    market,
    lookAtFloat,
    isOperator: operators.isOperator,
    exchangeId: exchange?.userId,
    claimLink: claims.linkForSender,
    log,
  });
  const linkTo = (payment: { assetId: string; amount: string; trace: string; memo: string }) =>
    payLink({ payUrl: network.payUrl, botId, ...payment });
  const chat = createChat({
    database,
    market,
    payLink: linkTo,
    botId,
    ...own,
    publicUrl,
    isMailSetUp: config.smtpUrl !== null,
    callsAnywhere: config.callbacksTo === "anywhere",
    log,
    directory: profiles,
    claimHash: claims.hashOf,
    isOperator: operators.isOperator,
    wakeOutbox: () => posts.wakeSender(),
    onSnapshot: () => posts.wakeTreasury(),
  });
  const vitals = {
    db,
    pricesAgeSeconds: () => secondsSince(lastPricesAt()),
    intakeAgeSeconds: () => {
      const read = posts.readAt();
      return read && secondsSince(read.at);
    },
    blazeOnline: posts.blazeOnline,
  };
  const metrics = createMetrics(vitals);
  posts.answerWith({
    async handle(messages) {
      await chat.handle(messages);
      metrics.messages.inc(messages.length);
    },
  });
  const telling: TellOptions = {
    database,
    botId,
    market,
    publicUrl,
    payLink: linkTo,
    operators: () => operators.userIds(),
    isMailSetUp: config.smtpUrl !== null,
    nameOf: (userId) => profiles.nameOf(userId),
    creatorOf: (id) => profiles.creatorOf(id),
  };
  const worker = createWorker({
    database,
    log,
    processId: presence.id,
    handlers: tasks({ ...telling, mixin, exchange, wakeTreasury: () => posts.wakeTreasury(), log }),
  });
  house.opened("jobs", () => worker.stop());
  const mail = createMailWorker({ ...telling, smtpUrl: config.smtpUrl, claimLink: claims.linkOf, log, house });
  const signing = callbackKey(network.keystore);
  const callbacks = createCallbacks({ config, database, key: signing, publicUrl, log, house });

  const web = createWeb({
    database,
    market,
    publicUrl,
    payLink: linkTo,
    claims: claimOptions(mixin, network, { key: linkKey, bot: { name: own.botName, number: own.botNumber } }),
    api: apiOptions(
      { users: mixin.users, log },
      { publicUrl, botId, allowHttpCallbacks: config.callbacksTo === "anywhere" },
    ),
    till: { key: linkKey, bot: own.botName },
    isProxy: proxiesOf(config.trustedProxies),
    frameAncestors: network.messengerUrl ? bothLoopbackNames(network.messengerUrl) : [],
    log,
    health: createHealth(vitals),
    metrics: () => metrics.text(),
    callbackKey: signing.publicKey,
    ...(config.smtpUrl !== null && { mail: { isAddress: isMailAddress } }),
  });
  house.opened("live pages", () => web.close());
  if (network.messengerUrl) await tellSignedInAddress(network, publicUrl, log);

  const roles = createRoles({ url: config.databaseUrl, processId: presence.id, begin: posts.begin, log });
  house.opened("roles", () => roles.stop());
  await worker.start();
  await mail.start();
  await callbacks.start();
  await roles.start();
  http.answerWith((request, env) => web.app.fetch(request, env));
  // First of all to end: whoever asks now still gets an answer, from parts that still work.
  house.opened("requests", () => {
    web.close();
    return http.close();
  });
  const otherPort = config.port === 0 || http.port === config.port ? null : http.port;
  return { publicUrl, otherPort, messengerUrl: network.messengerUrl, stop: () => house.close() };
}

/** The port that was asked for; when none was, the usual one and those after it, but not the sandbox's. */
function portsFor({ port, isPortSet, network }: Config): number[] {
  if (isPortSet) return [port];
  const sandbox = network.kind === "sandbox" ? [network.port, network.port + 1] : [];
  return Array.from({ length: NEXT_PORTS }, (_, n) => port + n).filter((one) => !sandbox.includes(one));
}

/** Waits for both also when one fails, so that what the other has opened is closed. */
async function both<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

async function openDatabase(config: Config, log: Log, house: House) {
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
