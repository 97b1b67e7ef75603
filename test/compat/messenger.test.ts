import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildMixAddress } from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { confirmPayment, preparePayment } from "../../src/sandbox/messenger/pay-sheet.js";
import { Phone } from "../../src/sandbox/messenger/phone.js";
import { TransferError } from "../../src/sandbox/messenger/transfer.js";
import type { SandboxUser } from "../../src/sandbox/server.js";
import { openTown, type Town } from "../support/messenger-town.js";
import { ASSETS } from "../support/sandbox.js";

const { usdtEthereum: USDT_ETHEREUM, usdtTron: USDT_TRON } = ASSETS;

let town: Town;
let dir: string;
const phones: Phone[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "phones-"));
  town = await openTown();
});
afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.close();
  await town.close();
  await rm(dir, { recursive: true });
});

async function phoneOf(person: SandboxUser): Promise<Phone> {
  const file = join(dir, `${person.user_id}.jsonl`);
  const phone = await Phone.start({ person, url: town.url, file, people: () => town.sandbox.users() });
  phones.push(phone);
  return phone;
}

const texts = (phone: Phone): string[] => phone.history.all().map((message) => message.data);
const balance = async (phone: Phone): Promise<string | undefined> =>
  (await phone.wallet.holding(USDT_ETHEREUM))?.balance;

describe("a phone against the sandbox", () => {
  test("sends, receives and tells the sender when it was read", async () => {
    const [thorb, ada] = [await phoneOf(town.thorb), await phoneOf(town.ada)];
    const sent = await thorb.send(town.ada.user_id, "PLAIN_TEXT", "Grüße 收款");
    // the receipt may be faster than the answer
    expect(["SENT", "DELIVERED"]).toContain(sent.status);
    await expect.poll(() => texts(ada)).toEqual(["Grüße 收款"]);
    await expect.poll(() => thorb.history.get(sent.message_id)?.status).toBe("DELIVERED");
    expect((await ada.chats()).find((chat) => chat.peer.full_name === "Thorb")?.unread).toBe(1);
    await ada.markRead(town.thorb.user_id);
    await expect.poll(() => thorb.history.get(sent.message_id)?.status).toBe("READ");
    expect((await ada.chats()).find((chat) => chat.peer.full_name === "Thorb")?.unread).toBe(0);
  });

  test("takes a message back on both sides", async () => {
    const [thorb, ada] = [await phoneOf(town.thorb), await phoneOf(town.ada)];
    const { message_id } = await thorb.send(town.ada.user_id, "PLAIN_TEXT", "a mistake");
    await expect.poll(() => texts(ada)).toEqual(["a mistake"]);
    await thorb.recall(message_id);
    await expect.poll(() => ada.history.get(message_id)).toMatchObject({ recalled: true, data: "" });
    expect(thorb.history.get(message_id)?.recalled).toBe(true);
  });

  test("remembers its chats after a restart, and gets what came meanwhile", async () => {
    const first = await phoneOf(town.ada);
    await town.botSays(town.ada, "PLAIN_TEXT", "one");
    await expect.poll(() => texts(first)).toEqual(["one"]);
    await first.close();
    phones.length = 0;
    await town.botSays(town.ada, "PLAIN_TEXT", "two");
    const second = await phoneOf(town.ada);
    await expect.poll(() => texts(second)).toEqual(["one", "two"]);
  });

  test("keeps a message that could not be sent, and sends it again under its first id", async () => {
    const [thorb, ada] = [await phoneOf(town.thorb), await phoneOf(town.ada)];
    await town.control.faults([{ kind: "http_500", match: { path: "/messages" }, count: 1 }]);
    const failed = await thorb.send(town.ada.user_id, "PLAIN_TEXT", "hello");
    expect(failed.status).toBe("FAILED");
    await thorb.resend(failed.message_id);
    await expect.poll(() => ada.history.all().map((message) => message.message_id)).toEqual([failed.message_id]);
    expect(thorb.history.get(failed.message_id)?.status).not.toBe("FAILED");
  });

  test("pays a link exactly as it says; the same link is refused from then on", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "20");
    const cleo = await phoneOf(town.cleo);
    const link = town.payLink({ asset: USDT_ETHEREUM, amount: "5.45", memo: "order-1", trace: randomUUID() });
    const sheet = await preparePayment(cleo, link);
    expect(sheet).toMatchObject({
      recipient: { people: [{ full_name: "Mixtill" }], threshold: 1 },
      asset: { symbol: "USDT", balance: "20" },
      amount: "5.45",
      memo: "order-1",
      paid: false,
    });
    // what the link fixes cannot be changed by the page
    const confirmation = { link, trace: randomUUID(), asset: USDT_TRON, amount: "1" };
    await confirmPayment(cleo, confirmation);
    expect(await balance(cleo)).toBe("14.55");
    expect(await cleo.wallet.history()).toMatchObject([{ amount: "-5.45", memo: "order-1" }, { amount: "20" }]);
    expect(cleo.history.pendingTransfers()).toEqual([]);
    await expect.poll(() => cleo.history.all().map((message) => message.category)).toContain("SYSTEM_SAFE_SNAPSHOT");

    expect(await preparePayment(cleo, link)).toMatchObject({ paid: true });
    await expect(confirmPayment(cleo, confirmation)).rejects.toThrow(TransferError);
    const thorb = await phoneOf(town.thorb);
    expect(await preparePayment(thorb, link)).toMatchObject({ paid: true });
    expect(await balance(cleo)).toBe("14.55");
  });

  test("lets the payer choose what a link leaves open, and pays a shared wallet", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "20");
    const cleo = await phoneOf(town.cleo);
    const members = [town.thorb.user_id, town.ada.user_id].sort();
    const address = buildMixAddress({ version: 2, uuidMembers: members, xinMembers: [], threshold: 2 });
    const link = `${town.url}/pay/${address}`;
    const sheet = await preparePayment(cleo, link);
    expect(sheet).toMatchObject({ recipient: { people: { length: 2 }, threshold: 2 }, asset: undefined, paid: false });
    await confirmPayment(cleo, { link, trace: sheet.trace, asset: USDT_ETHEREUM, amount: "7" });
    expect(await balance(cleo)).toBe("13");
  });

  test("pays two links at once without using an output twice", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "20");
    const cleo = await phoneOf(town.cleo);
    const links = ["1", "2"].map((amount) => town.payLink({ asset: USDT_ETHEREUM, amount, trace: randomUUID() }));
    await Promise.all(links.map((link) => confirmPayment(cleo, { link, trace: "", asset: "", amount: "" })));
    expect(await balance(cleo)).toBe("17");
  });

  test("pays once when the answer to the sending is lost, before or after it was taken", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "20");
    const cleo = await phoneOf(town.cleo);
    const match = { path: "/safe/transactions", method: "POST" };
    for (const kind of ["timeout_before", "timeout_after", "http_500"]) {
      await town.control.faults([{ kind, match, count: 1, delay_ms: 0 }]);
      const link = town.payLink({ asset: USDT_ETHEREUM, amount: "5", trace: randomUUID() });
      await confirmPayment(cleo, { link, trace: "", asset: "", amount: "" });
      expect(await town.control.fired()).toMatchObject([{ kind, fired: 1 }]);
    }
    expect(await balance(cleo)).toBe("5");
  });

  test("switched off in the middle of a payment, sends the same bytes when it is on again", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "20");
    await town.control.faults([{ kind: "http_500", match: { path: "/safe/transactions", method: "POST" } }]);
    const first = await phoneOf(town.cleo);
    const link = town.payLink({ asset: USDT_ETHEREUM, amount: "5", trace: randomUUID() });
    const paying = confirmPayment(first, { link, trace: "", asset: "", amount: "" });
    const refused = expect(paying).rejects.toThrow("goes on by itself");
    await expect.poll(() => first.history.pendingTransfers()).toHaveLength(1);
    await first.close();
    await refused;
    phones.length = 0;
    await town.control.faults([]);
    const second = await phoneOf(town.cleo);
    await expect.poll(() => second.history.pendingTransfers(), { timeout: 10_000 }).toEqual([]);
    expect(await balance(second)).toBe("15");
  });

  test("refuses in words what cannot be paid, and keeps the money", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "1");
    const cleo = await phoneOf(town.cleo);
    const nobody = `${town.url}/pay/${randomUUID()}?asset=${USDT_ETHEREUM}&amount=1`;
    expect(await preparePayment(cleo, nobody)).toMatchObject({ problem: "The recipient of this link does not exist." });
    const tooMuch = town.payLink({ asset: USDT_ETHEREUM, amount: "1.00000001", trace: randomUUID() });
    await expect(confirmPayment(cleo, { link: tooMuch, trace: "", asset: "", amount: "" })).rejects.toThrow(
      "too small",
    );
    expect(await balance(cleo)).toBe("1");
  });
});

