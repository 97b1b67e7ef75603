import { expect, test } from "vitest";
import { createTurns } from "../../src/web/turns.js";

test("what has the same name is done one after the other, whatever became of the one before", async () => {
  const inTurn = createTurns();
  const said: string[] = [];
  const work = (name: string) => async () => {
    said.push(`${name} begins`);
    await Promise.resolve();
    said.push(`${name} ends`);
    if (name === "broken") throw new Error(name);
    return name;
  };
  const answers = await Promise.allSettled([
    inTurn("shop", work("broken")),
    inTurn("shop", work("second")),
    inTurn("shop", work("third")),
  ]);
  expect(answers.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason)))).toEqual([
    "Error: broken",
    "second",
    "third",
  ]);
  expect(said).toEqual(["broken begins", "broken ends", "second begins", "second ends", "third begins", "third ends"]);
});

test("what has another name does not wait", async () => {
  const inTurn = createTurns();
  let release = (): void => undefined;
  const held = inTurn(
    "one",
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  expect(await inTurn("other", () => Promise.resolve("done"))).toBe("done");
  release();
  await held;
});
