import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { claimRequests, remittances } from "../../src/db/schema.js";
import { claimOptions, signedInAddress } from "../../src/main/claims.js";
import type { Mixin } from "../../src/mixin/client.js";
import { answerClaimRequest } from "../../src/shop/claim-requests.js";
import { chromiumIsHere } from "../support/chromium.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { DESKTOP, payBrowser } from "../support/pay-browser.js";
import { deskMarket } from "../support/pay-pages.js";
import { BTC } from "../support/rates.js";
import { CLAIM_KEY, claimPath, paidRemittance } from "../support/remittances.js";

describe.skipIf(!chromiumIsHere())("the claim page in a browser", () => {
  let mixin: Mixin;
  let network: Stage;
  beforeAll(async () => {
    network = await openStage();
    mixin = network.client();
  });
  afterAll(() => network.close());

  const stage = payBrowser(async (database) => ({
    market: (await deskMarket(database, { [BTC]: "1" })).market,
    claims: claimOptions(
      mixin,
      { payUrl: `${network.sandbox.url}/pay` },
      { key: CLAIM_KEY, bot: { name: "Mixtill", number: network.bot.identity_number } },
    ),
  }));
  const { open, shot } = stage;

  /** Ada answers the question the bot has asked her in its chat. */
  const adaSays = async (confirmed: boolean) => {
    const { db } = stage.database;
    const [request] = await db.select().from(claimRequests);
    const answer = { requestId: request!.id, userId: network.ada.user_id, confirmed, now: new Date() };
    await inTransaction(db, (tx) => answerClaimRequest(tx, answer));
  };

  it("is gone through with Mixin's sign-in, in another currency, to the end", async () => {
    const remittance = await paidRemittance(stage.database, { note: "Happy birthday, Ada!" });
    const page = await open(claimPath(remittance));
    const address = signedInAddress(new URL(page.url()).origin);
    await fetch(`${network.sandbox.url}/sandbox/users/${mixin.botId}/oauth`, {
      method: "POST",
      body: JSON.stringify({ redirect_uri: address }),
    });
    await shot(page, "claim-phone");
    await page.getByText("Receive it in another currency").click();
    await page.getByRole("radio", { name: /BTC/ }).check();
    await shot(page, "claim-currencies-phone");
    await page.getByRole("button", { name: "Choose" }).click();
    await page.getByText("Amounts follow the rates").waitFor();
    await page.getByRole("link", { name: "Sign in with Mixin" }).click();
    await page.getByRole("button", { name: "Allow as Ada (2815162)" }).click();
    await page.getByText(/^You are \u2068Ada \(2815162\)\u2069/).waitFor();
    await shot(page, "claim-signed-in-phone");
    await page.getByRole("button", { name: "Continue" }).first().click();
    await page.getByRole("heading", { name: "Is this right?" }).waitFor();
    await expect.poll(() => page.locator(".countdown").textContent()).toMatch(/^(0:5\d|1:00)$/);
    await shot(page, "claim-confirm-phone");
    await page.getByRole("button", { name: "Take the money" }).click();
    await page.getByRole("heading", { name: "On its way" }).waitFor();
    await shot(page, "claim-done-phone");
  });

  it("is gone through to an address on a chain, which stays inside the page to its end", async () => {
    const page = await open(`${claimPath(await paidRemittance(stage.database))}?asset=${BTC}`);
    await page.getByText("An address on Bitcoin").click();
    await page.getByLabel("Address on Bitcoin").fill("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq");
    await page.getByLabel("Address on Bitcoin").press("Enter");
    await page.getByText("Network fee").waitFor();
    await page.getByRole("button", { name: "Take the money" }).click();
    await page.getByRole("heading", { name: "On its way" }).waitFor();
    await page.waitForLoadState();
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    await shot(page, "claim-chain-done-phone");
  });

  it("waits for the answer in the chat and goes on by itself", async () => {
    const page = await open(claimPath(await paidRemittance(stage.database)));
    await page.getByText("Your Mixin ID").click();
    await page.getByLabel("Mixin ID", { exact: true }).fill("2815162");
    await page.getByRole("button", { name: "Ask me there" }).click();
    await page.getByRole("heading", { name: "Now look into Mixin Messenger" }).waitFor();
    await shot(page, "claim-asked-phone");
    await adaSays(true);
    await page.getByText(/^You are \u2068Ada \(2815162\)\u2069/).waitFor({ timeout: 10_000 });
    expect(await page.getByRole("status").textContent()).toBe("You are Ada (2815162).");
    await page.getByRole("button", { name: "Continue" }).first().click();
    await page.getByRole("button", { name: "Take the money" }).click();
    await page.getByRole("heading", { name: "On its way" }).waitFor();
  });

  it("works without script: the question, the answer, and a page that looks again until the money has arrived", async () => {
    const remittance = await paidRemittance(stage.database);
    const page = await open(claimPath(remittance), { javaScriptEnabled: false });
    await page.getByText("Your Mixin ID").click();
    await page.getByLabel("Mixin ID", { exact: true }).fill("2815162");
    await page.getByRole("button", { name: "Ask me there" }).click();
    await adaSays(true);
    await page.getByText(/^You are \u2068Ada \(2815162\)\u2069/).waitFor({ timeout: 15_000 });
    await page.getByRole("button", { name: "Continue" }).first().click();
    await page.getByRole("button", { name: "Take the money" }).click();
    await page.getByRole("heading", { name: "On its way" }).waitFor();
    const delivered = { state: "delivered" as const };
    await stage.database.db.update(remittances).set(delivered).where(eq(remittances.id, remittance.id));
    await page.getByRole("heading", { name: "The money is yours" }).waitFor({ timeout: 20_000 });
  });

  it("is worked with the keyboard alone", async () => {
    const page = await open(claimPath(await paidRemittance(stage.database)), { viewport: DESKTOP });
    const reach = async (name: string) => {
      for (let presses = 0; presses < 30; presses++) {
        await page.keyboard.press("Tab");
        const focused = page.locator(":focus");
        if ((await focused.count()) > 0 && (await focused.textContent())?.includes(name)) return;
      }
      throw new Error(`“${name}” is not reached with the Tab key`);
    };
    await reach("Your Mixin ID");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("no number");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("This is no Mixin ID").waitFor();
    // The field with the mistake has the focus.
    expect(await page.locator(":focus").getAttribute("name")).toBe("id");
    await shot(page, "claim-error-desktop");
    stage.complaints = stage.complaints.filter((said) => !said.includes("422"));
  });

  it("reads from the right in Arabic, and is dark where that is wished for", async () => {
    const remittance = await paidRemittance(stage.database, { name: "محمد", note: "مبروك" });
    const page = await open(`${claimPath(remittance)}?lang=ar&asset=${BTC}`, { colorScheme: "dark" });
    expect(await page.evaluate("getComputedStyle(document.querySelector('.card')).direction")).toBe("rtl");
    await page.getByText("إلى عنوان على").click();
    await shot(page, "claim-arabic-dark-phone");
    const wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
    expect(await page.evaluate(wide)).toBe(false);
  });
});
