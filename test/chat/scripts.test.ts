import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { LANGUAGES } from "../../src/i18n/index.js";
import { postgresIsHere } from "../support/databases.js";
import { isPlayedAlone, needsRows, readScript } from "../support/script.js";
import { missingIn } from "../support/script-coverage.js";
import { type House, openHouse } from "../support/script-house.js";
import { playScript } from "../support/script-play.js";

const { RECORD, ONLY = "" } = process.env;

// They mostly wait: for the network to make payments final, for pictures to be drawn.
vi.setConfig({ maxConcurrency: 12 });

/** Recording waits for what nobody knows yet, after every line. */
const timeout = RECORD === undefined ? 360_000 : 900_000;

const folder = fileURLToPath(new URL("scripts", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".txt") && name.includes(ONLY))
  .toSorted()
  .map((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return { name, text, script: readScript(text) };
  });

for (const language of LANGUAGES) {
  const spoken = files.filter(({ name }) => name.startsWith(`${language}/`));
  describe.skipIf(spoken.length === 0)(`conversations in ${language}`, { timeout }, () => {
    let house: House;
    beforeAll(async () => {
      house = await openHouse(language);
    });
    afterAll(() => house?.close());

    for (const { name, text, script } of spoken.toSorted(alone)) {
      const options = { concurrent: !isPlayedAlone(script), skip: needsRows(script) && !postgresIsHere };
      test(name, options, async ({ expect }) => {
        if (/statistics|first-code/.test(name)) await farFromAFullHour();
        const played = await playScript(house, script, RECORD !== undefined);
        if (RECORD !== undefined) writeFileSync(join(folder, name), played);
        else expect(played).toBe(text);
      });
    }
  });
}

/** Where hours and days are counted, none may end in between; every midnight of these shops is a full hour. */
async function farFromAFullHour(): Promise<void> {
  const left = 3_600_000 - (Date.now() % 3_600_000);
  if (left < 120_000) await pause(left + 1_000);
}

/** Those that are played alone come first, Olga's before the others: they find the till as it is in the beginning. */
function alone(a: (typeof files)[number], b: (typeof files)[number]): number {
  const rank = ({ script }: (typeof files)[number]) =>
    script.people.includes("Olga") ? 0 : isPlayedAlone(script) ? 1 : 2;
  return rank(a) - rank(b);
}

test.skipIf(ONLY !== "").for(LANGUAGES)("every flow is shown in %s", (language, { expect }) => {
  const scripts = files.filter(({ name }) => name.startsWith(`${language}/`)).map(({ script }) => script);
  expect(missingIn(language, scripts)).toEqual([]);
});
