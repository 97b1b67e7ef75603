import { expect, test } from "vitest";
import { claimMarker, withClaimLinks } from "../../src/notify/claim-marker.js";

const ID = "0d0c8f3e-6d5a-4b3c-9e2f-1a2b3c4d5e6f";

test("a link is put in only where its own marker stands, and what only looks like one is never looked up", async () => {
  const asked: string[] = [];
  const linkOf = async (id: string) => {
    asked.push(id);
    return id === ID ? "https://pay.example.com/claim/s" : null;
  };
  const other = "1d0c8f3e-6d5a-4b3c-9e2f-1a2b3c4d5e6f";
  const typed = `⟦claim:${"-".repeat(36)}⟧ ⟦claim:7a8dbf6f-9e47-5e58a-699-7cbe190202e1⟧`;
  const text = `${claimMarker(ID)} ${claimMarker(other)} ${typed}`;
  expect(await withClaimLinks(text, linkOf)).toBe(`https://pay.example.com/claim/s ${claimMarker(other)} ${typed}`);
  expect(asked).toEqual([ID, other]);
});
