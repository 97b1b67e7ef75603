import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decimal } from "decimal.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPostgresDatabase, postgresIsHere } from "../support/databases.js";
import { Person, type Received } from "../support/payer.js";
import { freePort } from "../support/ports.js";
import { type Program, startBotProcess, startSandboxProcess } from "../support/processes.js";
import { ASSETS, SandboxControl } from "../support/sandbox.js";
import { converses } from "../support/shop.js";
import { until } from "../support/until.js";

const PATIENT = { timeoutMs: 60_000 };
const NOBODYS_PHONE = "+49 170 1234567";

/** Label → what it does, of cards and groups of buttons. */
function buttonsOf(messages: Received[]): Map<string, string> {
  const groups = messages.flatMap(({ category, text }) => {
    if (category === "APP_BUTTON_GROUP") return JSON.parse(text) as { label: string; action: string }[];
    return category === "APP_CARD"
      ? ((JSON.parse(text) as { actions?: { label: string; action: string }[] }).actions ?? [])
      : [];
  });
  return new Map(groups.map(({ label, action }) => [label, action.replace(/^input:/, "")]));
}

const words = (messages: Received[]): string => messages.map(({ text }) => text).join("\n");

describe.skipIf(!postgresIsHere)("money from person to person", { timeout: 240_000 }, () => {
  let folder: string;
  let place: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let sandbox: Program;
  let till: Program;
  let port: number;
  let [thorb, ben, ada]: Person[] = [];

  const start = async () => {
    till = await startBotProcess({
      folder: join(folder, "till"),
      sandboxUrl: sandbox.url,
      databaseUrl: place.url,
      environment: { LIQUIDITY: "desk" },
      port,
    });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mixtill-transfers-"));
    place = await createPostgresDatabase();
    port = await freePort();
    sandbox = await startSandboxProcess({
      folder,
      environment: { SANDBOX_REDELIVERY_MS: "1000", SANDBOX_PRICE_WALK: "false" },
    });
    const control = new SandboxControl(sandbox.url);
    const { user_id: botId } = await control.bot();
    const online = async (name: string) => new Person(sandbox.url, await control.person(name), botId).online();
    [thorb, ben, ada] = [await online("Thorb"), await online("Ben"), await online("Ada")];
    await control.faucet(ada.userId, ASSETS.usdtTron, "1000");
    // What the operator exchanges with.
    await control.faucet(botId, ASSETS.btc, "1");
    await start();
    for (const one of [thorb, ben, ada]) await converses(one, "English", PATIENT);
  }, 240_000);
  afterAll(async () => {
    for (const one of [thorb, ben, ada]) one?.close();
    await Promise.all([till, sandbox].map((program) => program?.kill()));
    await place?.drop();
    if (!process.env["KEEP"]) await rm(folder, { recursive: true, force: true });
  });

  /** Ada sends, and pays by the one tap. */
  async function adaSends(line: string): Promise<void> {
    const preview = await converses(ada!, line, PATIENT);
    expect(words(preview)).toContain("Please check");
    await ada!.says("Yes, send it");
    const card = await ada!.hears(
      "the card to pay by",
      ({ category, text, createdAt }) => {
        const isNew = createdAt > preview[0]!.createdAt;
        return isNew && category === "APP_CARD" && text.includes("Pay now");
      },
      PATIENT,
    );
    await ada!.pays(buttonsOf([card]).get("Pay now")!);
  }

  test("by Mixin ID: Ben is told in his chat, the till dies, and he takes it in bitcoin", async () => {
    const before = await ben!.balance(ASSETS.btc);
    await adaSends(`send 10 usdt trc20 ${ben!.user.identity_number} lunch`);
    const isCard = ({ category, text }: Received) => category === "APP_CARD" && text.includes("Money for you");
    const card = await ben!.hears("that there is money for him", isCard, PATIENT);
    expect(card.text).toContain(`Ada (${ada!.user.identity_number}) sends you 10 USDT (TRON)`);
    expect(card.text).toContain("lunch");

    await till.kill();
    await start();
    // A till that has just begun knows neither prices nor what it has.
    const label = await until(
      "bitcoin to be offered",
      async () => {
        const which = await converses(ben!, buttonsOf([card]).get("In another currency")!, PATIENT);
        expect(words(which)).toContain("Which currency do you want?");
        return [...buttonsOf(which).keys()].find((one) => one.endsWith(" BTC"));
      },
      PATIENT,
    );
    const check = await converses(ben!, label, PATIENT);
    const shown = /exactly ([\d.]+) BTC/.exec(words(check))![1]!;
    expect(words(await converses(ben!, "Yes, take it", PATIENT))).toContain(`${shown} BTC is on its way`);
    const wanted = new Decimal(before).plus(shown).toFixed();
    await until("the bitcoin to arrive", async () => (await ben!.balance(ASSETS.btc)) === wanted, PATIENT);
    await ada!.hears(
      "that he has it",
      ({ text }) => text.includes(`has received ${shown} BTC for your 10 USDT`),
      PATIENT,
    );
  });

  test("by phone: Ada passes the link on, and whoever has it takes the money with their Mixin ID", async () => {
    const before = await thorb!.balance(ASSETS.usdtTron);
    await adaSends(`send 4 usdt trc20 ${NOBODYS_PHONE}`);
    const isLink = ({ text }: Received) => text.includes(`${till.url}/claim/`);
    const forwarded = await ada!.hears("the message to pass on", isLink, PATIENT);
    const link = /https?:\/\/\S+\/claim\/[\w-]{24}/.exec(forwarded.text)![0];
    expect(forwarded.text).not.toContain("⟦");

    await till.kill();
    await start();
    await post(await (await fetch(link)).text(), link, thorb!.user.identity_number);
    const isAsked = ({ text }: Received) => text.includes("/confirm-claim");
    const asked = await thorb!.hears("whether it was him", isAsked, PATIENT);
    const confirmed = await converses(thorb!, buttonsOf([asked]).get("Yes, that was me")!, PATIENT);
    const took = await converses(thorb!, buttonsOf(confirmed).get("Take it")!, PATIENT);
    expect(words(took)).toContain("4 USDT (TRON) is on its way");
    const wanted = new Decimal(before).plus("4").toFixed();
    await until("the money to arrive", async () => (await thorb!.balance(ASSETS.usdtTron)) === wanted, PATIENT);
    expect(await (await fetch(link)).text()).toContain("This was taken already");
  });

  test("to Thorb's own phone number: it is for him, without a link; and he does not want it", async () => {
    const before = await ada!.balance(ASSETS.usdtTron);
    await adaSends(`send 3 usdt trc20 ${thorb!.user.phone} rent`);
    const isCard = ({ category, text }: Received) => category === "APP_CARD" && text.includes("rent");
    const card = await thorb!.hears("that there is money for him", isCard, PATIENT);
    expect(words(await converses(ada!, "my transfers", PATIENT))).toContain("waits until");
    await converses(thorb!, buttonsOf([card]).get("I do not want it")!, PATIENT);
    await converses(thorb!, "Yes, send it back", PATIENT);
    await ada!.hears("that he does not want it", ({ text }) => text.includes("does not want 3 USDT"), PATIENT);
    await until("it to be back", async () => (await ada!.balance(ASSETS.usdtTron)) === before, PATIENT);
  });

  /** The form of the claim page that asks for a Mixin ID. */
  async function post(html: string, link: string, id: string): Promise<void> {
    const forms = [...html.matchAll(/<form method="post" action="([^"]*)".*?<\/form>/gs)];
    const form = forms.find(([whole]) => whole.includes('name="way" value="id"'))!;
    const hidden = [...form[0].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const fields = Object.fromEntries(hidden.map(([, name, value]) => [name!, value!]));
    const answer = await fetch(new URL(form[1]!.replaceAll("&amp;", "&"), link), {
      method: "POST",
      headers: { origin: new URL(link).origin },
      body: new URLSearchParams({ ...fields, id }),
    });
    expect(answer.status).toBeLessThan(400);
  }
});
