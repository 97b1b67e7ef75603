import { setTimeout as pause } from "node:timers/promises";
import { buildMixAddress } from "@mixin.dev/mixin-node-sdk";
import { Claimant, type Seen, type Site } from "../support/claimant.js";
import type { Person } from "../support/payer.js";
import { asks, inTurn, offered, PATIENCE } from "./dialogue.js";
import type { Line, Told } from "./sending.js";
import type { World } from "./world.js";

/** What is said in the chat to whoever wants money that was sent, or takes it back. */
const SAID: [RegExp, Told][] = [
  [/^Yours: .* is on its way|^It is on its way back|^It goes back to/, "done"],
  [/has been taken/, "taken"],
  [/^The time to take it is over/, "expired"],
  [/^It has gone back|^It is over already/, "returned"],
];
/** What stands on the page of a link. */
const SHOWN: [RegExp, Told][] = [
  [/On its way|The money is yours/, "done"],
  [/This was taken already/, "taken"],
  [/The sender took it back/, "cancelled"],
  [/The time is over/, "expired"],
  [/It has gone back/, "returned"],
];
/** Mixin did not answer the bot: people try again. */
const BUSY =
  /does not answer just now|cannot be had|cannot be exchanged|cannot be made just now|exchanged at this moment/;
const BUSY_MS = 500;

const toldBy = (words: [RegExp, Told][], text: string): Told | undefined =>
  words.find(([pattern]) => pattern.test(text))?.[1];

type Answer = { told: Told; text: string } | { told: null; isBusy: boolean; text: string };

/** Says it and waits for the word on what became of the money, or for `question`, or to hear that it is no good time. */
function answer(person: Person, text: string, question?: RegExp): Promise<Answer> {
  return asks(person, text, "what became of it", ({ text: said }): Answer | undefined => {
    const told = toldBy(SAID, said);
    if (told) return { told, text: said };
    const isBusy = BUSY.test(said);
    return isBusy || question?.test(said) ? { told: null, isBusy, text: said } : undefined;
  });
}

/** The same, said again until it is a good time. */
async function answerTo(person: Person, text: string, question?: RegExp): Promise<Answer> {
  for (;;) {
    const answered = await answer(person, text, question);
    if (answered.told !== null || !answered.isBusy) return answered;
    await pause(BUSY_MS);
  }
}

/** Takes what a card in the chat offers, as it was sent. */
export function takes(by: Person, line: Line, id: string): Promise<void> {
  return inTurn(by, async () => {
    const { told, text } = await answerTo(by, `/claim ${id}`);
    const promised = /^Yours: (.*) is on its way/.exec(text)?.[1] ?? "";
    line.deeds.push({ by, told: told!, did: "claim", to: [by.userId], wants: null, promised });
  });
}

const CHECK = /You get exactly (.*?) for .*\. This holds/;

/** Takes it in another currency, by its name. */
export function takesAs(by: Person, line: Line, id: string, coin: { wants: string; name: string }): Promise<void> {
  return inTurn(by, async () => {
    for (;;) {
      const which = await answerTo(by, `/claim ${id} choose`, /Which currency do you want\?/);
      let next = which.told === null ? await answer(by, coin.name, CHECK) : which;
      let promised = "";
      // A minute later it is another amount, which is shown first.
      while (next.told === null && !next.isBusy) {
        promised = CHECK.exec(next.text)![1]!;
        next = await answer(by, "Yes, take it", CHECK);
      }
      const { told } = next;
      if (told !== null) {
        line.deeds.push({ by, told, did: "claim", to: [by.userId], wants: coin.wants, promised });
        return;
      }
      await pause(BUSY_MS);
    }
  });
}

export async function refuses(by: Person, line: Line, id: string): Promise<void> {
  await inTurn(by, async () => {
    const first = await answerTo(by, `/claim ${id} refuse`, /Then it goes back to them at once/);
    const { told } = first.told === null ? await answerTo(by, "Yes, send it back") : first;
    line.deeds.push({ by, told: told!, did: "refuse" });
  });
}

