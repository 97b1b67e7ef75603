import type { People } from "./people.js";
import type { UserRow } from "./types.js";

/** Puts a person and every bot into each other's sight: the bot is in the person's contact list. */
export function seedContact(people: People, person: UserRow): void {
  for (const other of people.all()) {
    if (other === person || other.app_id !== "") continue;
    if (other.is_bot && !person.is_bot) people.setRelation(person.user_id, other.user_id, "FRIEND");
    if (person.is_bot && !other.is_bot) people.setRelation(other.user_id, person.user_id, "FRIEND");
  }
}

/** The first four: the bot, a merchant, and two payers. */
export function seedPeople(people: People): void {
  const bot = people.add({ full_name: "Mixtill", is_bot: true, identity_number: "7000103970" });
  bot.biography = "A merchant till: receipt codes, invoices and payments in the chat.";
  people.save(bot);
  people.add({ full_name: "Thorb", identity_number: "1190827", phone: "+971501234567" });
  people.add({ full_name: "Ada", identity_number: "2815162", phone: "+442071234567" });
  people.add({ full_name: "Ben", identity_number: "3721004", phone: "+4930123456" });
  for (const person of people.all()) if (!person.is_bot) seedContact(people, person);
}
