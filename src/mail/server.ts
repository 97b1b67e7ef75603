import { isIP } from "node:net";

/** Where mail is handed over, with whose password, and whom it comes from. */
export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS, without which nothing is sent. */
  implicitTls: boolean;
  user: string | null;
  password: string;
  /** The address mails come from. */
  from: string;
}

/** One address and nothing around it: no second one, no name, nothing that could end a header. */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]+\.[^\s@<>()[\]\\,;:"\p{Cc}.]+$/u.test(text);

/**
 * Reads `smtps://user:password@host:465?from=pay@example.com`; null when it cannot be read or does not say whom mails
 * come from, which is `from` or else a user that is an address.
 */
export function readMailServer(smtpUrl: string): MailServer | null {
  if (!URL.canParse(smtpUrl)) return null;
  const url = new URL(smtpUrl);
  const implicitTls = url.protocol === "smtps:";
  const [user, password] = [decoded(url.username), decoded(url.password)];
  const from = url.searchParams.get("from") ?? user;
  if (url.hostname === "" || user === null || password === null || from === null || !isMailAddress(from)) return null;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, (whole, bare: string) => (isIP(bare) ? bare : whole)),
    port: Number(url.port) || (implicitTls ? 465 : 587),
    implicitTls,
    user: user === "" ? null : user,
    password,
    from,
  };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
