import { describe, expect, it } from "vitest";
import { type Arrival, type Frame, runFlow, spoken, type Stage, takeBack } from "../../src/flows/engine/engine.js";
import type { Chat, Flow } from "../../src/flows/engine/flow.js";
import { Replies } from "../../src/flows/engine/replies.js";
import { readCommand } from "../../src/flows/words.js";
import type { StoredAnswer } from "../../src/db/tables/chat.js";

const BOT = "9d1c2f6e-5a3b-4c8d-8e7f-0a1b2c3d4e5f";
const CAUSE = { messageId: "m", conversationId: "c", userId: "u" };
const frame: Frame = {
  buttons: (goesBack) => [{ label: goesBack ? "back" : "cancel", input: "back" }],
  help: () => "where you are",
  wantsOther: (text) => Promise.resolve(text === "25 usd invoice"),
  moved: () => "it moved",
  earlier: (text) => (text === "Delete it" ? "an earlier question's" : null),
  guess: (text) => (text === "statz" ? { text: "stats?", buttons: [{ label: "stats", input: "stats" }] } : null),
};

const number = (text: string) =>
  /^\d+$/.test(text) ? { ok: true as const, value: Number(text) } : { ok: false as const, problem: "a number, please" };

/** Asks for a name and an age, then says both; `effects` counts how often the end was reached. */
function nameAndAge(effects: string[] = []): Flow {
  return {
    version: 1,
    async run(chat: Chat) {
      chat.say("welcome");
      const name = await chat.ask("name", {
        text: "name?",
        free: true,
        understand: (text) => ({ ok: true, value: text }),
      });
      chat.say(`hello ${name}`);
      const age = await chat.ask("age", { text: "age?", understand: number });
      effects.push(name);
      chat.say(`${name} is ${age}`);
    },
  };
}

async function run(flow: Flow, given: StoredAnswer[], arrival: Arrival, before: string | null = null, more = {}) {
  const replies = new Replies(BOT);
  const stage = { say: (text: string) => replies.say(text), ...more } as unknown as Stage;
  const ended = await runFlow(flow, stage, replies, frame, { given, asked: before }, arrival);
  const { asked, ...outcome } = { asked: null, ...ended };
  const said = replies.toOutbox(CAUSE).map((row) => (row.category === "PLAIN_TEXT" ? row.data : "buttons"));
  return { outcome, asked, said };
}
const text = (said: string): Arrival => ({ kind: "text", text: said, command: readCommand(said) });
const answer = (key: string, value: unknown): StoredAnswer => ({ key, text: String(value), value });

describe("what a flow notes", () => {
  /** Notes the newest of these, then asks twice. */
  const noting = (found: string[]): Flow => ({
    version: 1,
    async run(chat) {
      const who = await chat.note("who", () => Promise.resolve(found.at(-1)!));
      const age = await chat.ask("age", { text: `age of ${who}?`, understand: number });
      const rate = await chat.note("rate", () => Promise.resolve(`${found.at(-1)!} at ${age}`));
      await chat.ask("sure", { text: `${rate}, sure?`, understand: number });
      chat.say(`${who}: ${rate}`);
    },
  });
  const note = (key: string, value: unknown): StoredAnswer => ({ key: `note:${key}`, text: "", value });

  it("stays as it was shown, whatever the world says by then", async () => {
    const found = ["Ada"];
    const first = await run(noting(found), [], { kind: "nothing" });
    expect(first.outcome).toEqual({ kind: "waiting", answers: [note("who", "Ada")] });
    expect(first.said).toEqual(["age of Ada?", "buttons"]);
    found.push("Ben");
    const kept = [note("who", "Ada"), answer("age", 7), note("rate", "Ada at 7")];
    expect((await run(noting(found), kept, text("1"))).said).toEqual(["Ada: Ada at 7"]);
  });

  it("is nothing that somebody said: going back goes over it, and finds it out anew", () => {
    const kept = [note("who", "Ada"), answer("age", 7), note("rate", "Ada at 7")];
    expect(spoken(kept)).toEqual([answer("age", 7)]);
    expect(takeBack(kept)).toEqual([note("who", "Ada")]);
    expect(takeBack([note("who", "Ada")])).toEqual([]);
  });

  it("of another flow's making starts the flow again", async () => {
    const { outcome } = await run(noting(["Ada"]), [answer("age", 7)], text("1"));
    expect(outcome).toEqual({ kind: "changed" });
  });
});

