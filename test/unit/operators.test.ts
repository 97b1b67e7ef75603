import { expect, test } from "vitest";
import type { Log } from "../../src/log.js";
import { createOperators } from "../../src/main/operators.js";
import type { User, UserSearch } from "../../src/mixin/users.js";
import { soon } from "../support/soon.js";

const user = (userId: string, identityNumber: string): User => ({
  userId,
  identityNumber,
  fullName: "",
  avatarUrl: "",
  hasSafe: true,
  isBot: false,
});

test("operators are found by their Mixin IDs, also when the network is down at first; an ID that nobody has is told", async () => {
  const warned: string[] = [];
  const log: Log = (level, message) => void (level === "warn" && warned.push(message));
  let isDown = true;
  const known: Record<string, User> = { "1190827": user("thorb", "1190827"), "2815162": user("ada", "2815162") };
  const search = (mixinId: string): Promise<UserSearch> => {
    if (isDown && mixinId !== "1190827") return Promise.reject(new Error("no answer"));
    const found = known[mixinId];
    return Promise.resolve(found ? { status: "found", user: found } : { status: "absent" });
  };
  const operators = createOperators(["1190827", "2815162", "7777777"], search, log);
  await expect(operators.userIds()).rejects.toThrow("not known yet");
  operators.start();
  await soon(() => expect(operators.isOperator("thorb")).toBe(true));
  expect(operators.isOperator("ada")).toBe(false);
  isDown = false;
  await soon(() => expect(operators.isOperator("ada")).toBe(true));
  await soon(() => expect(warned.at(-1)).toContain("nobody on Mixin has the ID 7777777"));
  expect(await operators.userIds()).toEqual(["thorb", "ada"]);
  expect(operators.isOperator("7777777")).toBe(false);
  await operators.stop();
});

test("where nobody was named there is nobody to tell", async () => {
  const operators = createOperators(
    [],
    () => Promise.reject(new Error("not asked")),
    () => undefined,
  );
  operators.start();
  expect(await operators.userIds()).toEqual([]);
  await operators.stop();
});
