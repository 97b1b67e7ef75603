import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Person, type Received } from "../support/payer.js";
import { type Program, startBotProcess, startSandboxProcess } from "../support/processes.js";
import { ASSETS, SandboxControl } from "../support/sandbox.js";
import { converses, makesCode, replyId, Visitor } from "../support/shop.js";

const PATIENT = { timeoutMs: 60_000 };

describe("a shop's group in Mixin", { timeout: 240_000 }, () => {
  const group = randomUUID();
  let folder: string;
  let sandbox: Program;
  let till: Program;
  let control: SandboxControl;
  let botId: string;
  let mention: string;
  let [thorb, ben, ada]: Person[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mixtill-shop-group-"));
    sandbox = await startSandboxProcess({ folder });
    control = new SandboxControl(sandbox.url);
    const bot = await control.bot();
    botId = bot.user_id;
    mention = `@${bot.identity_number}`;
    const online = async (name: string) => new Person(sandbox.url, await control.person(name), botId).online();
    [thorb, ben, ada] = [await online("Thorb"), await online("Ben"), await online("Ada")];
    await control.faucet(ada.userId, ASSETS.usdtTron, "1000");
    till = await startBotProcess({ folder: join(folder, "till"), sandboxUrl: sandbox.url });
    for (const one of [thorb, ben, ada]) await converses(one, "English", PATIENT);
    await makesCode(thorb, { title: "Coffee", price: "3 usd" }, PATIENT);
  }, 240_000);
  afterAll(async () => {
    for (const one of [thorb, ben, ada]) one?.close();
    await Promise.all([till, sandbox].map((program) => program?.kill()));
    await rm(folder, { recursive: true, force: true });
  });

  async function saysInGroup(one: Person, text: string): Promise<string> {
    const messageId = randomUUID();
    const data = Buffer.from(text).toString("base64url");
    const message = { conversation_id: group, message_id: messageId, category: "PLAIN_TEXT", data_base64: data };
    await one.client.message.sendOne(message as never);
    return messageId;
  }
  const isInGroup = ({ conversationId }: Received) => conversationId === group;
  /** What Thorb reads in the group as the answer to a message. */
  const answered = (messageId: string, n = 0) =>
    thorb!.hears("an answer in the group", (one) => isInGroup(one) && one.messageId === replyId(messageId, n), PATIENT);

  test("is greeted when the bot is added, and linked by the owner's word", async () => {
    const members = [botId, ben!.userId].map((user_id) => ({ user_id }));
    await thorb!.client.conversation.createGroup(group, "Thorb's café", members);
    const hello = await thorb!.hears("a greeting in the group", isInGroup, PATIENT);
    expect(hello.text).toContain("I answer only those who mention me");
    await saysInGroup(thorb!, "link shop");
    expect((await answered(await saysInGroup(thorb!, `${mention} link shop`))).text).toContain("now belongs to");
  });

  test("somebody invited confirms in their own chat, and both hear of it", async () => {
    await converses(thorb!, `invite ${ben!.user.identity_number} cashier`, PATIENT);
    await converses(thorb!, "Invite them", PATIENT);
    const invited = await ben!.hears("an invitation", ({ text }) => text.includes("invites you to work"), PATIENT);
    expect(invited.text).toContain(`Thorb (${thorb!.user.identity_number})`);
    const [asked] = await converses(ben!, `/invitation ${thorb!.userId}`, PATIENT);
    expect(asked?.text).toContain("Do you want to?");
    await converses(ben!, "Join the shop", PATIENT);
    const told = await thorb!.hears("the answer", ({ text }) => text.includes("has accepted"), PATIENT);
    expect(told.text).toContain(`Ben (${ben!.user.identity_number})`);
  });

  test("a cashier charges there, anybody pays, and the group, the cashier and the owner hear of it", async () => {
    await saysInGroup(ben!, "5 usd nobody mentioned the till");
    expect((await answered(await saysInGroup(ben!, `${mention} 25 usd lunch`))).text).toContain("Price: 25 USD");
    await saysInGroup(ben!, `${mention} Make it`);
    const isCard = (one: Received) => isInGroup(one) && one.category === "APP_CARD" && one.text.includes("lunch");
    const card = await thorb!.hears("the invoice's card", isCard, PATIENT);
    const { actions } = JSON.parse(card.text) as { actions: { action: string }[] };
    const page = await new Visitor().renews(actions[0]!.action, ASSETS.usdtTron);
    await ada!.pays(page.payment!);

    const isPaid = (one: Received) => one.category === "APP_CARD" && one.text.includes("Paid: 25 USD");
    const announced = await thorb!.hears("the payment in the group", (one) => isInGroup(one) && isPaid(one), PATIENT);
    expect(announced.text).toContain("Ada paid “lunch”");
    expect(announced.text).not.toContain("/refund");
    const bens = await ben!.hears("that it is paid", (one) => !isInGroup(one) && isPaid(one), PATIENT);
    expect(bens.text).toContain("paid your invoice “lunch”");
    await thorb!.hears("it in the own chat", (one) => !isInGroup(one) && one.text.includes("25 USD"), PATIENT);
    // Whatever mentioned nobody was answered by nobody: all that the till said there was said for a reason.
    const said = thorb!.received().filter((one) => isInGroup(one) && one.from === botId);
    expect(said.filter(({ text }) => text.includes("nobody mentioned"))).toEqual([]);
    expect(said.length).toBeLessThan(12);
  });

  test("without the bot it is no shop's group any more", async () => {
    await thorb!.client.conversation.removeParticipants(group, [botId]);
    await thorb!.client.conversation.addParticipants(group, [botId]);
    const refused = await answered(await saysInGroup(thorb!, `${mention} unlink`));
    expect(refused.text).toContain("belongs to no shop");
  });
});
