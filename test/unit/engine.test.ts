import { describe, expect, it } from "vitest";
import { type Arrival, type Frame, runFlow, type Stage } from "../../src/flows/engine.js";
import type { Chat, Flow } from "../../src/flows/flow.js";
import { Replies } from "../../src/flows/replies.js";
import { readCommand } from "../../src/flows/words.js";
import type { StoredAnswer } from "../../src/db/tables/chat.js";

const BOT = "9d1c2f6e-5a3b-4c8d-8e7f-0a1b2c3d4e5f";
const CAUSE = { messageId: "m", conversationId: "c", userId: "u" };
const frame: Frame = {
  buttons: (answered) => [{ label: `back ${answered}`, input: "back" }],
  help: () => "where you are",
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

async function run(flow: Flow, given: StoredAnswer[], arrival: Arrival) {
  const replies = new Replies(BOT);
  const stage = { say: (text: string) => replies.say(text) } as unknown as Stage;
  const outcome = await runFlow(flow, stage, replies, frame, given, arrival);
  const said = replies.toOutbox(CAUSE).map((row) => (row.category === "PLAIN_TEXT" ? row.data : "buttons"));
  return { outcome, said };
}
const text = (said: string): Arrival => ({ kind: "text", text: said, command: readCommand(said) });
const answer = (key: string, value: unknown): StoredAnswer => ({ key, text: String(value), value });

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
