import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { z } from "zod";
import { readMailServer } from "./mail/server.js";

/** All that can be set from outside. Every variable is optional; this file alone reads the environment. */
const schema = z.object({
  PORT: z.coerce.number("PORT must be a port number, such as 8080.").int().min(0).max(65_535).optional(),
  HOST: z.string().min(1).default("127.0.0.1"),
  PUBLIC_URL: webAddress("PUBLIC_URL must be the address people reach, such as https://pay.example.com").optional(),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(",").map((one) => one.trim()))
    .refine(
      (all) => all.every((one) => one === "private" || isNetwork(one)),
      "TRUSTED_PROXIES must be addresses or networks separated by commas, such as 10.0.0.5, 192.0.2.0/24, or the word private.",
    )
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(ql)?:\/\//,
      "DATABASE_URL must begin with postgres:// — or leave it out for the embedded database.",
    )
    .optional(),
  DATA_DIR: z.string().min(1).default("./data"),
  MIXIN_KEYSTORE: z.string().min(1).optional(),
  MIXIN_API_URL: webAddress("MIXIN_API_URL must be an http(s) address").optional(),
  MIXIN_BLAZE_URL: z
    .string()
    .regex(/^wss?:\/\/\S+$/, "MIXIN_BLAZE_URL must begin with wss://")
    .optional(),
  MIXIN_PAY_URL: webAddress("MIXIN_PAY_URL must be an http(s) address, such as https://mixin.one/pay").optional(),
  SANDBOX_PORT: z.coerce
    .number("SANDBOX_PORT must be a port number, such as 8081.")
    .int()
    .min(0)
    .max(65_535)
    .optional(),
  OPERATORS: z
    .string()
    .regex(/^\s*\d{4,}(\s*,\s*\d{4,})*\s*$/, "OPERATORS must be Mixin IDs separated by commas, such as 7000103970.")
    .transform((text) => text.split(",").map((id) => id.trim()))
    .optional(),
  LIQUIDITY: z
    .enum(["desk", "route", "none"], "LIQUIDITY must be desk (your own float), route (Mixin Route) or none.")
    .optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "SMTP_URL must begin with smtp:// or smtps://")
    .refine(
      (url) => !/^smtps?:\/\//.test(url) || readMailServer(url) !== null,
      "SMTP_URL must say whom mails come from, such as smtps://user:password@mail.example.com:465?from=pay@example.com, with anything unusual in the password percent-encoded.",
    )
    .optional(),
  CALLBACKS_TO: z
    .enum(
      ["public", "anywhere"],
      "CALLBACKS_TO must be public (https, addresses that anybody can reach) or anywhere (for development).",
    )
    .optional(),
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error"], "LOG_LEVEL must be one of debug, info, warn, error.")
    .default("info"),
});

/** The port of the pay pages, and the next ones when it was not asked for and is taken. */
const PORT = 8080;

/** The merchant who is in every new sandbox: there they run the till, too. */
const SANDBOX_OPERATOR = "1190827";

/** The variables this program knows, for the documentation's tests. */
export const VARIABLES = Object.keys(schema.shape);

/** Where Mixin is: the real network, a sandbox to be started beside us, or one that already runs. */
export type Network =
  | { kind: "mixin"; apiUrl: string; blazeUrl: string; payUrl: string; keystoreText: string }
  | { kind: "sandbox"; port: number }
  | { kind: "attached-sandbox"; apiUrl: string; blazeUrl: string; payUrl: string; keystoreText: string | null };

export interface Config {
  port: number;
  /** False: nobody asked for this port, another one will do. */
  isPortSet: boolean;
  host: string;
  publicUrl: string | null;
  /** Addresses and networks (CIDR) of the proxies before us, besides this machine; "private": all private networks. */
  trustedProxies: string[];
  databaseUrl: string | null;
  dataDir: string;
  /** Mixin IDs. */
  operators: string[];
  /** Who converts what is paid into what the payee wants. */
  liquidity: "desk" | "route" | "none";
  smtpUrl: string | null;
  /** Where programs may have us post to: to https addresses on the open internet, or anywhere, also on this machine. */
  callbacksTo: "public" | "anywhere";
  logLevel: "debug" | "info" | "warn" | "error";
  network: Network;
}

/** What was wrong, and those settings that stand by themselves, so that more can be checked before giving up. */
export interface ConfigProblems {
  ok: false;
  problems: string[];
  usable: { port: number | null; host: string; databaseUrl: string | null; keystoreText: string | null };
}

export type ConfigResult = { ok: true; config: Config } | ConfigProblems;

