import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { BlazeServer } from "./blaze/server.js";
import { controlRoutes } from "./control/control.js";
import { ApiError, errorBody } from "./errors.js";
import { createApi, unknownRoutes } from "./http/api.js";
import { chatRoutes } from "./http/chat.js";
import { fileRoutes } from "./http/files.js";
import { historyRoutes } from "./http/history.js";
import { marketRoutes } from "./http/market.js";
import { multisigRoutes } from "./http/multisigs.js";
import { oauthPages, oauthRoutes } from "./http/oauth.js";
import { peopleRoutes } from "./http/people.js";
import { pinRoutes } from "./http/pin.js";
import { walletRoutes } from "./http/wallet.js";
import { CASHIER } from "./market/fees.js";
import { mountMessenger } from "./messenger/index.js";
import { seedWorld } from "./people/seed.js";
import type { SandboxUser } from "./people/types.js";
import { routeApp } from "./route/app.js";
import { lockFolder } from "./store/lock.js";
import { World, type WorldOptions } from "./world.js";

export type { SandboxKeystore, SandboxUser } from "./people/types.js";

export interface SandboxOptions extends WorldOptions {
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Where Mixin Route answers. Default: the one above `port`, or any free one when that is taken. */
  readonly routePort?: number | undefined;
  /** Loopback unless told otherwise; the control interface gives keys to whoever asks. */
  readonly host?: string | undefined;
  readonly pingMs?: number | undefined;
  /** Whether the bot of a new world has money of its own to trade with; default false. */
  readonly float?: boolean | undefined;
}

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** Mixin Route's address. */
  readonly routeUrl: string;
  /** The parts, for tests that run in the same process. */
  readonly world: World;
  users(): SandboxUser[];
  close(): Promise<void>;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Listens on the port that was asked for, or else above the main one, or where there is room. */
async function listenAsRoute(server: Server, { port = 0, routePort }: SandboxOptions, host: string): Promise<number> {
  if (routePort !== undefined || port === 0) return listen(server, routePort ?? 0, host);
  return listen(server, port + 1, host).catch(() => listen(server, 0, host));
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Starts the stand-in for the Mixin network. Rejects with the system's error when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? "127.0.0.1";
  let url = "";
  let routeUrl = "";
  const unlock = options.dir === undefined ? () => undefined : await lockFolder(options.dir);
  const world = new World(options, () => url);
  if (world.people.listed().length === 0) seedWorld(world, options.float === true);
  world.people.addSystem(CASHIER, "Mixin Cashier");
  world.store.journal.flush();

  const app = new Hono();
  app.onError((error, c) => {
    const refusal = error instanceof ApiError ? error : new ApiError(500, "Internal Server Error.", {}, 500);
    if (!(error instanceof ApiError)) world.report(error);
    // The control interface is for programs that look at the status first.
    const status = refusal.http === 202 ? (refusal.code === 404 ? 404 : 400) : refusal.http;
    return c.json(errorBody(refusal, "") as object, status as 400);
  });
  controlRoutes(app, world, () => routeUrl);
  fileRoutes(app, world);
  oauthPages(app, world);
  const users = (): SandboxUser[] => world.people.listed().map((user) => world.people.describe(user));
  const messenger = mountMessenger(app, {
    url: () => url,
    users,
    ...(options.dir === undefined ? {} : { dataDir: options.dir }),
  });

  const api = createApi(world);
  peopleRoutes(api, world);
  pinRoutes(api, world);
  oauthRoutes(api, world);
  chatRoutes(api, world);
  marketRoutes(api, world);
  walletRoutes(api, world);
  multisigRoutes(api, world);
  historyRoutes(api, world);
  unknownRoutes(api);
  app.route("/", api);

  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  const blaze = new BlazeServer(
    world.tokens,
    { messages: world.messages, delivery: world.delivery, faults: world.faults, journal: world.store.journal },
    world.switches,
    options.pingMs,
  );
  blaze.attach(server);
  const routeServer = createAdaptorServer({ fetch: routeApp(world).fetch }) as Server;
  let port: number;
  try {
    port = await listen(server, options.port ?? 0, host);
    const routePort = await listenAsRoute(routeServer, options, host);
    routeUrl = `http://${host}:${routePort}`;
  } catch (error) {
    server.close();
    await messenger.close();
    blaze.close();
    world.close();
    unlock();
    throw error;
  }
  url = `http://${host}:${port}`;

  return {
    url,
    port,
    routeUrl,
    world,
    users,
    close: async () => {
      await messenger.close();
      blaze.close();
      world.close();
      await Promise.all([closeServer(server), closeServer(routeServer)]);
      unlock();
    },
  };
}
