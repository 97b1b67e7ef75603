import { expect, test } from "vitest";
import { createSearches } from "../../src/flows/engine/searches.js";

test("somebody who tries numbers is stopped before Mixin stops everybody, for an hour and alone", () => {
  let now = new Date("2026-05-01T12:00:00Z");
  const searches = createSearches(() => now);
  for (let n = 0; n < 80; n++) expect(searches.waits("eve", `+97150${n}`)).toBeNull();
  expect(searches.waits("eve", "+971501")).toBeNull();
  expect(searches.waits("eve", "+49171")).toEqual(new Date("2026-05-01T13:00:00Z"));
  expect(searches.waits("ada", "+49171")).toBeNull();
  now = new Date("2026-05-01T13:00:01Z");
  expect(searches.waits("eve", "+49171")).toBeNull();
});
