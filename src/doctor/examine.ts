import type { Config, ConfigResult } from "../config.js";
import { parseKeystore, type Keystore } from "../mixin/keystore.js";
import { examineAddress } from "./address.js";
import { examineDatabase } from "./database.js";
import { failed, ok, skipped, type Finding, type Surroundings } from "./finding.js";
import { examineMail } from "./mail.js";
import { examineMixin, MIXIN_CHECKS } from "./mixin.js";

const TIMEOUT_MS = 8_000;

/**
 * Checks all that a real installation needs, and changes nothing: no money moves, no message is sent or taken, no
 * table is made. What can be checked is checked, whatever else is broken.
 */
export async function examine(read: ConfigResult, given: Partial<Surroundings> = {}): Promise<Finding[]> {
  const surroundings = { now: Date.now, timeoutMs: TIMEOUT_MS, ...given };
  const config = read.ok ? read.config : null;
  const keys = examineKeystore(read);
  const [mixin, database, address, mail] = await Promise.all([
    examineNetwork(config, keys.keystore, surroundings),
    examineDatabase(config ?? { databaseUrl: read.ok ? null : read.usable.databaseUrl, dataDir: null }, surroundings),
    config ? examineAddress(config, surroundings) : skipped("public address", WAITS),
    config ? examineMail(config.smtpUrl, surroundings) : skipped("mail", WAITS),
  ]);
  return [...examineConfiguration(read), ...keys.findings, ...mixin, database, address, mail];
}

const WAITS = "the configuration has to be right first";

function examineConfiguration(read: ConfigResult): Finding[] {
  if (read.ok) return [ok("configuration", "every setting can be read")];
  // The words of a configuration problem name the fix themselves.
  return read.problems.map((problem) => failed("configuration", problem, "Correct the environment and ask again."));
}

function examineKeystore(read: ConfigResult): { keystore: Keystore | null; findings: Finding[] } {
  const network = read.ok ? read.config.network : null;
  const text = read.ok
    ? network && "keystoreText" in network
      ? network.keystoreText
      : null
    : read.usable.keystoreText;
  if (text === null) {
    const finding = read.ok
      ? failed(
          "keystore",
          "MIXIN_KEYSTORE is not set: Mixtill would open its sandbox, with test money",
          "Create the bot's keystore at https://developers.mixin.one and set MIXIN_KEYSTORE to its path.",
        )
      : skipped("keystore", WAITS);
    return { keystore: null, findings: [finding] };
  }
  const parsed = parseKeystore(text);
  if (parsed.ok) return { keystore: parsed.keystore, findings: [ok("keystore", "all keys are there and well formed")] };
  const fix = "Correct the keystore that MIXIN_KEYSTORE names.";
  return { keystore: null, findings: parsed.problems.map((problem) => failed("keystore", problem, fix)) };
}

async function examineNetwork(
  config: Config | null,
  keystore: Keystore | null,
  surroundings: Surroundings,
): Promise<Finding[]> {
  const network = config?.network;
  if (network && network.kind !== "sandbox" && keystore) return examineMixin({ ...network, keystore }, surroundings);
  const why = config ? "the keystore has to be right first" : WAITS;
  return MIXIN_CHECKS.map((check) => skipped(check, why));
}
