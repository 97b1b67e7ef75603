/** What the sandbox knows of a user; keys are hex. A sub-user's private keys are its owner's alone. */
export interface UserRow {
  readonly user_id: string;
  /** Mixin ID; empty for sub-users. */
  readonly identity_number: string;
  /** E.164, or empty. */
  readonly phone: string;
  full_name: string;
  biography: string;
  readonly is_bot: boolean;
  /** An account of the network itself, which nobody acts as. */
  readonly is_system: boolean;
  /** The bot that created this sub-user, otherwise empty. */
  readonly app_id: string;
  session_id: string;
  session_seed: string;
  session_public: string;
  /** The server's side of the session, PINs are encrypted for it. */
  readonly server_seed: string;
  readonly server_public: string;
  spend_seed: string;
  spend_public: string;
  /** Held by the server for every user: it finds and opens their outputs. */
  readonly view_seed: string;
  has_safe: boolean;
  tip_public: string;
  tip_counter: number;
  /** Where people return to after they let an app log them in; only bots have one. */
  redirect_uri?: string;
  readonly created_at: string;
}

/** The file a real bot or SDK user starts from, marked so that nobody takes it for a production one. */
export interface SandboxKeystore {
  readonly app_id: string;
  readonly session_id: string;
  readonly server_public_key: string;
  readonly session_private_key: string;
  readonly spend_private_key: string;
  readonly sandbox: true;
}

/** A user as `GET /sandbox/users` tells. */
export interface SandboxUser {
  readonly user_id: string;
  readonly identity_number: string;
  readonly phone: string;
  readonly full_name: string;
  readonly avatar_url: string;
  readonly is_bot: boolean;
  readonly keystore: SandboxKeystore;
}