describe("a flow", () => {
  it("asks its first question after what it says first", async () => {
    const { outcome, said } = await run(nameAndAge(), [], { kind: "nothing" });
    expect(outcome).toEqual({ kind: "waiting", answers: [] });
    expect(said).toEqual(["welcome", "name?", "buttons"]);
  });

  it("says after an answer only what follows it", async () => {
    const { outcome, said } = await run(nameAndAge(), [], text("Ada"));
    expect(outcome).toEqual({ kind: "waiting", answers: [answer("name", "Ada")] });
    expect(said).toEqual(["hello Ada", "age?", "buttons"]);
  });

  it("replays stored answers without understanding them again, and ends once", async () => {
    const effects: string[] = [];
    const { outcome, said } = await run(nameAndAge(effects), [answer("name", "Ada")], text("36"));
    expect(outcome).toEqual({ kind: "done" });
    expect(said).toEqual(["Ada is 36"]);
    expect(effects).toEqual(["Ada"]);
  });

  it("keeps the question when the answer is not understood, with one sentence and the buttons", async () => {
    const { outcome, said } = await run(nameAndAge(), [answer("name", "Ada")], text("old"));
    expect(outcome).toEqual({ kind: "waiting", answers: [answer("name", "Ada")] });
    expect(said).toEqual(["a number, please", "buttons"]);
  });

  it("offers what may have been meant, but not where any text is an answer", async () => {
    const { outcome, said } = await run(nameAndAge(), [answer("name", "Ada")], text("statz"));
    expect(outcome).toEqual({ kind: "waiting", answers: [answer("name", "Ada")] });
    expect(said).toEqual(["a number, please stats?", "buttons"]);
    expect((await run(nameAndAge(), [], text("statz"))).said).toEqual(["hello statz", "age?", "buttons"]);
  });

  it("says of an earlier question's button what it is, and asks again; where any text is an answer, it is one", async () => {
    const { outcome, said } = await run(nameAndAge(), [answer("name", "Ada")], text("Delete it"));
    expect(outcome).toEqual({ kind: "waiting", answers: [answer("name", "Ada")] });
    expect(said).toEqual(["an earlier question's", "age?", "buttons"]);
    expect((await run(nameAndAge(), [], text("Delete it"))).said).toEqual(["hello Delete it", "age?", "buttons"]);
  });

  it("going back is an answer where the question says so, else the newest answer is to be taken back", async () => {
    const flow: Flow = {
      version: 1,
      async run(chat) {
        const age = await chat.ask("age", { text: "age?", back: 0, understand: number });
        chat.say(age === 0 ? "no age" : `${age}`);
        await chat.ask("name", { text: "name?", free: true, understand: (said) => ({ ok: true, value: said }) });
      },
    };
    const first = await run(flow, [], { kind: "back" });
    expect(first.said).toEqual(["no age", "name?", "buttons"]);
    expect(first.outcome).toEqual({ kind: "waiting", answers: [{ key: "age", text: "", value: 0 }] });
    expect((await run(flow, [answer("age", 0)], { kind: "back" })).outcome).toEqual({ kind: "back" });
  });

  it("is left, too, for a flow that is named anywhere in what is no answer", async () => {
    const { outcome } = await run(nameAndAge(), [answer("name", "Ada")], text("25 usd invoice"));
    expect(outcome).toEqual({ kind: "left" });
    expect((await run(nameAndAge(), [], text("25 usd invoice"))).outcome).toMatchObject({ kind: "waiting" });
  });

  it("helps and asks again", async () => {
    const { said } = await run(nameAndAge(), [answer("name", "Ada")], { kind: "help" });
    expect(said).toEqual(["where you are", "age?", "buttons"]);
  });

  it("is left for another only by what is no answer, or by a strong command where any text is one", async () => {
    const { outcome, said } = await run(nameAndAge(), [answer("name", "Ada")], text("stats"));
    expect(outcome).toEqual({ kind: "left" });
    expect(said).toEqual([]);
    expect((await run(nameAndAge(), [], text("stats"))).outcome).toMatchObject({ kind: "waiting" });
    expect((await run(nameAndAge(), [], text("/stats"))).outcome).toEqual({ kind: "left" });
    expect((await run(nameAndAge(), [], text("Statistics"))).outcome).toEqual({ kind: "left" });
  });

  it("tells when the answers are not its own", async () => {
    const { outcome, said } = await run(nameAndAge(), [answer("colour", "red")], text("36"));
    expect(outcome).toEqual({ kind: "changed" });
    expect(said).toEqual([]);
  });

  it("lets a real error through", async () => {
    const broken: Flow = { version: 1, run: () => Promise.reject(new Error("broken")) };
    await expect(run(broken, [], { kind: "nothing" })).rejects.toThrow("broken");
  });
});

