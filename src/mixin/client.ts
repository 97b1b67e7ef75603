import type { AuthenticationUserResponse } from "@mixin.dev/mixin-node-sdk";
import { createAssetBook, type AssetBook } from "./assets.js";
import { createAttachmentApi, type AttachmentApi } from "./attachments.js";
import { createBlaze, socketToken, type Blaze, type BlazeOptions } from "./blaze.js";
import type { Keystore } from "./keystore.js";
import type { Log } from "../log.js";
import { createMessageApi, type MessageApi } from "./messages.js";
import { createSignIn, type SignIn } from "./oauth.js";
import { createRouteApi, type RouteApi } from "./route.js";
import { createSdk } from "./sdk.js";
import { createTokenSigner } from "./token.js";
import { createTransport } from "./transport.js";
import { createWallet, type Wallet } from "./wallet.js";
import { createLeaving, createWithdrawals, type WithdrawalFee } from "./withdrawals.js";
import { createUserDirectory, readUser, type User, type UserDirectory } from "./users.js";

export interface MixinOptions {
  keystore: Keystore;
  /** Root of the REST API, `https://api.mixin.one` in production. */
  apiUrl: string;
  /** `wss://blaze.mixin.one` in production. */
  blazeUrl: string;
  /** For one try of one request. */
  timeoutMs?: number;
  log: Log;
  now?: () => number;
}

/** The bot as Mixin knows it. */
export interface Profile extends User {
  /** Hex; empty while the wallet is not registered on Safe. */
  spendPublicKey: string;
}

/** What the caller of `blaze` adds to what the client knows already. */
export type BlazeHandlers = Pick<BlazeOptions, "handle"> &
  Partial<Omit<BlazeOptions, "sign" | "acknowledge" | "clockSkewMs" | "url">>;

export interface Mixin {
  readonly botId: string;
  /** The message socket; start it when ready. */
  blaze(handlers: BlazeHandlers): Blaze;
  readonly messages: MessageApi;
  readonly attachments: AttachmentApi;
  readonly users: UserDirectory;
  readonly assets: AssetBook;
  readonly wallet: Wallet;
  /** What a withdrawal to an address on a chain costs now. */
  withdrawalFee(assetId: string, address: string, tag: string): Promise<WithdrawalFee>;
  /** Whether this asset can leave to an address: not when its chain takes its fee in another one. */
  leaves(assetId: string): Promise<boolean>;
  /** Recognises people on the pages, where they are asked at this address. */
  signIn(authorizeUrl: string): SignIn;
  /** Mixin Route, with its API at this root. */
  route(routeUrl: string): RouteApi;
  /** Asks Mixin who we are: also the test of keystore and connection. */
  profile(): Promise<Profile>;
  /** Server clock minus ours at the last answer, milliseconds; undefined before the first. */
  readonly clockSkewMs: number | undefined;
  /** Stops the socket and everything under way. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;

/** Everything the bot does on Mixin. Sends nothing until asked to. */
export function createMixin(options: MixinOptions): Mixin {
  const { keystore, log } = options;
  const now = options.now ?? Date.now;
  const apiUrl = options.apiUrl.replace(/\/+$/, "");
  const botId = keystore.app_id;
  const sign = createTokenSigner(keystore, now);
  const transport = createTransport({ apiUrl, sign, timeoutMs: options.timeoutMs ?? TIMEOUT_MS, log, now });
  const sdk = createSdk(transport, apiUrl);
  const messages = createMessageApi(transport, botId);
  const assets = createAssetBook(sdk, transport, now);
  const sockets: Blaze[] = [];

  return {
    botId,
    blaze(handlers) {
      const socket = createBlaze({
        log,
        now,
        ...handlers,
        url: options.blazeUrl,
        sign: socketToken(sign),
        acknowledge: (ids) => messages.acknowledge(ids),
        // Any answer tells the server's time, a refusal too.
        clockSkewMs: async () => {
          await sdk.user.profile().catch(() => undefined);
          return transport.clockSkewMs;
        },
      });
      sockets.push(socket);
      return socket;
    },
    messages,
    attachments: createAttachmentApi(sdk, log),
    users: createUserDirectory(sdk, log, now),
    assets,
    wallet: createWallet(sdk, transport, keystore),
    withdrawalFee: createWithdrawals(transport),
    leaves: createLeaving(transport, now),
    signIn: (authorizeUrl) =>
      createSignIn({ transport, apiUrl, authorizeUrl, appId: botId, timeoutMs: options.timeoutMs ?? TIMEOUT_MS, log }),
    route(routeUrl) {
      const { timeoutMs } = options;
      return createRouteApi({ routeUrl, transport, keystore, now, ...(timeoutMs !== undefined && { timeoutMs }) });
    },
    async profile() {
      const me = (await sdk.user.profile()) as AuthenticationUserResponse & { spend_public_key?: string };
      return { ...readUser(me), spendPublicKey: me.spend_public_key ?? "" };
    },
    get clockSkewMs() {
      return transport.clockSkewMs;
    },
    async close() {
      await Promise.all(sockets.map((socket) => socket.stop()));
      transport.close();
    },
  };
}
