import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decimal } from "decimal.js";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Person } from "../support/payer.js";
import { freePort } from "../support/ports.js";
import { type Program, startBotProcess } from "../support/processes.js";
import { ASSETS, SandboxControl } from "../support/sandbox.js";
import { converses, makesCode, Visitor } from "../support/shop.js";
import { until } from "../support/until.js";

const PATIENT = { timeoutMs: 60_000 };

describe("the program with its own sandbox converts", { timeout: 240_000 }, () => {
  let folder: string;
  let ports: { port: number; sandboxPort: number };
  let program: Program;
  let thorb: Person;
  let ada: Person;
  let code: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mixtill-conversions-"));
    ports = { port: await freePort(), sandboxPort: await freePort() };
  });
  afterEach(async () => {
    thorb?.close();
    ada?.close();
    await program?.stop();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function start(environment: Record<string, string>): Promise<void> {
    program = await startBotProcess({ folder, sandboxUrl: null, ...ports, environment });
    const control = new SandboxControl(`http://127.0.0.1:${ports.sandboxPort}`);
    const { user_id: botId } = await control.bot();
    thorb = await new Person(control.url, await control.person("Thorb"), botId).online();
    ada = await new Person(control.url, await control.person("Ada"), botId).online();
  }

  const arrived = (amount: string): Promise<boolean> =>
    until(`${amount} USDT`, async () => (await thorb.balance(ASSETS.usdtTron)) === amount, PATIENT);

  test("with nothing set at the desk: the merchant gets exactly what the page said", async () => {
    await start({});
    await converses(thorb, "hello", PATIENT);
    await converses(thorb, "English", PATIENT);
    code = await makesCode(thorb, { title: "Lamp", price: "20 AED", settlement: "USDT TRON" }, PATIENT);
    const page = await new Visitor().opens(code, ASSETS.eth);
    const text = page.html.replace(/<[^>]+>/g, "");
    const promised = /The shop receives ([\d.]+) USDT \(TRON\)/.exec(text)?.[1] ?? "";
    await ada.pays(page.payment!);
    await thorb.hears("the notice", (said) => said.text.includes(`You receive ${promised} USDT (TRON)`), PATIENT);
    await arrived(promised);
    // Thorb runs the till that was started with nothing set; Ada does not.
    const float = async (who: Person) => (await converses(who, "/float", PATIENT)).map((said) => said.text).join();
    expect(await float(thorb)).toContain("Your own money in the till");
    expect(await float(ada)).not.toContain("in the till");
  });

  test("with LIQUIDITY=route at the sandbox's Mixin Route: the merchant gets what came of it", async () => {
    await start({ LIQUIDITY: "route" });
    const before = await thorb.balance(ASSETS.usdtTron);
    const page = await new Visitor().opens(code, ASSETS.eth);
    await ada.pays(page.payment!);
    const said = await thorb.hears("the end", ({ text }) => text.includes('"title":"Exchanged: '), PATIENT);
    const amount = /Exchanged: ([\d.]+) USDT \(TRON\)/.exec(said.text)?.[1] ?? "";
    await arrived(new Decimal(before).plus(amount).toFixed());
  });
});
