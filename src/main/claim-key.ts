import { hkdfSync } from "node:crypto";
import type { Keystore } from "../mixin/keystore.js";

/**
 * The key that claim links are made by, from the wallet's own: whoever has that has the money anyway. Not from the
 * session's, which is replaced now and then, and nobody could be reminded of an older link any more.
 */
export const claimKey = ({ app_id: botId, spend_private_key: spendKey }: Keystore): Buffer =>
  Buffer.from(hkdfSync("sha256", Buffer.from(spendKey, "hex"), botId, "mixtill claim links", 32));