/** Reads the whole configuration, or says everything that is wrong with it, each with its fix. */
export function readConfig(environment: Record<string, string | undefined> = process.env): ConfigResult {
  const set = Object.fromEntries(VARIABLES.map((name) => [name, environment[name]?.trim() || undefined]));
  const parsed = schema.safeParse(set);
  const { network, problems } = readNetwork(set);
  const keystoreText = network && "keystoreText" in network ? network.keystoreText : null;
  if (!parsed.success) {
    const one = (name: keyof typeof schema.shape) => schema.shape[name].safeParse(set[name]).data;
    return {
      ok: false,
      problems: [...parsed.error.issues.map(worded), ...problems],
      usable: {
        port: (one("PORT") as number | undefined) ?? null,
        host: (one("HOST") as string | undefined) ?? "127.0.0.1",
        databaseUrl: (one("DATABASE_URL") as string | undefined) ?? null,
        keystoreText,
      },
    };
  }
  const v = parsed.data;
  const databaseUrl = v.DATABASE_URL ?? null;
  if (!network)
    return { ok: false, problems, usable: { port: v.PORT ?? null, host: v.HOST, databaseUrl, keystoreText } };
  return {
    ok: true,
    config: {
      port: v.PORT ?? PORT,
      isPortSet: v.PORT !== undefined,
      host: v.HOST,
      publicUrl: v.PUBLIC_URL ?? null,
      trustedProxies: v.TRUSTED_PROXIES ?? [],
      databaseUrl,
      dataDir: v.DATA_DIR,
      operators: v.OPERATORS ?? (network.kind === "sandbox" ? [SANDBOX_OPERATOR] : []),
      liquidity: v.LIQUIDITY ?? (network.kind === "sandbox" ? "desk" : "none"),
      smtpUrl: v.SMTP_URL ?? null,
      // Beside a sandbox, shops are being built on the same machine, without certificates.
      callbacksTo: v.CALLBACKS_TO ?? (network.kind === "mixin" ? "public" : "anywhere"),
      logLevel: v.LOG_LEVEL,
      network,
    },
  };
}

/** Production key and sandbox must never meet: money would be promised that nobody sent, or sent that nobody promised. */
function readNetwork(set: Record<string, string | undefined>): { network: Network | null; problems: string[] } {
  const { MIXIN_KEYSTORE, MIXIN_API_URL, MIXIN_BLAZE_URL, MIXIN_PAY_URL, SANDBOX_PORT } = set;
  const local = [MIXIN_API_URL, MIXIN_BLAZE_URL].some((url) => url !== undefined && isLoopback(url));
  if (MIXIN_KEYSTORE === undefined && MIXIN_API_URL === undefined) {
    return { network: { kind: "sandbox", port: Number(SANDBOX_PORT ?? 8081) }, problems: [] };
  }
  let keystoreText: string | null = null;
  if (MIXIN_KEYSTORE !== undefined) {
    try {
      keystoreText = MIXIN_KEYSTORE.startsWith("{") ? MIXIN_KEYSTORE : readFileSync(MIXIN_KEYSTORE, "utf8");
    } catch {
      const problem = `MIXIN_KEYSTORE: the file ${MIXIN_KEYSTORE} cannot be read. Give the path of the keystore, or its JSON text.`;
      return { network: null, problems: [problem] };
    }
  }
  const api = (MIXIN_API_URL ?? "https://api.mixin.one").replace(/\/+$/, "");
  if (local && (keystoreText === null || isSandboxKeystore(keystoreText))) {
    const blazeUrl = MIXIN_BLAZE_URL ?? api.replace(/^http/, "ws");
    const payUrl = MIXIN_PAY_URL ?? `${api}/pay`;
    return { network: { kind: "attached-sandbox", apiUrl: api, blazeUrl, payUrl, keystoreText }, problems: [] };
  }
  if (keystoreText === null) {
    return {
      network: null,
      problems: ["MIXIN_KEYSTORE is missing: MIXIN_API_URL names the real network, which needs the bot's keystore."],
    };
  }
  if (isSandboxKeystore(keystoreText)) {
    return {
      network: null,
      problems: [
        "MIXIN_KEYSTORE is a sandbox keystore: take it away to start the sandbox, or give the bot's real one.",
      ],
    };
  }
  if (local || SANDBOX_PORT !== undefined) {
    const setting = local ? "MIXIN_API_URL or MIXIN_BLAZE_URL points to this machine" : "SANDBOX_PORT is set";
    return {
      network: null,
      problems: [
        `A production keystore together with a sandbox setting is refused: ${setting}. Remove one of the two.`,
      ],
    };
  }
  return {
    network: {
      kind: "mixin",
      apiUrl: api,
      blazeUrl: MIXIN_BLAZE_URL ?? "wss://blaze.mixin.one",
      payUrl: MIXIN_PAY_URL ?? "https://mixin.one/pay",
      keystoreText,
    },
    problems: [],
  };
}

function isSandboxKeystore(text: string): boolean {
  try {
    return (JSON.parse(text) as { sandbox?: unknown }).sandbox === true;
  } catch {
    return false;
  }
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

/** "10.0.0.5", "10.0.0.0/8", "fd00::/8"; a network of everybody would let strangers say who they are. */
function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function webAddress(words: string) {
  return z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), words)
    .transform((text) => text.replace(/\/+$/, ""));
}

function worded(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  return issue.message.startsWith(name) ? issue.message : `${name}: ${issue.message}`;
}
