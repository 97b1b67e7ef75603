import type { People } from "./people.js";
import { unitsOf } from "../wallet/amount.js";
import type { World } from "../world.js";
import type { UserRow } from "./types.js";

/** Puts a person and every bot into each other's sight: the bot is in the person's contact list. */
export function seedContact(people: People, person: UserRow): void {
  for (const other of people.listed()) {
    if (other.is_bot && !person.is_bot) people.setRelation(person.user_id, other.user_id, "FRIEND");
    if (person.is_bot && !other.is_bot) people.setRelation(other.user_id, person.user_id, "FRIEND");
  }
}

/** What the payers start with: some thousand dollars each, in what people really hold. */
const POCKET_MONEY: readonly (readonly [assetId: string, amount: string])[] = [
  ["c6d0c728-2624-429b-8e0d-d9d19b6592fa", "0.05"], // BTC
  ["43d61dcd-e413-450d-80b8-101d5e903357", "1.5"], // ETH
  ["c94ac88f-4671-3976-b60a-09064f1811e8", "20"], // XIN
  ["4d8c508b-91c5-375b-92b0-ee702ed2dac5", "3000"], // USDT on Ethereum
  ["b91e18ff-a9ae-3dc7-8679-e935d9a4b34b", "2500"], // USDT on TRON
  ["9b180ab6-6abe-3dc0-a13f-04169eb34bfa", "1500"], // USDC on Ethereum
  ["64692c23-8971-4cf4-84a7-4dd1271dd887", "10"], // SOL
  ["25dabac5-056a-48ff-b9f9-f67395dc407c", "4000"], // TRX
  ["6770a1e5-6086-44d5-b60f-545f9d9e8ffd", "3000"], // DOGE
  ["76c802a2-7c88-447f-a93e-c29c9e5dd9c8", "12"], // LTC
];

/** What the bot starts with: enough of what shops want to settle in to trade out of its own float. */
const FLOAT: readonly (readonly [assetId: string, amount: string])[] = [
  ["c6d0c728-2624-429b-8e0d-d9d19b6592fa", "0.05"], // BTC
  ["43d61dcd-e413-450d-80b8-101d5e903357", "1.5"], // ETH
  ["c94ac88f-4671-3976-b60a-09064f1811e8", "40"], // XIN
  ["4d8c508b-91c5-375b-92b0-ee702ed2dac5", "5000"], // USDT on Ethereum
  ["b91e18ff-a9ae-3dc7-8679-e935d9a4b34b", "5000"], // USDT on TRON
  ["9b180ab6-6abe-3dc0-a13f-04169eb34bfa", "3000"], // USDC on Ethereum
  ["64692c23-8971-4cf4-84a7-4dd1271dd887", "15"], // SOL
];

/** The first four: the bot (with a float, when it shall have one), a merchant, and two payers with test money. */
export function seedWorld({ people, deposits }: Pick<World, "people" | "deposits">, hasFloat: boolean): void {
  const bot = people.add({ full_name: "Mixtill", is_bot: true, identity_number: "7000103970" });
  bot.biography = "A merchant till: receipt codes, invoices and payments in the chat.";
  people.save(bot);
  for (const [assetId, amount] of hasFloat ? FLOAT : []) deposits.faucet(bot.user_id, assetId, unitsOf(amount), true);
  people.add({ full_name: "Thorb", identity_number: "1190827", phone: "+971501234567" });
  const payers = [
    people.add({ full_name: "Ada", identity_number: "2815162", phone: "+442071234567" }),
    people.add({ full_name: "Ben", identity_number: "3721004", phone: "+4930123456" }),
  ];
  for (const person of people.listed()) if (!person.is_bot) seedContact(people, person);
  for (const payer of payers) {
    for (const [assetId, amount] of POCKET_MONEY) deposits.faucet(payer.user_id, assetId, unitsOf(amount), true);
  }
}
