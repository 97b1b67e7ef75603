/** A person of the sandbox with the keys that make a phone theirs; the fields of a real keystore. */
export interface Person {
  user_id: string;
  identity_number: string;
  full_name: string;
  phone?: string;
  is_bot: boolean;
  keystore: PersonKeystore;
}

export interface PersonKeystore {
  app_id: string;
  session_id: string;
  server_public_key: string;
  session_private_key: string;
  spend_private_key: string;
}

/** What everybody may know of a person; what the browser gets. Never holds keys. */
export interface Profile {
  user_id: string;
  identity_number: string;
  full_name: string;
  is_bot: boolean;
  /** A group: its id is the conversation's, its number says how many are in it. */
  is_group?: true;
}

/** Where one of our own messages stands; what others sent us is READ once it was on screen. */
export type MessageStatus = "SENDING" | "FAILED" | "SENT" | "DELIVERED" | "READ";

/** A message as a phone keeps it: the wire's view with its data decoded to text. */
export interface StoredMessage {
  message_id: string;
  conversation_id: string;
  /** the other person of the conversation; of a group, the conversation itself */
  peer_id: string;
  /** who sent it */
  user_id: string;
  category: string;
  data: string;
  quote_message_id: string;
  created_at: string;
  status: MessageStatus;
  recalled?: boolean;
}

export type PaymentStep = "checking" | "signing" | "sending" | "confirming" | "paid";

/** What a phone tells its screens. */
export type PhoneEvent =
  | { type: "message"; message: StoredMessage }
  | { type: "status"; message_id: string; status: MessageStatus }
  | { type: "recall"; message_id: string }
  | { type: "read"; peer_id: string }
  | { type: "wallet" }
  | { type: "connection"; connected: boolean }
  | { type: "payment"; trace: string; step: PaymentStep };

export function profileOf(person: Person): Profile {
  const { user_id, identity_number, full_name, is_bot } = person;
  return { user_id, identity_number, full_name, is_bot };
}
