import { describe, test } from "vitest";
import { chromiumIsHere } from "../support/chromium.js";
import { postgresIsHere } from "../support/databases.js";
import { phonesStage, toUnits } from "../support/phones.js";
import { ASSETS } from "../support/sandbox.js";
import { until } from "../support/until.js";

const isHere = chromiumIsHere();

for (const engine of ["embedded", "postgres"] as const) {
  describe.skipIf(!isHere || (engine === "postgres" && !postgresIsHere))(
    `a shop opens (${engine})`,
    { timeout: 90_000 },
    () => {
      const stage = phonesStage(engine);
      const { chatWithTheBot, phoneOf, screenOf, says, isAnswered, hears, taps, shot, balance } = stage;

      test("a receipt code made in the chat is paid from its poster, settled, told and counted", async () => {
        const thorb = await chatWithTheBot("Thorb");
        await says(thorb, "hello");
        await hears(thorb, /Which language/);
        await taps(thorb, "English");
        await hears(thorb, /What shall we do/);
        await shot("1-menu");
        await taps(thorb, "New receipt code");
        await hears(thorb, /What do people pay for/);
        await says(thorb, "Donate");
        await hears(thorb, /What does it cost/);
        await says(thorb, "20 AED");
        await hears(thorb, /What do you want to receive/);
        await taps(thorb, "As paid");
        await hears(thorb, /Shall I make this receipt code/);
        await taps(thorb, "Make it");
        await hears(thorb, /your shop is open/);
        await thorb.locator(".messages img").last().waitFor();
        await shot("2-poster");

        // The payer points the scanner at the poster: it reads the picture's pixels.
        const ada = phoneOf("Ada");
        const before = await balance("Thorb", ASSETS.usdtTron);
        await ada.getByRole("button", { name: /scan/i }).first().click();
        await ada.locator(".screen", { hasText: "Donate" }).click();
        const payPage = screenOf(ada);
        await payPage.getByRole("heading", { name: "Donate" }).waitFor();
        await payPage.getByText("20 AED").first().waitFor();
        await payPage.locator("label", { hasText: /USDT\s*TRON/ }).click();
        await shot("3-choice");
        await payPage.getByRole("button", { name: "Continue" }).click();
        await payPage.getByText(/holds for/).waitFor();
        const payButton = payPage.getByRole("link", { name: /^Pay / });
        const [, amount = ""] = /([\d.]+)\sUSDT/.exec((await payButton.textContent()) ?? "") ?? [];
        await shot("4-amount");
        await payButton.click();
        const sheet = ada.getByRole("dialog", { name: "Payment" });
        await sheet.getByText("Your balance").waitFor();
        await shot("5-sheet");
        await sheet.getByRole("button", { name: /^Pay / }).click();
        await hears(thorb, "Paid: 20 AED");
        await hears(thorb, new RegExp(`20\\sAED, ${amount}\\sUSDT \\(TRON\\), by Ada, code “Donate”`));
        await sheet.getByRole("button", { name: "Done" }).click();
        await payPage.getByRole("heading", { name: "Paid" }).waitFor();
        await payPage.getByText(/has received your payment/).waitFor();
        await shot("6-paid");

        const paid = toUnits(amount);
        await until(
          "the money to be in Thorb's own wallet",
          async () => (await balance("Thorb", ASSETS.usdtTron)) - before === paid,
        );
        await ada.getByRole("button", { name: "Close" }).first().click();
        await stage.opensChat("Ada");
        await hears(ada, /Receipt: 20\sAED/);

        await taps(thorb, "Statistics");
        await thorb.locator(".messages img").nth(1).waitFor();
        await hears(thorb, /Today/);
        await shot("7-statistics");
      });

      test("everything is still there after the program was killed, in the middle of a question too", async () => {
        const thorb = await chatWithTheBot("Thorb");
        await says(thorb, "new receipt code");
        await isAnswered(thorb, /What do people pay for/);
        await says(thorb, "Coffee");
        await isAnswered(thorb, /What does it cost/);
        await stage.restart();
        await chatWithTheBot("Thorb");
        await says(thorb, "3.50 eur");
        await isAnswered(thorb, /What do you want to receive/);
        await taps(thorb, "As paid");
        await hears(thorb, /Title: Coffee/);
        await taps(thorb, "Make it");
        await hears(thorb, /Coffee.*3\.50\sEUR/);
        await says(thorb, "stats donate");
        await hears(thorb, /20\sAED/);
      });
    },
  );
}
