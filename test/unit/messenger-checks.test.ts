import { describe, expect, test } from "vitest";
import {
  checkButtons,
  checkCard,
  checkFile,
  checkImage,
  parseColor,
} from "../../src/sandbox/messenger/static/checks.js";

const button = (change: object = {}): object => ({ label: "Pay", color: "#3D98D0", action: "input:pay", ...change });
const card = (change: object = {}): string =>
  JSON.stringify({ app_id: "x", title: "Paid", description: "20 AED", actions: [button()], ...change });

describe("a button group", () => {
  test("of one to six buttons is shown as it is", () => {
    const six = JSON.stringify(Array.from({ length: 6 }, () => button()));
    expect(checkButtons(six)).toMatchObject({ problems: [], buttons: { length: 6 } });
  });

  test("is unknown as a whole when one colour cannot be read, as on Android", () => {
    expect(checkButtons(JSON.stringify([button(), button({ color: "#12345" })]))).toEqual({
      unknown: 'the colour "#12345" cannot be read',
    });
    expect(checkButtons(JSON.stringify([button({ color: undefined })]))).toHaveProperty("unknown");
  });

  test("with a seventh button or a label of 37 characters is flagged", () => {
    const seven = checkButtons(JSON.stringify(Array.from({ length: 7 }, () => button())));
    expect(seven).toMatchObject({ problems: ["7 buttons: Mixin allows 6"] });
    expect(checkButtons(JSON.stringify([button({ label: "x".repeat(36) })]))).toMatchObject({ problems: [] });
    expect(checkButtons(JSON.stringify([button({ label: "x".repeat(37) })]))).toMatchObject({
      problems: { length: 1 },
    });
    expect(checkButtons(JSON.stringify([button({ label: "" })]))).toMatchObject({ problems: { length: 1 } });
  });

  test.each(["", "null", "{}", "[]", "[null]", '[{"label":1}]', "not json"])("%j is unknown", (json) => {
    expect(checkButtons(json)).toHaveProperty("unknown");
  });
});

describe("a card", () => {
  test("is of the old style with an action, else of the new one", () => {
    expect(checkCard(card({ action: "https://a.example", icon_url: "https://a.example/i.png" }))).toMatchObject({
      card: { action: "https://a.example", icon: "https://a.example/i.png", buttons: [] },
    });
    expect(checkCard(card({ cover_url: "https://a.example/c.png" }))).toMatchObject({
      card: { action: "", cover: "https://a.example/c.png", buttons: [{ label: "Pay" }] },
      problems: [],
    });
    expect(checkCard(card({ cover: { url: "https://a.example/d.png" } }))).toMatchObject({
      card: { cover: "https://a.example/d.png" },
    });
  });

  test("without a title or a description, or with a broken action, is unknown", () => {
    for (const change of [
      { title: null },
      { description: undefined },
      { actions: { buttons: [] } },
      { actions: [{}] },
    ]) {
      expect(checkCard(card(change))).toHaveProperty("unknown");
    }
  });

  test("loads its picture only from http and https", () => {
    expect(checkCard(card({ cover_url: "javascript:alert(1)" }))).toMatchObject({ card: { cover: undefined } });
  });
});

test("a picture without a size is invalid", () => {
  const image = { attachment_id: "a", width: 512, height: 512, caption: "Poster" };
  expect(checkImage(JSON.stringify(image))).toEqual({
    image: { attachmentId: "a", width: 512, height: 512, caption: "Poster" },
  });
  expect(checkImage(JSON.stringify({ ...image, height: 0 }))).toHaveProperty("unknown");
  expect(checkImage(JSON.stringify({ width: 1, height: 1 }))).toHaveProperty("unknown");
});

test("a file without a name, a type or a size is not shown", () => {
  const file = { attachment_id: "a", name: "payments.csv", mime_type: "text/csv", size: 1200 };
  expect(checkFile(JSON.stringify(file))).toEqual({
    file: { attachmentId: "a", name: "payments.csv", mimeType: "text/csv", size: 1200 },
  });
  for (const change of [{ name: "" }, { size: 0 }, { mime_type: undefined }, { attachment_id: 7 }]) {
    expect(checkFile(JSON.stringify({ ...file, ...change }))).toHaveProperty("unknown");
  }
});

test("a colour is read as Android reads it", () => {
  expect(parseColor("#3D98D0")).toBe("#3d98d0");
  expect(parseColor("#803D98D0")).toBe("#3d98d0");
  expect(parseColor("red")).toBe("#ff0000");
  for (const color of ["3D98D0", "#fff", "rgb(1,2,3)", "", 7, null]) expect(parseColor(color)).toBeUndefined();
});
