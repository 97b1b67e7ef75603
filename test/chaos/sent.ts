import { setTimeout as pause } from "node:timers/promises";
import { Decimal } from "decimal.js";
import { type Payment, type Person, readPayLink, type Received } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { money } from "./acting.js";
import { asks, buttonsOf, inTurn, PATIENCE } from "./dialogue.js";
import type { SendKind } from "./kinds.js";
import type { Line, Sending } from "./sending.js";
import type { Agreed, Visit } from "./story.js";
import type { World } from "./world.js";

/** A line together with words that nobody else writes. */
export type Noted = Line & { note: string };

const BUSY = /does not answer just now|does not let me search|cannot be had just now/;
const BUSY_MS = 500;

const letters = (n: number): string => Array.from({ length: n }, () => "bdfgjklmnpqrstvwz"[upTo(17)]).join("");
const digits = (n: number): string => Array.from({ length: n }, () => upTo(10)).join("");
const upTo = (n: number): number => Math.floor(Math.random() * n);
export const byMixinId = (person: Person): Noted => ({ ...nobody(), address: person.user.identity_number, person });
export const byPhone = (): Noted => ({ ...nobody(), kind: "phone", address: `+97150${1 + upTo(9)}${digits(6)}` });
export const byMail = (): Noted => ({ ...nobody(), kind: "email", address: `${letters(8)}@mail.example.com` });
const nobody = (): Noted => ({
  kind: "mixin",
  address: "",
  amount: "",
  person: null,
  deeds: [],
  asked: [],
  note: `dinner ${letters(9)}`,
});

/** In which coin or money it is stated, and what is paid. */
interface Stated {
  unit: string;
  asset: string;
  /** Decimal, of one line. */
  amount: () => string;
}

/** Stated in the coin that is paid, or in dollars. */
export function stated(kind: SendKind, asset: string): Stated {
  const isCoin = kind !== "sent, exchanged" && kind !== "sent to several" && kind !== "sent in parts";
  if (!isCoin || asset === ASSETS.usdtTron) return { unit: "usd", asset, amount: () => `${1 + upTo(5)}.${digits(1)}5` };
  const [unit, zeros] = asset === ASSETS.btc ? ["btc", "0.0001"] : ["eth", "0.004"];
  return { unit, asset, amount: () => `${zeros}${digits(3)}1` };
}

/** More than any of it can be worth, in each coin. */
const PLENTY: Record<string, string> = { [ASSETS.btc]: "0.002", [ASSETS.eth]: "0.06", [ASSETS.usdtTron]: "100" };

export const purseOf = (sender: Person, asset: string): Visit["purse"] => {
  const plenty = money(sender, { asset, amount: PLENTY[asset]!, to: "", trace: "", memo: "" });
  return [plenty, plenty];
};

/** Writes who gets what, confirms what was understood, and is shown what to pay. */
export async function opens(visit: Visit, sending: Sending, { unit, asset, amount }: Stated): Promise<void> {
  const { sender } = sending;
  const lines = sending.lines as Noted[];
  for (const line of lines) line.amount = amount();
  const written = lines.map(({ address, amount: part, note }) => `${address} ${part} ${unit} ${note}`);
  const text = lines.length === 1 ? `send ${written[0]}` : ["send", ...written].join("\n");
  const yes = lines.length === 1 ? "Yes, send it" : "Yes, send all of it";
  const payment = await inTurn(sender, async () => {
    await asksAgain(sender, text, "what was understood", (message) =>
      buttonsOf(message).some(({ label }) => label === yes) ? true : undefined,
    );
    const page = ({ action }: { action: string }) => /\/code\/([0-9a-f-]{36})/.exec(action)?.[1];
    const orderId = await asks(sender, yes, "what to pay", (message) => buttonsOf(message).map(page).find(Boolean));
    return asksAgain(sender, `/send pay ${orderId} ${asset}`, "a link to pay", payLinkOn);
  });
  const price = lines.reduce((sum, line) => sum.plus(line.amount), new Decimal(0)).toFixed();
  visit.sending = sending;
  visit.order = agreed(sender, price, payment);
}

function payLinkOn(message: Received): Payment | undefined {
  const link = buttonsOf(message).find(({ action }) => action.includes("/pay/"))?.action;
  return link === undefined ? undefined : readPayLink(link);
}

/** Asks until there is what is meant in the answer: Mixin may not answer the bot. */
async function asksAgain<T>(
  person: Person,
  text: string,
  what: string,
  read: (message: Received) => T | undefined,
): Promise<T> {
  for (;;) {
    const answer = await asks(
      person,
      text,
      what,
      (message) => read(message) ?? (BUSY.test(message.text) ? BUSY : undefined),
    );
    if (answer !== BUSY) return answer as T;
    await pause(BUSY_MS);
  }
}

function agreed(sender: Person, price: string, shown: Payment): Agreed {
  return {
    id: shown.memo,
    title: "Transfer to ",
    shop: sender,
    payee: { members: [sender.userId], threshold: 1 },
    price,
    shown,
    today: shown.amount,
    deadline: null,
    graceMs: 0,
    wants: null,
    strict: false,
    isInvoice: false,
    isRefund: false,
  };
}

/** The id on the card that tells somebody in their chat what is there for them. */
export async function cardFor(person: Person, { note }: Noted): Promise<string> {
  const idOn = (message: Received) =>
    message.text.includes(note)
      ? buttonsOf(message)
          .map(({ action }) => /^input:\/claim ([0-9a-f-]{36})$/.exec(action)?.[1])
          .find(Boolean)
      : undefined;
  const card = await person.hears(`a card about money ${note}`, (message) => idOn(message) !== undefined, PATIENCE);
  return idOn(card)!;
}

/** The link in the message to pass on, or in the mail. */
export function linkOf(world: World, sender: Person, { kind, note }: Noted): Promise<string> {
  const linkIn = (text: string | undefined) =>
    text?.includes(note) ? /https?:\/\/\S+\/claim\/[\w-]{24}/.exec(text)?.[0] : undefined;
  const texts = () =>
    kind === "email" ? world.mail.got.map(({ text }) => text) : sender.received().map(({ text }) => text);
  return until(`the link ${note}`, () => texts().map(linkIn).find(Boolean), PATIENCE);
}

/** The id of what was sent to an address, by the sender's own list. */
export async function idInList(sender: Person, { address }: Noted): Promise<string> {
  const plain = (text: string) => text.replaceAll(/[^\d+@a-z.:\n]/g, "");
  const id = await inTurn(sender, () => {
    let number: string | undefined;
    return asksAgain(sender, "my transfers", `${address} on a list`, (message) => {
      const row = message.text.split("\n").find((line) => plain(line).includes(plain(address)));
      number ??= /^(\d+)\./.exec(row ?? "")?.[1];
      const button = buttonsOf(message).find(({ label }) => number !== undefined && label.startsWith(`${number}. `));
      return /^input:\/transfers ([0-9a-f-]{36})$/.exec(button?.action ?? "")?.[1];
    });
  });
  return id;
}
