import { toX25519 } from "../crypto/pin.js";
import type { People } from "./people.js";
import type { UserRow } from "./types.js";

const rawUrl = (hex: string): string => Buffer.from(hex, "hex").toString("base64url");

/** A user as another user sees them. The phone shows to oneself only. */
export function userView(people: People, user: UserRow, viewer: string) {
  return {
    type: "user",
    user_id: user.user_id,
    identity_number: user.identity_number === "" ? "0" : user.identity_number,
    phone: viewer === user.user_id ? user.phone : "",
    full_name: user.full_name,
    biography: user.biography,
    avatar_url: people.avatarUrl(user),
    relationship: people.relation(viewer, user.user_id),
    mute_until: "0001-01-01T00:00:00Z",
    created_at: user.created_at,
    is_verified: false,
    is_scam: false,
    is_deactivated: false,
    has_safe: user.has_safe,
    code_id: "",
    code_url: "",
    features: [] as string[],
    membership: { plan: "none", expired_at: "0001-01-01T00:00:00Z" },
    app: user.is_bot ? appView(people, user) : null,
  };
}

function appView(people: People, user: UserRow) {
  return {
    type: "app",
    app_id: user.user_id,
    app_number: user.identity_number,
    name: user.full_name,
    description: user.biography,
    icon_url: people.avatarUrl(user),
    home_uri: "",
    redirect_uri: user.redirect_uri ?? "",
    category: "OTHER",
    capabilities: ["CONTACT"],
    resource_patterns: [] as string[],
    is_verified: false,
    has_safe: user.has_safe,
    creator_id: user.user_id,
  };
}

/** `/me` for an app that the user logged in to: no session, no keys, and the phone only by its own scope. */
export function grantedView(people: People, user: UserRow, scopes: readonly string[]) {
  return { ...userView(people, user, user.user_id), phone: scopes.includes("PHONE:READ") ? user.phone : "" };
}

/** `/me`: what only the user may see, too. */
export function meView(people: People, user: UserRow) {
  return {
    ...userView(people, user, user.user_id),
    session_id: user.session_id,
    server_public_key: user.server_public,
    pin_token_base64: toX25519(user.server_public).toString("base64url"),
    has_pin: user.tip_public !== "",
    tip_counter: user.tip_counter,
    tip_key_base64: rawUrl(user.tip_public),
    spend_public_key: user.spend_public,
    public_key: user.session_public,
    fiat_currency: "USD",
    device_status: "",
    has_emergency_contact: false,
    receive_message_source: "EVERYBODY",
    accept_conversation_source: "EVERYBODY",
    accept_search_source: "EVERYBODY",
    transfer_notification_threshold: 0,
    transfer_confirmation_threshold: 0,
  };
}
