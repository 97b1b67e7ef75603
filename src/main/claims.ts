import { hkdfSync } from "node:crypto";
import { readMixAddress } from "../mixin/addresses.js";
import type { Mixin } from "../mixin/client.js";
import type { Log } from "../log.js";
import type { ClaimOptions } from "../web/options.js";
import type { RunningNetwork } from "./network.js";

/** Where Mixin sends people back to who have signed in; on the real network its dashboard has to know. */
export const signedInAddress = (publicUrl: string): string => `${publicUrl}/claim/signed-in`;

/** What the claim pages need of Mixin. */
export function claimOptions(
  mixin: Mixin,
  network: Pick<RunningNetwork, "payUrl">,
  { key, bot }: Pick<ClaimOptions, "key" | "bot">,
): ClaimOptions {
  return {
    // Cookies are signed by another key than links are made by.
    key: Buffer.from(hkdfSync("sha256", key, "", "mixtill claim visits", 32)),
    bot,
    async findUser(mixinId) {
      const found = await mixin.users.search(mixinId);
      if (found.status === "found") return found.user;
      return found.status === "absent" ? "absent" : "busy";
    },
    usersByIds: async (userIds) => [...(await mixin.users.byIds(userIds)).values()],
    readMixAddress(text) {
      const read = readMixAddress(text);
      return read.ok ? read.group : null;
    },
    signIn: mixin.signIn(new URL("/oauth/authorize", network.payUrl).href),
    leaves: (assetId) => mixin.leaves(assetId),
    feeOf: (assetId, address, tag) => mixin.withdrawalFee(assetId, address, tag),
  };
}

/** In the sandbox nobody has a dashboard: the bot's address for people who have signed in is set at the start. */
export async function tellSignedInAddress(
  { apiUrl, keystore }: Pick<RunningNetwork, "apiUrl" | "keystore">,
  publicUrl: string,
  log: Log,
): Promise<void> {
  try {
    const answer = await fetch(`${apiUrl}/sandbox/users/${keystore.app_id}/oauth`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ redirect_uri: signedInAddress(publicUrl) }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
  } catch (error) {
    log("warn", "the sandbox does not take the address for people who sign in: claim pages cannot recognise them", {
      error,
    });
  }
}