/** Takes it back, while somebody else takes it: either may be the first. */
export async function takesBack(
  by: Person,
  line: Line,
  id: string,
  { meanwhile, aMoment }: { meanwhile: () => Promise<void>; aMoment: () => Promise<void> },
): Promise<void> {
  let other = Promise.resolve();
  await inTurn(by, async () => {
    const first = await answerTo(by, `/transfers cancel ${id}`, /^Take back .* Nobody can take it then/);
    other = aMoment().then(meanwhile);
    // Told by whoever waits for it below.
    other.catch(() => undefined);
    await aMoment();
    const { told } = first.told === null ? await answerTo(by, "Yes, take it back") : first;
    line.deeds.push({ by, told: told!, did: "cancel" });
  });
  await other;
}

/** The pages of a world's bot, at whichever process answers; asked again until one does. */
function siteOf(world: World): Site {
  return {
    async request(path, init) {
      for (const end = Date.now() + PATIENCE.timeoutMs; ; await pause(200)) {
        try {
          const base = `http://localhost:${world.alive?.port}`;
          const headers = { ...(init?.headers as Record<string, string>), connection: "close", origin: base };
          const signal = AbortSignal.timeout(10_000);
          const answer = await fetch(base + path, { ...init, headers, signal, redirect: "manual" });
          // Who asks again and again is told to wait.
          if (answer.status < 500 && answer.status !== 429) return answer;
          if (Date.now() > end) throw new Error(`${path}: ${answer.status}`);
        } catch (error) {
          if (Date.now() > end) throw error;
        }
      }
    },
  };
}

/** Somebody with a claim link in their browser. */
export class LinkHolder {
  readonly #browser: Claimant;
  readonly #path: string;
  #page: Seen | null = null;

  constructor(
    world: World,
    readonly person: Person,
    readonly line: Line,
    link: string,
  ) {
    this.#browser = new Claimant(siteOf(world));
    this.#path = new URL(link).pathname;
  }

  /** Goes on to the last page before money moves, by their own MIX address. */
  async byMix(): Promise<this> {
    const { userId } = this.person;
    const mix = buildMixAddress({ version: 2, uuidMembers: [userId], xinMembers: [], threshold: 1 });
    this.#page = await this.#submits(() => this.#browser.open(this.#path), { way: "mix", mix });
    return this;
  }

  /** The same by their Mixin ID, and their word in the chat that it is them. */
  async byMixinId(): Promise<this> {
    const { person, line } = this;
    line.asked.push(person);
    const asked = await this.#submits(() => this.#browser.open(this.#path), {
      way: "id",
      id: person.user.identity_number,
    });
    const request = /\/asked\/([0-9a-f-]{36})/.exec(asked.url)?.[1];
    this.#page = asked;
    if (!request) return this;
    await offered(person, "saying that it was them", `/confirm-claim ${request} yes`);
    await inTurn(person, () =>
      asks(person, `/confirm-claim ${request} yes`, "thanks", ({ text }) => text.startsWith("Thank you") || undefined),
    );
    this.#page = await this.#submits(() => this.#browser.open(asked.url), { way: "person" });
    return this;
  }

  /** Confirms the last page. */
  async takes(): Promise<void> {
    const { person: by, line } = this;
    let page = this.#page!;
    let promised = "";
    let told = toldBy(SHOWN, page.words);
    while (!told) {
      promised = /You receive (\S+ [^ ]+)/.exec(page.words)?.[1] ?? promised;
      page = await this.#browser.send(page, page.html.includes("/take/") ? "/take/" : "/confirm/");
      told = toldBy(SHOWN, page.words);
    }
    line.deeds.push({ by, told, did: "claim", to: [by.userId], wants: null, promised });
  }

  /** Opens the link once more and finds nothing to take. */
  async finds(wanted: Told): Promise<void> {
    const { words } = await this.#browser.open(this.#path);
    const told = toldBy(SHOWN, words);
    if (told !== wanted) throw new Error(`the link shows ${told ?? words} instead of ${wanted}`);
  }

  /** Sends the form of a page, again when Mixin did not answer the bot. */
  async #submits(opens: () => Promise<Seen>, fields: Record<string, string>): Promise<Seen> {
    for (;;) {
      const page = await opens();
      if (toldBy(SHOWN, page.words)) return page;
      const next = await this.#browser.send(page, "/to", fields);
      if (!BUSY.test(next.words)) return next;
      await pause(BUSY_MS);
    }
  }
}
