import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { type MailServer, readMailServer } from "../mail/server.js";
import { failed, ok, skipped, type Finding, type Surroundings } from "./finding.js";

/** Whether a mail server greets us at SMTP_URL. Nobody logs in and nothing is sent. */
export async function examineMail(smtpUrl: string | null, { timeoutMs }: Surroundings): Promise<Finding> {
  if (smtpUrl === null)
    return skipped(
      "mail",
      "SMTP_URL is not set: who sends money to a mail address gets its link to pass on by themselves",
    );
  const example = "Write SMTP_URL like smtps://user:password@mail.example.com:465?from=pay@example.com.";
  const server = readMailServer(smtpUrl);
  if (server === null) return failed("mail", "SMTP_URL cannot be read", example);
  const name = `${server.host}:${server.port}`;
  try {
    const greeting = await greet(server, timeoutMs);
    if (greeting.startsWith("220")) return ok("mail", `${name} greets us; mails come from ${server.from}`);
    return failed("mail", `${name} is no mail server that takes us: ${greeting.slice(0, 80)}`, example);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed("mail", `${name} cannot be reached: ${reason}`, "Correct SMTP_URL, or let the firewall pass.");
  }
}

/** The first line a mail server says. */
function greet({ host, port, implicitTls }: MailServer, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = implicitTls ? connectTls({ host, port, servername: host }) : connect({ host, port });
    let heard = "";
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no greeting in ${timeoutMs} ms`)));
    socket.on("data", (data) => {
      heard += data.toString("latin1");
      if (!heard.includes("\n") && heard.length < 1000) return;
      resolve(heard.trim());
      socket.end("QUIT\r\n");
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed without a greeting")));
  });
}
