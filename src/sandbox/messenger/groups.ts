import { randomUUID } from "node:crypto";
import { uniqueConversationID } from "@mixin.dev/mixin-node-sdk";
import { z } from "zod";
import type { Profile, StoredMessage } from "./types.js";
import type { Client } from "./wallet.js";

/** The SDK's type of a conversation has no participants; the API does. */
const answer = z.object({ name: z.string(), participants: z.array(z.unknown()) });

/** The groups one phone knows of, by their conversations. */
export class Groups {
  readonly #known = new Set<string>();
  readonly #profiles = new Map<string, Profile>();

  constructor(
    readonly client: Client,
    messages: readonly StoredMessage[],
  ) {
    for (const { peer_id, conversation_id } of messages) if (peer_id === conversation_id) this.add(peer_id);
  }

  all(): string[] {
    return [...this.#known];
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }

  add(id: string): void {
    this.#known.add(id);
  }

  /** Opens a group with these people in it. */
  async open(name: string, members: readonly string[]): Promise<Profile> {
    const participants = members.map((user_id) => ({ user_id }));
    const { conversation_id } = await this.client.conversation.createGroup(randomUUID(), name, participants);
    this.add(conversation_id);
    return this.profile(conversation_id);
  }

  /** Who comes or goes changes how many they are. */
  changed(id: string): void {
    this.#profiles.delete(id);
  }

  async profile(id: string): Promise<Profile> {
    const known = this.#profiles.get(id);
    if (known) return known;
    try {
      const { name, participants } = answer.parse(await this.client.conversation.fetch(id));
      const identity_number = `${participants.length} members`;
      const profile: Profile = { user_id: id, identity_number, full_name: name, is_bot: false, is_group: true };
      this.#profiles.set(id, profile);
      return profile;
    } catch {
      return { user_id: id, identity_number: "", full_name: "A group", is_bot: false, is_group: true };
    }
  }
}

/** Whether a message of somebody came in a group, not in the conversation of the two. */
export const isOfGroup = (conversationId: string, ...two: [string, string]): boolean =>
  conversationId !== uniqueConversationID(...two);
