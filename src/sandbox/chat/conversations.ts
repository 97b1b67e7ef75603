import { conversationId, isUuid } from "../bytes.js";
import { stamp } from "../clock.js";
import { forbidden, invalidField } from "../errors.js";
import type { People } from "../people/people.js";
import type { UserRow } from "../people/types.js";
import type { Store } from "../store/store.js";
import type { Conversation } from "./types.js";

export const MAX_MEMBERS = 256;

export interface ConversationRequest {
  readonly category: string;
  readonly conversation_id: string;
  readonly participants: readonly { readonly user_id: string }[];
  readonly name?: string | undefined;
  readonly announcement?: string | undefined;
}

/** What a member may do in a group; nobody is anything special in a conversation of two. */
export function roleOf(conversation: Conversation, userId: string): "OWNER" | "ADMIN" | "" {
  if (conversation.category !== "GROUP") return "";
  if (userId === conversation.creator_id) return "OWNER";
  return conversation.admins?.includes(userId) === true ? "ADMIN" : "";
}

/** Who talks with whom. A message needs its conversation to exist. */
export class Conversations {
  constructor(
    private readonly store: Store,
    private readonly people: People,
  ) {}

  get(id: string): Conversation | undefined {
    return this.store.conversations.get(id);
  }

  /** The conversation for one of its members; others get 403. */
  mustJoin(id: string, userId: string): Conversation {
    const conversation = this.get(id);
    if (conversation === undefined) throw forbidden("the conversation is not created");
    if (!conversation.participants.includes(userId)) throw forbidden("not a participant");
    return conversation;
  }

  /** Makes the two-person conversation, or returns it. */
  contact(a: string, b: string): Conversation {
    const id = conversationId(a, b);
    return this.get(id) ?? this.insert(id, "CONTACT", a, "", "", [a, b]);
  }

  /** `POST /conversations`: doing it twice is doing it once. */
  create(creator: UserRow, request: ConversationRequest): Conversation {
    const others = [...new Set(request.participants.map((member) => member.user_id))].filter(
      (id) => id !== creator.user_id,
    );
    for (const id of others) {
      if (this.people.get(id) === undefined) throw invalidField("participants", "unknown user");
    }
    if (request.category === "CONTACT") return this.createContact(creator, request, others);
    if (request.category !== "GROUP") throw invalidField("category", "CONTACT or GROUP");
    if (!isUuid(request.conversation_id)) throw invalidField("conversation_id", "not a uuid");
    if (others.length + 1 > MAX_MEMBERS) throw invalidField("participants", `at most ${MAX_MEMBERS}`);
    const name = request.name ?? "";
    if (name.length > 512) throw invalidField("name", "at most 512 characters");
    const existing = this.get(request.conversation_id);
    if (existing !== undefined) return this.mustJoin(existing.conversation_id, creator.user_id);
    const announcement = (request.announcement ?? "").slice(0, 1024);
    const members = [creator.user_id, ...others];
    return this.insert(request.conversation_id, "GROUP", creator.user_id, name, announcement, members);
  }

  view(conversation: Conversation) {
    return {
      type: "conversation",
      conversation_id: conversation.conversation_id,
      creator_id: conversation.creator_id,
      category: conversation.category,
      name: conversation.name,
      announcement: conversation.announcement,
      icon_url: "",
      code_id: "",
      code_url: "",
      created_at: conversation.created_at,
      mute_until: "0001-01-01T00:00:00Z",
      participants: conversation.participants.map((id) => ({
        type: "participant",
        user_id: id,
        role: roleOf(conversation, id),
        created_at: conversation.created_at,
      })),
      circles: [] as unknown[],
    };
  }

  private createContact(creator: UserRow, request: ConversationRequest, others: readonly string[]): Conversation {
    const [other] = others;
    if (other === undefined || others.length > 1) throw invalidField("participants", "one other user");
    if (request.conversation_id !== conversationId(creator.user_id, other)) {
      throw invalidField("conversation_id", "does not belong to these two");
    }
    return this.contact(creator.user_id, other);
  }

  private insert(
    id: string,
    category: Conversation["category"],
    creator: string,
    name: string,
    announcement: string,
    participants: string[],
  ): Conversation {
    const conversation: Conversation = {
      conversation_id: id,
      category,
      creator_id: creator,
      name,
      announcement,
      participants,
      created_at: stamp(),
    };
    this.store.conversations.put(id, conversation);
    return conversation;
  }
}
