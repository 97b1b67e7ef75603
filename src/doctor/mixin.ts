import { createMixin, type Mixin, type Profile } from "../mixin/client.js";
import { describeSkew, MixinRefused } from "../mixin/errors.js";
import { tryHandshake } from "../mixin/handshake.js";
import { spendPublicKey, type Keystore } from "../mixin/keystore.js";
import { reasonOf } from "../mixin/reason.js";
import { createTokenSigner } from "../mixin/token.js";
import { failed, ok, skipped, type Finding, type Surroundings } from "./finding.js";
import { examinePrices } from "./prices.js";

/** In the order they are reported. */
export const MIXIN_CHECKS = [
  "Mixin API",
  "clock",
  "session key",
  "spend key",
  "wallet",
  "Blaze",
  "prices",
  "currencies",
];

/** Mixin judges deadlines by its own clock, and quotes live for a minute: a few seconds is all that may be lost. */
const MAX_SKEW_MS = 10_000;

interface Installation {
  apiUrl: string;
  blazeUrl: string;
  keystore: Keystore;
}

/** Whether Mixin is reached, knows our keys, and tells what we need. Only reads. */
export async function examineMixin(installation: Installation, surroundings: Surroundings): Promise<Finding[]> {
  const mixin = createMixin({ ...installation, ...surroundings, log: () => undefined });
  try {
    const profile = await mixin
      .profile()
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    const [blaze, wallet, prices] = await Promise.all([
      examineBlaze(installation, surroundings, profile),
      examineWallet(mixin, profile),
      profile instanceof Error ? laterPrices() : examinePrices(mixin.assets, surroundings),
    ]);
    return [
      examineApi(installation, profile),
      examineClock(mixin.clockSkewMs),
      examineSession(mixin.clockSkewMs, profile),
      examineSpendKey(installation.keystore, profile),
      wallet,
      blaze,
      ...prices,
    ];
  } finally {
    await mixin.close();
  }
}

const SESSION_FIRST = "Mixin has to accept the session key first";
const laterPrices = () => [skipped("prices", SESSION_FIRST), skipped("currencies", SESSION_FIRST)];

function examineApi({ apiUrl }: Installation, profile: Profile | Error): Finding {
  if (!(profile instanceof Error) || profile instanceof MixinRefused) return ok("Mixin API", `${apiUrl} answers`);
  const fix = `Let this machine reach ${apiUrl} (network, DNS, firewall), or set MIXIN_API_URL to https://mixin-api.zeromesh.net.`;
  return failed("Mixin API", profile.message, fix);
}

function examineClock(skewMs: number | undefined): Finding {
  if (skewMs === undefined) return skipped("clock", "Mixin has to answer first");
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return ok("clock", "agrees with Mixin's");
  const note = `this machine's clock is ${describeSkew(skewMs)}`;
  return failed("clock", note, "Set it, and keep it right: timedatectl set-ntp true.");
}

function examineSession(skewMs: number | undefined, profile: Profile | Error): Finding {
  if (!(profile instanceof Error))
    return ok("session key", `Mixin knows us as ${profile.fullName}, ${profile.identityNumber}`);
  if (!(profile instanceof MixinRefused)) return skipped("session key", "Mixin has to answer first");
  if (profile.code === 401 && Math.abs(skewMs ?? 0) > MAX_SKEW_MS)
    return skipped("session key", "the clock has to be right first");
  const fix =
    "At https://developers.mixin.one, Secret → Session Secret, generate a new session and put its keystore where MIXIN_KEYSTORE points.";
  return failed("session key", profile.message, fix);
}

function examineSpendKey(keystore: Keystore, profile: Profile | Error): Finding {
  if (profile instanceof Error) return skipped("spend key", SESSION_FIRST);
  if (profile.spendPublicKey === "") return skipped("spend key", "the wallet has to be registered first");
  if (profile.spendPublicKey.toLowerCase() === spendPublicKey(keystore))
    return ok("spend key", "belongs to the bot's wallet");
  const note = "spend_private_key is not the key of this bot's wallet: money could come in, and never go out";
  return failed("spend key", note, "Put the bot's own spend key into the keystore as spend_private_key.");
}

async function examineWallet(mixin: Mixin, profile: Profile | Error): Promise<Finding> {
  if (profile instanceof Error) return skipped("wallet", SESSION_FIRST);
  if (!profile.hasSafe || profile.spendPublicKey === "") {
    const fix =
      "At https://developers.mixin.one, Secret → App Wallet, generate the spend key, and add it to the keystore as spend_private_key.";
    return failed("wallet", "the bot has no wallet on Safe", fix);
  }
  try {
    await mixin.wallet.outputs(0, 1);
    return ok("wallet", "registered on Safe, and can be read");
  } catch (error) {
    return failed(
      "wallet",
      `cannot be read: ${reasonOf(error)}`,
      "Ask again later; if it stays so, ask Mixin's support.",
    );
  }
}

async function examineBlaze(
  { blazeUrl, keystore }: Installation,
  { now, timeoutMs }: Surroundings,
  profile: Profile | Error,
): Promise<Finding> {
  const ended = await tryHandshake({ url: blazeUrl, sign: createTokenSigner(keystore, now), timeoutMs, now });
  if (!ended) return ok("Blaze", `${blazeUrl} lets us in`);
  if (ended.kind === "unauthorized" && profile instanceof Error) return skipped("Blaze", SESSION_FIRST);
  const note = ended.kind === "unauthorized" ? "Blaze refuses the token that the API accepts" : ended.reason;
  const fix = `Let this machine open WebSockets to ${blazeUrl} (firewall, proxy), or set MIXIN_BLAZE_URL to wss://mixin-blaze.zeromesh.net.`;
  return failed("Blaze", `no socket: ${note}`, fix);
}
