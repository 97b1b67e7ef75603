import { randomUUID } from "node:crypto";
import type { Payment, Person, Received } from "./payer.js";
import { readPayLink } from "./payer.js";
import { type Act, BOT, FAULT, type Script, writeScript } from "./script.js";
import { happens } from "./script-happenings.js";
import { type House, PATIENT } from "./script-house.js";
import { buttonsOf, linesOf, settled, type Shown, type Standing, written } from "./script-text.js";
import { replyId } from "./shop.js";
import { until } from "./until.js";

/** How long an answer may take, and after the first that is not as written. */
const ANSWER_MS = 25_000;
const AFTER_A_FAULT_MS = 1_500;
/**
 * How long nothing must come for an answer to be taken as whole: while recording, where nobody knows what will come.
 * Long enough for money to arrive and to be told of: written down too early, it would stand where it was said too late.
 */
const QUIET_MS = { hidden: 900, says: 3_000, happens: 4_500 };
/** For what may have been shown a moment too late. */
const SOON = { timeoutMs: 5_000 };
/** How long nothing must come where nothing is to come. */
const SILENCE_MS = 300;

/** Plays a script with new people; resolves to it as it went. `isRecorded`: what the file says Mixtill says is not waited for. */
export async function playScript(house: House, script: Script, isRecorded: boolean): Promise<string> {
  const cast = await Cast.enter(house, script);
  try {
    const answers: string[][] = [];
    let isAsWritten: boolean = true;
    for (const { act, answers: expected } of script.scenes) {
      const isHidden = act.kind === "says" && act.isHidden;
      const patience: number = isAsWritten ? ANSWER_MS : AFTER_A_FAULT_MS;
      try {
        await cast.does(act);
        const got: string[] =
          isHidden || isRecorded ? await cast.hearsAll(act) : await cast.hears(act, expected, patience);
        isAsWritten &&= isHidden || got.join("\n") === expected.join("\n");
        answers.push(isHidden ? [] : got);
      } catch (error) {
        // Told where it happened: what was to follow would make no sense.
        return writeScript(script, [
          ...answers,
          [`${FAULT} ${error instanceof Error ? error.message : String(error)}`],
        ]);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
    const surplus = cast.newLines(null);
    return writeScript(script, [...answers.slice(0, -1), [...(answers.at(-1) ?? []), ...surplus]]);
  } finally {
    cast.leave();
  }
}

/** The people of one script, with all they hear. */
export class Cast {
  readonly people = new Map<string, Person>();
  /** The group that was made last, and who sees it. */
  group: { id: string; seenBy: Person } | null = null;
  /** What somebody has before them in the wallet, by name. */
  readonly opened = new Map<string, Payment>();
  readonly #seen = new Set<string>();
  readonly #newest = new Map<string, number>();
  #typed = "";
  /** Id of the message that was said last. */
  #said = "";
  #settled: (text: string) => string;

  private constructor(readonly house: House) {
    this.#settled = (text) => text;
  }

  static async enter(house: House, script: Script): Promise<Cast> {
    const cast = new Cast(house);
    const isNew = (name: string) =>
      script.scenes.some(({ act }) => act.kind === "happens" && act.what === `${name} is new here`);
    const entered = await Promise.all(script.people.map((name) => house.enters(name, isNew(name))));
    for (const [at, person] of entered.entries()) {
      for (const { messageId } of person.received()) cast.#seen.add(messageId);
      cast.people.set(script.people[at]!, person);
    }
    cast.#settled = settled(house.language, cast.#standing(), () => cast.#typed);
    return cast;
  }

  leave(): void {
    for (const person of this.people.values()) person.close();
  }

  person(name: string): Person {
    const found = this.people.get(name);
    if (!found) throw new Error(`there is no ${name} in this script`);
    return found;
  }

  async does(act: Act): Promise<void> {
    if (act.kind === "happens") return happens(this, act.what);
    const { who, inGroup } = act;
    const person = this.person(who);
    const label = /^\[.+\]$/u.test(act.text) ? act.text : null;
    if (label === null) return this.#says(person, this.#filledIn(act.text), inGroup);
    const { action } = await this.#button(person, label);
    if (action.startsWith("input:")) return this.#says(person, action.slice("input:".length), inGroup);
    if (!action.includes("/pay/")) throw new Error(`${label} leads to ${action}: nothing is paid there by a tap`);
    await person.pays(readPayLink(action));
  }

  /** What was not written down yet. */
  newLines(act: Act | null): string[] {
    const first = ([name]: [string, Person]): number => Number(act?.kind === "says" && act.who === name);
    const order = [...this.people].toSorted((a, b) => first(b) - first(a));
    return order.flatMap(([name, person]) => {
      const fresh = person.received().filter((one) => this.#isOurs(person, one) && !this.#seen.has(one.messageId));
      const isGroup = ({ conversationId }: Received) => conversationId === this.group?.id;
      const speaks = act?.kind === "says" && act.who === name;
      const lines = [
        ...linesOf(this.#ordered(fresh.filter((one) => !isGroup(one))), speaks && !act.inGroup ? "" : ` to ${name}`),
        ...linesOf(this.#ordered(fresh.filter(isGroup)), " in the group"),
      ];
      return lines.map(this.#settled).flatMap((line) => line.split("\n"));
    });
  }

  /** Waits until what is expected has come; resolves to what has. */
  async hears(act: Act, expected: string[], timeoutMs: number): Promise<string[]> {
    const wanted = expected.join("\n");
    if (wanted === "") await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
    else {
      const isThere = () => this.newLines(act).join("\n") === wanted;
      await until("all of it", isThere, { timeoutMs }).catch(() => undefined);
    }
    return this.#writtenDown(act);
  }

  /** Waits until nothing more comes. */
  async hearsAll(act: Act): Promise<string[]> {
    let [count, since] = [-1, Date.now()];
    await until(
      "silence",
      () => {
        const now = [...this.people.values()].reduce((sum, person) => sum + person.received().length, 0);
        if (now !== count) [count, since] = [now, Date.now()];
        const isAnswered = act.kind === "happens" || act.inGroup || this.#hasAnswer();
        const isPaid = act.kind === "happens" || act.inGroup || act.text.endsWith("↗]");
        const quiet = isPaid ? QUIET_MS.happens : act.isHidden ? QUIET_MS.hidden : QUIET_MS.says;
        return Date.now() - since >= quiet && (isAnswered || Date.now() - since > ANSWER_MS);
      },
      PATIENT,
    );
    return this.#writtenDown(act);
  }

  /** Whether what was said last is answered; a tap that pays says nothing. */
  #hasAnswer(): boolean {
    const wanted = replyId(this.#said);
    return [...this.people.values()].some((one) => one.received().some(({ messageId }) => messageId === wanted));
  }

  /** The newest card with this title that leads to a page where it is paid. */
  pageOf(title: string): Promise<string> {
    return until(`a card “${title}” with a link`, () => this.#pageOf(title), SOON);
  }

  #pageOf(title: string): string | undefined {
    const links = this.#heard().flatMap((message) => {
      if (message.category !== "APP_CARD") return [];
      const card = JSON.parse(message.text) as { title: string; actions?: Shown[] };
      return card.title === title ? (card.actions ?? []).filter(({ action }) => action.startsWith("http")) : [];
    });
    return links.at(-1)?.action;
  }

  /** The newest link anybody got to something like this. */
  newestLink(isMeant: (link: string) => boolean = () => true): string | undefined {
    return this.#heard()
      .flatMap((message) => message.text.match(/https?:\/\/[^\s"”“»）)]+/g) ?? [])
      .findLast((one) => !/\.(png|jpg|svg)/.test(one) && isMeant(one));
  }

  #writtenDown(act: Act): string[] {
    const lines = this.newLines(act);
    for (const person of this.people.values()) for (const { messageId } of person.received()) this.#seen.add(messageId);
    return lines;
  }

  async #says(person: Person, text: string, inGroup: boolean): Promise<void> {
    this.#typed += `\n${text}`;
    const messageId = randomUUID();
    this.#said = messageId;
    for (let n = 0; n < 20; n++) this.#newest.set(replyId(messageId, n), n);
    if (!inGroup) return void (await person.says(text, messageId));
    if (!this.group) throw new Error("there is no group yet");
    const data = Buffer.from(text.replace(`@${BOT}`, `@${this.house.bot.identity_number}`)).toString("base64url");
    const message = {
      conversation_id: this.group.id,
      message_id: messageId,
      category: "PLAIN_TEXT",
      data_base64: data,
    };
    await person.client.message.sendOne(message as never);
  }

  /** The newest button with this label that somebody has been shown. */
  async #button(person: Person, label: string): Promise<Shown> {
    const shown = () => person.received().toReversed().flatMap(buttonsOf);
    const find = () => shown().find((button) => this.#settled(written(button)) === label);
    return until(label, find, SOON).catch(() => {
      throw new Error(`${person.name} sees no ${label} but ${shown().slice(0, 12).map(written).join(" ")}`);
    });
  }

  #filledIn(text: string): string {
    const filled = text.replaceAll("‹link›", () => this.newestLink() ?? "‹link›");
    return this.#standing().reduce((made, [placeholder, value]) => made.replaceAll(placeholder, value), filled);
  }

  #standing(): Standing {
    const { bot } = this.house;
    return [
      ...[...this.people].flatMap(([name, { user }]): Standing => [
        [`‹${name} key›`, user.user_id],
        [`‹${name} ID›`, user.identity_number],
        ...(user.phone ? ([[`‹${name} phone›`, user.phone]] as Standing) : []),
      ]),
      ["‹till key›", bot.user_id],
      ["‹till ID›", bot.identity_number],
      ["‹server›", this.house.shopServer.url],
    ];
  }

  /** All messages anybody got from the till, in order. */
  #heard(): Received[] {
    return [...this.people.values()]
      .flatMap((person) => person.received().filter((one) => this.#isOurs(person, one)))
      .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  /** What a group is told is written down once. */
  #isOurs(person: Person, { from, conversationId }: Received): boolean {
    return from === this.house.bot.user_id && (conversationId !== this.group?.id || person === this.group.seenBy);
  }

  /** First what answers somebody, in order; then what was told besides, whose order nobody promises. */
  #ordered(messages: Received[]): Received[] {
    const place = ({ messageId }: Received) => this.#newest.get(messageId) ?? null;
    const answers = messages.filter((one) => place(one) !== null);
    const told: Received[][] = [];
    for (const one of messages.filter((each) => place(each) === null)) {
      if (one.category === "APP_BUTTON_GROUP" && told.length > 0) told.at(-1)!.push(one);
      else told.push([one]);
    }
    const text = ([first]: Received[]) => this.#settled(linesOf([first!], "").join("\n"));
    const sorted = told.map((each) => [text(each), each] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return [...answers.toSorted((a, b) => place(a)! - place(b)!), ...sorted.flatMap(([, each]) => each)];
  }
}