describe("the messenger's API", () => {
  const post = (path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${town.url}/messenger/api/${town.ada.identity_number}${path}`, { method: "POST", headers, body: "{}" });

  test("refuses requests from other pages, and anything but JSON", async () => {
    const json = { "content-type": "application/json" };
    expect((await post("/faucet", { ...json, origin: "https://evil.example" })).status).toBe(403);
    expect((await post("/faucet", { ...json, origin: "http://localhost:8080" })).status).toBe(403);
    expect((await post("/faucet", { ...json, origin: "null" })).status).toBe(403);
    expect((await post("/faucet", { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(`/chats/${town.bot.user_id}/read`, { ...json, origin: town.url })).status).toBe(200);
  });

  test("never hands out a key, and knows no phones of bots or strangers", async () => {
    const people = await (await fetch(`${town.url}/messenger/api/people`)).text();
    expect(people).toContain("Thorb");
    expect(people).not.toMatch(/private|keystore/);
    for (const number of [town.bot.identity_number, "1"]) {
      expect((await fetch(`${town.url}/messenger/api/${number}/chats`)).status).toBe(404);
    }
  });

  test("sends no file from outside its folder", async () => {
    for (const name of ["..%2findex.ts", "app.ts", "nothing.js", "..%5cindex.ts"]) {
      expect((await fetch(`${town.url}/messenger/static/${name}`)).status).toBeGreaterThanOrEqual(400);
    }
  });
});
