import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { Config } from "../config.js";
import { failed, ok, type Finding, type Surroundings } from "./finding.js";

const CHECK = "public address";

/**
 * Whether PUBLIC_URL leads to this installation. When Mixtill does not run, its port is borrowed for a moment:
 * what then arrives from outside has come the whole way through the reverse proxy.
 */
export async function examineAddress(config: Config, { timeoutMs }: Surroundings): Promise<Finding> {
  const { publicUrl } = config;
  if (publicUrl === null) {
    const fix = "Set PUBLIC_URL to the address people reach, such as https://pay.example.com.";
    return failed(CHECK, "PUBLIC_URL is not set: posters and links would point to localhost", fix);
  }
  if (!publicUrl.startsWith("https://") && config.network.kind === "mixin") {
    const fix = "Serve the pages by https through a reverse proxy, and set PUBLIC_URL to https://…";
    return failed(CHECK, `${publicUrl} is not https: whoever is on the way could change where money goes`, fix);
  }
  const word = randomUUID();
  const borrowed = await borrowPort(config, word);
  try {
    const found = await ask(`${publicUrl}/healthz`, timeoutMs);
    if (!found.answer)
      return failed(CHECK, `${publicUrl} does not answer: ${found.reason}`, unreachedFix(publicUrl, found.reason));
    if (borrowed ? found.answer.text === word : found.answer.ok) return ok(CHECK, `${publicUrl} leads here`);
    const fix = `Let the reverse proxy pass everything on to port ${config.port} of this machine.`;
    return failed(CHECK, `${publicUrl} answers (HTTP ${found.answer.status}), but not from this Mixtill`, fix);
  } finally {
    await new Promise<void>((resolve) => (borrowed ? borrowed.close(() => resolve()) : resolve()));
  }
}

/** Answers `word` to everybody on our port; null when it is in use, as it is while Mixtill runs. */
function borrowPort({ host, port }: Config, word: string): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((_request, answer) => answer.setHeader("connection", "close").end(word));
    server.once("error", () => resolve(null));
    server.listen(port, host, () => resolve(server));
  });
}

type Asked = { answer: { ok: boolean; status: number; text: string } } | { answer: null; reason: string };

async function ask(url: string, timeoutMs: number): Promise<Asked> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    return { answer: { ok: response.ok, status: response.status, text: await response.text() } };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    return {
      answer: null,
      reason: [code, cause instanceof Error ? cause.message : String(cause)].filter(Boolean).join(": "),
    };
  }
}

function unreachedFix(publicUrl: string, reason: string): string {
  const { hostname } = new URL(publicUrl);
  if (/ENOTFOUND|EAI_AGAIN/.test(reason)) return `Let the DNS name ${hostname} point to this machine.`;
  if (/CERT|SSL|TLS|certificate/i.test(reason))
    return `Give ${hostname} a valid certificate (Caddy and certbot do it by themselves).`;
  return "Start the reverse proxy and open its port in the firewall. Some networks cannot reach themselves: then ask from outside.";
}
