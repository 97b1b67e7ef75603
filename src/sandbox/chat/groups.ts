import { ApiError, forbidden, invalidField } from "../errors.js";
import type { People } from "../people/people.js";
import type { UserRow } from "../people/types.js";
import type { Store } from "../store/store.js";
import { MAX_MEMBERS, roleOf, type ConversationRequest, type Conversations } from "./conversations.js";
import type { Messages } from "./messages.js";
import type { Conversation } from "./types.js";

export interface GroupParts {
  readonly store: Store;
  readonly people: People;
  readonly conversations: Conversations;
  readonly messages: Messages;
}

export interface ParticipantChange {
  readonly user_id: string;
  readonly role: "ADMIN" | "";
}

/** Who comes and goes in a group; everybody in it is told, and so is who had to go. */
export class Groups {
  constructor(private readonly parts: GroupParts) {}

  /** `POST /conversations`: the members of a new group learn of it. */
  open(creator: UserRow, request: ConversationRequest): Conversation {
    const { conversations } = this.parts;
    const isNew = conversations.get(request.conversation_id) === undefined;
    const conversation = conversations.create(creator, request);
    if (isNew && conversation.category === "GROUP") this.tell(creator, conversation, "CREATE", "", "");
    return conversation;
  }

  /** All of the changes or, when one is refused, none. Owner and admins add and remove, the owner names admins. */
  change(
    actor: UserRow,
    id: string,
    action: "ADD" | "REMOVE" | "ROLE",
    changes: readonly ParticipantChange[],
  ): Conversation {
    const group = this.must(actor, id);
    const role = roleOf(group, actor.user_id);
    if (role === "" || (action === "ROLE" && role !== "OWNER")) throw forbidden("not for this member");
    for (const { user_id: other } of changes) this.check(group, role, action, other);
    if (action === "ADD") {
      const members = new Set([...group.participants, ...changes.map((change) => change.user_id)]);
      if (members.size > MAX_MEMBERS) throw new ApiError(20116, "The group is full.");
    }
    for (const change of changes) this.apply(actor, group, action, change);
    return group;
  }

  /** A member leaves. */
  exit(member: UserRow, id: string): Conversation {
    const group = this.must(member, id);
    this.drop(group, member.user_id);
    this.tell(member, group, "EXIT", member.user_id, "");
    return group;
  }

  private must(member: UserRow, id: string): Conversation {
    const group = this.parts.conversations.mustJoin(id, member.user_id);
    if (group.category !== "GROUP") throw invalidField("conversation_id", "not a group");
    return group;
  }

  private check(group: Conversation, actor: "OWNER" | "ADMIN", action: "ADD" | "REMOVE" | "ROLE", other: string): void {
    if (action === "ADD") {
      if (this.parts.people.get(other) === undefined) throw invalidField("user_id", "unknown user");
      return;
    }
    if (!group.participants.includes(other)) throw invalidField("user_id", "not a participant");
    const role = roleOf(group, other);
    if (role === "OWNER" || (role === "ADMIN" && actor !== "OWNER")) throw forbidden("not above this member");
  }

  private apply(
    actor: UserRow,
    group: Conversation,
    action: "ADD" | "REMOVE" | "ROLE",
    change: ParticipantChange,
  ): void {
    const { user_id: other, role } = change;
    if (action === "ADD") {
      if (group.participants.includes(other)) return;
      group.participants.push(other);
    } else if (action === "REMOVE") {
      if (!group.participants.includes(other)) return;
      this.drop(group, other);
    } else {
      const rest = (group.admins ?? []).filter((id) => id !== other);
      group.admins = role === "ADMIN" ? [...rest, other] : rest;
    }
    this.tell(actor, group, action, other, action === "ROLE" ? role : "");
  }

  private drop(group: Conversation, member: string): void {
    group.participants = group.participants.filter((id) => id !== member);
    group.admins = (group.admins ?? []).filter((id) => id !== member);
  }

  private tell(actor: UserRow, group: Conversation, action: string, participant: string, role: string): void {
    this.parts.store.conversations.put(group.conversation_id, group);
    const to = new Set(participant === "" ? group.participants : [...group.participants, participant]);
    const content = { action, participant_id: participant, user_id: actor.user_id, role };
    this.parts.messages.announce(actor, group.conversation_id, content, [...to]);
  }
}
