import { type Database, signal } from "../db/database.js";
import type { Begin } from "../db/duty.js";
import { tidy } from "../db/housekeeping.js";
import { createLoop } from "../db/loop.js";
import type { Role } from "../db/roles.js";
import type { ChatBot } from "../flows/engine/chat.js";
import type { Log } from "../log.js";
import type { Blaze } from "../mixin/blaze.js";
import type { Mixin } from "../mixin/client.js";
import { createSender } from "../notify/sender.js";
import { alertOperators } from "../payments/alerts.js";
import { collectFees } from "../payments/payouts/fees.js";
import type { Market } from "../payments/ports.js";
import { createTreasury, type Treasury } from "../payments/treasury.js";
import { blazeAlert } from "../payments/watch.js";
import { createWatchdog } from "../payments/watchdog.js";
import { makeFile } from "../reports/files/index.js";
import { drawPicture } from "../reports/pictures.js";
import { filePorts } from "./files.js";
import { createHouse, type House } from "./house.js";
import { tellUnusual } from "./unusual.js";
import { mayWorkLater, walletPort } from "./wallet.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 86_400_000;

export interface PostsOptions {
  database: Database;
  mixin: Mixin;
  market: Market;
  lookAtFloat: () => Promise<void>;
  isOperator: (userId: string) => boolean;
  /** The user an exchange outside acts as; absent: there is none. */
  exchangeId: string | undefined;
  /** A transfer's claim link, for its sender alone. */
  claimLink: (remittanceId: string, readerId: string) => Promise<string | null>;
  log: Log;
}

/** The parts of which one process at a time has a running one: made when it wins their role, stopped when it loses it. */
export function createPosts(options: PostsOptions) {
  const { database, mixin, market, lookAtFloat, isOperator, exchangeId, log } = options;
  let chat: ChatBot | null = null;
  let sender: ReturnType<typeof createSender> | null = null;
  let blaze: Blaze | null = null;
  let treasury: Treasury | null = null;
  let offlineSince: Date | null = null;

  async function openWallet(parts: House): Promise<void> {
    const wallet = walletPort(mixin.wallet);
    const mine = createTreasury({ database, wallet, botId: mixin.botId, market, isOperator, exchangeId, log });
    parts.opened("treasury", () => {
      treasury = null;
      return mine.stop();
    });
    treasury = mine;
    parts.opened("wallet signals", await database.listen("wallet", () => mine.wake()));
    await mine.start();
    // What the wallet held when it was read for the first time is float: conversions are offered from the first page on.
    await lookAtFloat();
    const watchdog = createWatchdog({ database, wallet, rates: market.rates, blazeDownSince: () => offlineSince, log });
    parts.opened("watchdog", () => watchdog.stop());
    watchdog.start();
    const keepHouse = async () => {
      await tidy(database.db);
      await collectFees(database.db, new Date());
      return DAY_MS;
    };
    const housekeeping = createLoop({ name: "housekeeping", run: keepHouse, log });
    parts.opened("housekeeping", () => housekeeping.stop());
    housekeeping.wake();
    const lookAround = () => tellUnusual(database.db, new Date()).then(() => HOUR_MS);
    const unusual = createLoop({ name: "looking for what is unusual", run: lookAround, log });
    parts.opened("what is unusual", () => unusual.stop());
    unusual.wake();
  }

  async function openBlaze(parts: House): Promise<void> {
    const mySender = createSender(database.db, {
      send: (messages) => mixin.messages.send(messages),
      draw: drawPicture,
      makeFile: (spec) => makeFile(spec, filePorts(database.db, market.rates, mixin.users, log)),
      upload: async (content, mime) => (await mixin.attachments.upload(content, { mime })).attachmentId,
      claimLink: options.claimLink,
      isRetryable: mayWorkLater,
      log,
    });
    parts.opened("outbox", () => {
      sender = null;
      return mySender.stop();
    });
    sender = mySender;
    parts.opened("outbox signals", await database.listen("outbox", () => mySender.wake()));
    mySender.start();
    const socket = mixin.blaze({
      handle: async (messages) => chat?.handle(messages),
      onState: (state) => (offlineSince = state === "online" ? null : (offlineSince ?? new Date())),
    });
    parts.opened("blaze", async () => {
      blaze = null;
      await socket.stop();
      offlineSince = null;
    });
    blaze = socket;
    socket.start();
    const watch = createLoop({
      name: "watching the connection",
      run: () => alertWhenDown().then(() => MINUTE_MS),
      log,
    });
    parts.opened("watch of the connection", () => watch.stop());
    watch.wake();
  }

  /** The watchdog does this, unless it runs in another process, which knows nothing of our connection. */
  async function alertWhenDown(): Promise<void> {
    const now = new Date();
    const alert = treasury ? null : blazeAlert(offlineSince, now);
    if (alert) await alertOperators(database.db, alert, "all", now);
  }

  const post = (open: (parts: House) => Promise<void>): Begin => {
    return async () => {
      const parts = createHouse(log);
      try {
        await open(parts);
      } catch (error) {
        await parts.close();
        throw error;
      }
      return () => parts.close();
    };
  };

  const begin: Record<Role, Begin> = { wallet: post(openWallet), blaze: post(openBlaze) };
  return {
    begin,
    /** Who answers the messages that come in. */
    answerWith(bot: ChatBot): void {
      chat = bot;
    },
    /** There is something to send, by whichever process does that; told after the commit. */
    wakeSender: () => sender?.wake(),
    /** Money may have moved. */
    wakeTreasury(): void {
      if (treasury) treasury.wake();
      else
        signal(database.db, "wallet", "").catch((error: unknown) => log("warn", "the wallet is not woken", { error }));
    },
    /** Null while another process has the socket. */
    blazeOnline: (): boolean | null => (blaze ? blaze.state === "online" : null),
    /** Null while another process reads the wallet. */
    readAt: (): { at: Date | null } | null => (treasury ? { at: treasury.state.lastReadAt } : null),
  };
}

export type Posts = ReturnType<typeof createPosts>;
