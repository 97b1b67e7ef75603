import { createTransport } from "nodemailer";
import { isMailAddress, type MailServer } from "./server.js";

/** One mail, ready to go. */
export interface Letter {
  /** Follows from its cause: whoever gets it twice can tell that it is the same. */
  id: string;
  to: string;
  /** The name beside our address. */
  fromName: string;
  subject: string;
  text: string;
  html: string;
  language: string;
}

/** What became of a letter. `later`: nobody is to blame yet, the same letter may go another time. */
export type Posted = { outcome: "sent" } | { outcome: "refused" | "later"; problem: string };

export interface Post {
  /** Hands a letter over. Does not throw. */
  send(letter: Letter): Promise<Posted>;
  /** Breaks off what is under way: it goes later. */
  close(): void;
}

export interface PostLimits {
  /** How long the server may be silent, milliseconds. */
  silenceMs: number;
  /** How long one letter may take in all: less than a job's lease, so that no other process begins it meanwhile. */
  wholeMs: number;
  /** Certificates to trust besides the system's: for tests. Operators have NODE_EXTRA_CA_CERTS. */
  ca?: string;
}

const LIMITS: PostLimits = { silenceMs: 15_000, wholeMs: 30_000 };

/** Sends by SMTP, always through TLS: a server that offers none gets neither password nor letter. */
export function createPost(server: MailServer, limits: PostLimits = LIMITS): Post {
  const { silenceMs, wholeMs, ca } = limits;
  const closing = new AbortController();
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.implicitTls,
    requireTLS: true,
    ...(server.user === null ? {} : { auth: { user: server.user, pass: server.password } }),
    connectionTimeout: silenceMs,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    dnsTimeout: silenceMs,
    // Letters are made of texts alone: nothing is read from the disk or fetched for them.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  const domain = server.from.slice(server.from.lastIndexOf("@") + 1);

  return {
    async send(letter) {
      if (!isMailAddress(letter.to)) return { outcome: "refused", problem: "this is no mail address" };
      try {
        await transport.sendMail({
          messageId: `<${letter.id}@${domain}>`,
          from: { name: letter.fromName, address: server.from },
          to: { name: "", address: letter.to },
          subject: letter.subject,
          text: letter.text,
          html: letter.html,
          // No machine is to answer, neither with a holiday nor with a list.
          headers: {
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": letter.language,
          },
          signal: AbortSignal.any([closing.signal, AbortSignal.timeout(wholeMs)]),
        });
        return { outcome: "sent" };
      } catch (error) {
        return failure(error);
      }
    },
    close: () => closing.abort(),
  };
}

/**
 * A no to this recipient or this letter is for good; a no to us (login, sender's address, no TLS) is for the operator to
 * mend, and everything else may pass.
 */
function failure(error: unknown): Posted {
  const { command = "", responseCode = 0 } = error as { command?: string; responseCode?: number };
  const problem = error instanceof Error ? error.message : String(error);
  const isFinal = responseCode >= 500 && (command === "RCPT TO" || command === "DATA");
  return { outcome: isFinal ? "refused" : "later", problem: problem.slice(0, 500) };
}
