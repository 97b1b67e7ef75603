import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { selfMadeCertificate } from "./certificate.js";

const own = selfMadeCertificate();

export interface Delivered extends Email {
  /** As it came over the wire. */
  raw: string;
  envelope: { from: string; to: string[] };
  wasEncrypted: boolean;
}

/** How the server behaves; changed while it runs. */
export interface MailManners {
  /** Answer to this recipient: an SMTP code. */
  refuse?: { recipient: string; code: number };
  /** Answer to everything that is said after the greeting comes so late. */
  slowMs?: number;
  /** Says yes to a letter, which it has, so late. */
  lateYesMs?: number;
  /** Has a letter, and says no to it with these words. */
  refuseLetter?: (letter: Delivered) => string;
  /** Offers no TLS. */
  plain?: boolean;
}

/** A real mail server on loopback with STARTTLS, whose one user is `till` with password `a b:c`. */
export async function startMailServer(manners: MailManners = {}) {
  const got: Delivered[] = [];
  const state = { connections: 0, manners };
  const keep = async (raw: Buffer, how: Pick<Delivered, "envelope" | "wasEncrypted">) => {
    got.push({ ...(await PostalMime.parse(raw)), ...how, raw: raw.toString("utf8") });
  };
  const server = new SMTPServer({
    ...own,
    disabledCommands: manners.plain ? ["STARTTLS"] : [],
    authOptional: false,
    logger: false,
    onConnect(_session, done) {
      state.connections += 1;
      done();
    },
    onAuth(auth, _session, done) {
      const isRight = auth.username === "till" && auth.password === "a b:c";
      if (isRight) done(null, { user: "till" });
      else done(new Error("wrong user or password"));
    },
    onRcptTo({ address }, _session, done) {
      const { refuse, slowMs } = state.manners;
      if (slowMs !== undefined) {
        setTimeout(done, slowMs).unref();
        return;
      }
      if (refuse?.recipient !== address) done();
      else done(Object.assign(new Error("no such user here"), { responseCode: refuse.code }));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const raw = Buffer.concat(parts);
        const { mailFrom, rcptTo } = session.envelope;
        const envelope = { from: mailFrom === false ? "" : mailFrom.address, to: rcptTo.map((to) => to.address) };
        void keep(raw, { envelope, wasEncrypted: session.secure }).finally(() => {
          const no = state.manners.refuseLetter?.(got.at(-1)!);
          if (no !== undefined) done(Object.assign(new Error(no), { responseCode: 554 }));
          else setTimeout(done, state.manners.lateYesMs ?? 0).unref();
        });
      });
    },
  });
  server.on("error", () => undefined);
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      const listening = server.listen(port, "127.0.0.1", () => {
        const address = listening.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
  const port = await listen(0);
  return {
    port,
    /** To be trusted by whoever sends. */
    ca: own.cert,
    url: (password = "a b:c") =>
      `smtp://till:${encodeURIComponent(password)}@127.0.0.1:${port}?from=pay@till.example.com`,
    got,
    get connections() {
      return state.connections;
    },
    behave(next: MailManners): void {
      state.manners = next;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export type MailServerForTests = Awaited<ReturnType<typeof startMailServer>>;

/** A port of loopback where nobody listens, and that no server is given by chance. */
export const DEAD_PORT = 9;
