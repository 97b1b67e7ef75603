import { describe, expect, test } from "vitest";
import { chromiumIsHere } from "../support/chromium.js";
import { postgresIsHere } from "../support/databases.js";
import { Person, readPayLink } from "../support/payer.js";
import { phonesStage, toUnits } from "../support/phones.js";
import { ASSETS } from "../support/sandbox.js";
import { until } from "../support/until.js";

const isHere = chromiumIsHere();

for (const engine of ["embedded", "postgres"] as const) {
  describe.skipIf(!isHere || (engine === "postgres" && !postgresIsHere))(
    `money of any kind (${engine})`,
    { timeout: 180_000 },
    () => {
      const stage = phonesStage(engine);
      const { chatWithTheBot, opensChat, phoneOf, screenOf, says, hears, taps, balance } = stage;
      const shot = (name: string) => stage.shot(`money-${name}`);

      test("an invoice in AED is paid in ETH and settled in USDT, and all amounts are named", async () => {
        const thorb = await chatWithTheBot("Thorb");
        await says(thorb, "hello");
        await hears(thorb, /Which language/);
        await taps(thorb, "English");
        await hears(thorb, /What shall we do/);
        await says(thorb, "charge @2815162 20 aed Coffee");
        await hears(thorb, /Please check/);
        await taps(thorb, "Change something");
        await hears(thorb, /What do you want to receive/);
        await says(thorb, "USDT TRON");
        await hears(thorb, /How long can it be paid/);
        await taps(thorb, /^1 hour/);
        await hears(thorb, /Shall I make this invoice and send it/);
        await shot("1-invoice");
        await taps(thorb, "Send it");
        await hears(thorb, /gets “Coffee” in their chat now/);

        const before = await balance("Thorb", ASSETS.usdtTron);
        const ada = await opensChat("Ada");
        await hears(ada, /Thorb \(1190827\) asks you for 20\sAED for “Coffee”/);
        await shot("2-charged");
        await taps(ada, "Look and pay");
        const payPage = screenOf(ada);
        await payPage.getByText("Invoice", { exact: true }).waitFor();
        await payPage.getByRole("heading", { name: "Coffee" }).waitFor();
        await payPage.getByText("The shop receives USDT (TRON).").waitFor();
        await payPage
          .locator("label.choice", { hasText: /^\s*ETH\s*Ether/ })
          .first()
          .click();
        await payPage.getByRole("button", { name: "Show the amount" }).click();
        const payButton = payPage.getByRole("link", { name: /^Pay [\d.]+\sETH/ });
        await payButton.waitFor();
        await shot("3-exchange");
        const [, receives = ""] =
          /receives ([\d.]+) USDT \(TRON\)/.exec(await payPage.locator("main").innerText()) ?? [];
        await payButton.click();
        const sheet = ada.getByRole("dialog", { name: "Payment" });
        await sheet.getByRole("button", { name: /^Pay / }).click();
        await hears(thorb, new RegExp(`You receive ${receives}\\sUSDT \\(TRON\\)`));
        await hears(thorb, /20\sAED, [\d.]+\sETH, by Ada, invoice “Coffee”/);
        await hears(thorb, /Rate: 1 ETH = [\d.,]+\sAED and 1 ETH = [\d.,]+\sUSDT \(TRON\) \(Mixin, .*\)/);
        await hears(thorb, /Spread: 0\.5%/);
        await sheet.getByRole("button", { name: "Done" }).click();
        await payPage.getByRole("heading", { name: "Paid" }).waitFor();
        await payPage.locator(".facts").getByText(`${receives} USDT (TRON)`).waitFor();
        await shot("4-paid");
        expect(toUnits(receives)).toBeGreaterThan(0n);
        await until(
          "the settlement to be in Thorb's own wallet",
          async () => (await balance("Thorb", ASSETS.usdtTron)) - before === toUnits(receives),
        );
      });

      test("who has paid a part pays the rest by one tap in their chat", async () => {
        const thorb = await chatWithTheBot("Thorb");
        await says(thorb, "charge @2815162 10 usdt tea");
        await hears(thorb, /USDT exists on several networks|Please check/);
        await taps(thorb, /TRON/);
        await hears(thorb, /Shall I make this invoice and send it/);
        await taps(thorb, "Send it");
        await hears(thorb, /gets “tea” in their chat now/i);
        const ada = await opensChat("Ada");
        await hears(ada, /asks you for 10\sUSDT \(TRON\) for “tea”/i);
        await taps(ada, "Look and pay");
        const payPage = screenOf(ada);
        await payPage.locator("label.choice", { hasText: /USDT\s*TRON/ }).click();
        await payPage.getByRole("button", { name: "Show the amount" }).click();
        const link = payPage.getByRole("link", { name: /^Pay 10\sUSDT/ });
        await link.waitFor();

        // Her wallet sends less than the link says, as one that is not Messenger may.
        const { sandbox } = stage;
        const { user_id: botId } = await sandbox.bot();
        const wallet = new Person(sandbox.url, await sandbox.person("Ada"), botId);
        await wallet.pays({ ...readPayLink((await link.getAttribute("href"))!), amount: "4" });
        await payPage.getByText(/4\sUSDT \(TRON\) has arrived/).waitFor();
        await shot("5-part");
        await hears(thorb, /Ada has paid 4\sUSDT \(TRON\) of 10\sUSDT \(TRON\)/);
        await ada.getByRole("button", { name: "Close" }).first().click();
        await opensChat("Ada");
        await hears(ada, /4\sUSDT \(TRON\) received for “tea”.*6\sUSDT \(TRON\) missing/i);
        await shot("6-rest");
        const before = await balance("Thorb", ASSETS.usdtTron);
        await taps(ada, /^Pay 6\sUSDT/);
        const sheet = phoneOf("Ada").getByRole("dialog", { name: "Payment" });
        await sheet.getByRole("button", { name: /^Pay / }).click();
        await hears(thorb, /10\sUSDT \(TRON\), by Ada, invoice “tea”/i);
        await until(
          "all of it to be in Thorb's own wallet",
          async () => (await balance("Thorb", ASSETS.usdtTron)) - before === toUnits("10"),
        );
        await hears(ada, /Receipt: 10\sUSDT/);
        await shot("7-paid");
      });
    },
  );
}
