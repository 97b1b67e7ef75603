import { isUuid } from "../bytes.js";
import { invalidField, type ApiError } from "../errors.js";

const CATEGORIES = new Set([
  ...["TEXT", "IMAGE", "VIDEO", "AUDIO", "DATA", "STICKER", "LIVE", "POST", "LOCATION", "CONTACT", "TRANSCRIPT"].map(
    (kind) => `PLAIN_${kind}`,
  ),
  "APP_CARD",
  "APP_BUTTON_GROUP",
  "MESSAGE_RECALL",
]);
const BOTS_ONLY = new Set(["APP_CARD", "APP_BUTTON_GROUP"]);
const WITH_ATTACHMENT = new Set(["PLAIN_IMAGE", "PLAIN_VIDEO", "PLAIN_AUDIO", "PLAIN_DATA"]);
const MAX_TEXT = 64 * 1024;

export interface ContentRules {
  readonly fromBot: boolean;
  readonly maxButtons: number;
  readonly hasAttachment: (id: string) => boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const bad = (reason: string): ApiError => invalidField("data", reason);

function object(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad("not an object");
  return value as Fields;
}

function text(fields: Fields, name: string, max: number): string {
  const value = fields[name];
  if (typeof value !== "string" || value.length < 1 || value.length > max) throw bad(`${name}: 1 to ${max} characters`);
  return value;
}

function checkAction(value: unknown): void {
  const fields = object(value);
  text(fields, "label", 36);
  // One colour that Android cannot parse turns the whole message into an unknown one.
  if (typeof fields["color"] !== "string" || !/^#[0-9a-fA-F]{6}$/.test(fields["color"])) throw bad("color: #RRGGBB");
  const action = text(fields, "action", 4096);
  if (!/^(https?:\/\/|mixin:\/\/|input:)/.test(action)) throw bad("action: a link or input:");
}

function checkActions(value: unknown, max: number): void {
  if (!Array.isArray(value) || value.length < 1 || value.length > max) throw bad(`1 to ${max} buttons`);
  value.forEach(checkAction);
}

function checkCard(card: Fields, max: number): void {
  if (!isUuid(card["app_id"])) throw bad("app_id");
  text(card, "title", 36);
  text(card, "description", 1024);
  if (typeof card["action"] === "string" && card["action"] !== "") text(card, "icon_url", 4096);
  else if (card["actions"] !== undefined) checkActions(card["actions"], max);
}

function checkAttachment(category: string, fields: Fields, rules: ContentRules): void {
  const id = fields["attachment_id"];
  if (!isUuid(id) || !rules.hasAttachment(id)) throw bad("attachment_id: nothing was uploaded there");
  text(fields, "mime_type", 256);
  if (typeof fields["size"] !== "number" || fields["size"] <= 0) throw bad("size");
  if (category === "PLAIN_DATA") text(fields, "name", 1024);
  if (category !== "PLAIN_IMAGE" && category !== "PLAIN_VIDEO") return;
  for (const side of ["width", "height"]) {
    const value = fields[side];
    if (typeof value !== "number" || value <= 0) throw bad(side);
  }
}

/**
 * Refuses (10002) what real clients could not show: unknown categories, broken JSON, too many or badly
 * coloured buttons, pictures without a size or bytes.
 */
export function checkContent(category: string, content: Buffer, rules: ContentRules): void {
  if (!CATEGORIES.has(category)) throw invalidField("category", `${category} is not accepted`);
  if (BOTS_ONLY.has(category) && !rules.fromBot) throw invalidField("category", "only bots send this");
  if (category === "PLAIN_TEXT" || category === "PLAIN_POST") {
    if (content.toString("utf8").length > MAX_TEXT) throw bad(`at most ${MAX_TEXT} characters`);
    return;
  }
  let value: unknown;
  try {
    value = JSON.parse(content.toString("utf8"));
  } catch {
    throw bad("not JSON");
  }
  if (category === "APP_BUTTON_GROUP") checkActions(value, rules.maxButtons);
  else if (category === "APP_CARD") checkCard(object(value), rules.maxButtons);
  else if (WITH_ATTACHMENT.has(category)) checkAttachment(category, object(value), rules);
  else if (category === "PLAIN_CONTACT" && !isUuid(object(value)["user_id"])) throw bad("user_id");
  else if (category === "MESSAGE_RECALL" && !isUuid(object(value)["message_id"])) throw bad("message_id");
  else object(value);
}