describe("a question that is no longer asked when its answer comes", () => {
  /** Agrees to something, twice while it is dear, and does it in one of these ways. */
  const agreeing = (dear: () => boolean, how: (chat: Chat) => unknown): Flow => ({
    version: 1,
    async run(chat) {
      await chat.ask("age", { text: "age?", understand: number });
      if (dear()) await chat.ask("really", { text: "really?", understand: number });
      await how(chat);
      chat.say("done");
    },
  });
  const deeds: [string, (chat: Chat) => unknown][] = [
    ["writing", (chat) => chat.tx.insert({} as never)],
    ["changing", (chat) => chat.tx.update({} as never)],
    ["taking away", (chat) => chat.tx.delete({} as never)],
    ["a transaction", (chat) => chat.tx.transaction(() => Promise.resolve())],
    ["something of its own", (chat) => chat.outside("pay", () => Promise.resolve())],
    ["a right that is used", (chat) => chat.did("payee.changed")],
    ["another language", (chat) => chat.speak("de")],
  ];
  const arrivals: Arrival[] = [text("no"), text("1"), { kind: "back" }, { kind: "help" }, { kind: "again" }];

  it.each(deeds)("does nothing: %s", async (_, how) => {
    const done: string[] = [];
    const deed = (name: string) => () => void done.push(name);
    const tx = Object.create({
      insert: deed("insert"),
      update: deed("update"),
      delete: deed("delete"),
      transaction: deed("transaction"),
    }) as object;
    const more = { tx, outside: deed("outside"), did: deed("did"), speak: deed("speak") };
    const flow = agreeing(() => false, how);
    for (const arrival of arrivals) {
      const { outcome, said } = await run(flow, [answer("age", 7)], arrival, "really", more);
      expect([outcome, said]).toEqual([{ kind: "unheard" }, []]);
    }
    expect(done).toEqual([]);
    expect((await run(flow, [], text("7"), "age", more)).said).toEqual(["done"]);
    expect(done).toHaveLength(1);
  });

  it("may be told of, where nothing is done", async () => {
    const flow = agreeing(
      () => false,
      (chat) => chat.say("it is over"),
    );
    expect((await run(flow, [answer("age", 7)], text("no"), "really")).said).toEqual(["it is over", "done"]);
  });

  it("says nothing to the one that is asked instead", async () => {
    const flow = agreeing(
      () => true,
      () => undefined,
    );
    const { outcome, asked, said } = await run(flow, [answer("age", 7)], text("1"), "rate");
    expect(outcome).toEqual({ kind: "waiting", answers: [answer("age", 7)] });
    expect([asked, ...said]).toEqual(["really", "it moved", "really?", "buttons"]);
    expect((await run(flow, [answer("age", 7)], text("stats"), "rate")).outcome).toEqual({ kind: "left" });
    expect((await run(flow, [answer("age", 7)], text("1"), "really")).said).toEqual(["done"]);
  });

  it("is no matter where the very message did it before", async () => {
    const flow: Flow = {
      version: 1,
      async run(chat) {
        chat.heard();
        await chat.outside("tell", () => Promise.resolve());
        chat.say("done before");
      },
    };
    const more = { outside: () => undefined };
    expect((await run(flow, [answer("age", 7)], text("1"), "really", more)).said).toEqual(["done before"]);
  });
});

describe("replies", () => {
  it("have ids derived from their cause and place, and buttons in groups of at most six", () => {
    const build = () => {
      const replies = new Replies(BOT);
      replies.say(
        "hello",
        Array.from({ length: 8 }, (_, n) => ({ label: `${n}`, input: `${n}` })),
      );
      return replies.toOutbox(CAUSE);
    };
    const rows = build();
    expect(rows).toHaveLength(3);
    expect(rows.slice(1).map((row) => (JSON.parse(row.data) as unknown[]).length)).toEqual([4, 4]);
    expect(new Set(rows.map((row) => row.messageId)).size).toBe(3);
    expect(build()).toEqual(rows);
  });
});
