import { md5Uuid } from "../bytes.js";
import type { World } from "../world.js";
import type { UserRow } from "./types.js";

/** A person who adds a bot thereby opens the conversation, and the system says Hello to the bot in their name. */
export function greet(world: World, person: UserRow, bot: UserRow): void {
  if (person.is_bot || !bot.is_bot) return;
  const conversation = world.conversations.contact(person.user_id, bot.user_id);
  const id = md5Uuid(`${person.user_id}:${bot.user_id}:HELLO`);
  world.messages.system(person, bot.user_id, conversation.conversation_id, id, "PLAIN_TEXT", "Hello");
}
