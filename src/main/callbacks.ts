import type { Config } from "../config.js";
import type { Database } from "../db/database.js";
import type { Log } from "../log.js";
import { createCourier } from "../notify/callbacks/courier.js";
import { createPost } from "../notify/callbacks/post.js";
import type { CallbackKey } from "./callback-key.js";
import type { House } from "./house.js";

export interface CallbackOptions {
  config: Config;
  database: Database;
  key: CallbackKey;
  publicUrl: string;
  log: Log;
  house: House;
}

/** Tells programs that there is news of their orders; started by whoever gets it. */
export function createCallbacks({ config, database, key, publicUrl, log, house }: CallbackOptions) {
  const reach = config.callbacksTo;
  if (reach === "anywhere" && config.network.kind === "mixin") {
    log("warn", "CALLBACKS_TO=anywhere: strangers can have this machine post into its own network");
  }
  const post = createPost({ reach, userAgent: `Mixtill (+${publicUrl})` });
  const courier = createCourier({ database, post, sign: key.sign, log });
  house.opened("callbacks", () => courier.stop());
  return courier;
}
