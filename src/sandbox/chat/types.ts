export interface Conversation {
  readonly conversation_id: string;
  readonly category: "CONTACT" | "GROUP";
  readonly creator_id: string;
  name: string;
  announcement: string;
  /** Everybody in it, the creator included. */
  participants: string[];
  /** Those who may add and remove members besides the creator; absent while there are none. */
  admins?: string[];
  readonly created_at: string;
}

/** A message the server accepted, once. */
export interface Message {
  readonly message_id: string;
  readonly conversation_id: string;
  /** Who it is from. */
  readonly user_id: string;
  readonly session_id: string;
  readonly category: string;
  /** Standard base64 of the content. */
  readonly data: string;
  readonly quote_message_id: string;
  readonly silent: boolean;
  readonly expire_in: number;
  readonly created_at: string;
  /** Whom it is for. */
  readonly receivers: readonly string[];
  /** How far the receiver came: SENT, DELIVERED, READ. */
  status: string;
  /** Later sends of the same id. */
  duplicates: number;
  /** Those among them whose content was another. */
  conflicts: number;
}

/** What a client hands in to be sent. */
export interface Draft {
  readonly conversation_id: string;
  readonly recipient_id?: string | undefined;
  readonly message_id: string;
  readonly category: string;
  readonly data?: string | undefined;
  readonly data_base64?: string | undefined;
  readonly quote_message_id?: string | undefined;
  readonly silent?: boolean | undefined;
  readonly expire_in?: number | undefined;
}
