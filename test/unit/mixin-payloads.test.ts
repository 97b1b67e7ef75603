import { describe, expect, test } from "vitest";
import { appCard, buttonGroup, cut, file, image, post, text } from "../../src/mixin/payloads.js";

const button = { label: "Pay", color: "#3D98D0", action: "input:pay" };
const contentOf = (payload: { data: string }): unknown => JSON.parse(payload.data);

describe("payloads", () => {
  test("text and post keep their text", () => {
    expect(text("hi")).toEqual({ category: "PLAIN_TEXT", data: "hi" });
    expect(post("# hi")).toEqual({ category: "PLAIN_POST", data: "# hi" });
    expect(() => text("x".repeat(65_537))).toThrow("longer than");
    expect(() => text("  ")).toThrow("empty");
  });

  test("six buttons are the most", () => {
    expect(contentOf(buttonGroup(Array.from({ length: 6 }, () => button)))).toHaveLength(6);
    expect(() => buttonGroup(Array.from({ length: 7 }, () => button))).toThrow("at most 6");
    expect(() => buttonGroup([])).toThrow("needs a button");
  });

  test("long labels are cut at 36 without splitting a character", () => {
    const family = "👨‍👩‍👧‍👦";
    expect(contentOf(buttonGroup([{ ...button, label: "x".repeat(36) }]))).toMatchObject([{ label: "x".repeat(36) }]);
    const label = cut(family.repeat(9), 36);
    expect(label.length).toBeLessThanOrEqual(36);
    expect(label).toBe(`${family.repeat(3)}…`);
    expect(cut("e\u0301".repeat(30), 36)).toBe(`${"e\u0301".repeat(17)}…`);
  });

  test.each(["#fff", "red", "3D98D0", "#3D98D0FF", "#GGGGGG"])("the colour %s is refused", (color) => {
    expect(() => buttonGroup([{ ...button, color }])).toThrow("#RRGGBB");
  });

  test.each(["javascript:alert(1)", "input:", "pay", "https://a b"])("the action %j is refused", (action) => {
    expect(() => buttonGroup([{ ...button, action }])).toThrow("not understood");
  });

  test("a card is of the newer kind and within its limits", () => {
    const card = { appId: "app", title: "Paid", description: "20 AED", actions: [button] };
    expect(contentOf(appCard(card))).toEqual({
      app_id: "app",
      title: "Paid",
      description: "20 AED",
      actions: [button],
      shareable: false,
    });
    expect(contentOf(appCard({ ...card, actions: [] }))).not.toHaveProperty("actions");
    expect(() => appCard({ ...card, title: "x".repeat(37) })).toThrow("card title");
    expect(() => appCard({ ...card, description: "" })).toThrow("card description is empty");
    expect(() => appCard({ ...card, description: "x".repeat(1025) })).toThrow("card description");
  });

  test("a picture needs its measures", () => {
    const picture = {
      attachmentId: "a",
      mimeType: "image/png",
      width: 10,
      height: 20,
      size: 300,
      thumbnail: "dGh1bWI=",
    };
    expect(contentOf(image(picture))).toMatchObject({ attachment_id: "a", width: 10, height: 20, caption: "" });
    expect(() => image({ ...picture, width: 0 })).toThrow("width");
    expect(() => image({ ...picture, size: 1.5 })).toThrow("size");
    expect(() => image({ ...picture, thumbnail: "x".repeat(5121) })).toThrow("thumbnail");
  });

  test("files need a size and a name that a phone can save", () => {
    const csv = { attachmentId: "a", mimeType: "text/csv", size: 12, name: "payments 2026-03.csv" };
    expect(file(csv).category).toBe("PLAIN_DATA");
    expect(contentOf(file(csv))).toEqual({
      attachment_id: "a",
      mime_type: "text/csv",
      size: 12,
      name: "payments 2026-03.csv",
    });
    expect(() => file({ ...csv, size: 0 })).toThrow("size");
    for (const name of ["", "../payments.csv", "a\u202ecsv", "x".repeat(121)]) {
      expect(() => file({ ...csv, name })).toThrow("name");
    }
  });
});
