/** A message without its addressing: category and payload text. */
export interface Payload {
  category: string;
  data: string;
}

export interface Button {
  /** Longer labels are cut at 36 characters. */
  label: string;
  /** `#RRGGBB`; one wrong colour makes the whole message unreadable on Android. */
  color: string;
  /** `input:TEXT` writes TEXT in the user's name; otherwise an https or mixin link. */
  action: string;
}

export interface AppCard {
  appId: string;
  /** At most 36 characters. */
  title: string;
  /** 1 to 1024 characters. */
  description: string;
  coverUrl?: string | undefined;
  actions?: Button[] | undefined;
  shareable?: boolean | undefined;
}

export interface Picture {
  attachmentId: string;
  mimeType: string;
  width: number;
  height: number;
  /** Bytes of the file. */
  size: number;
  /** Base64 of a tiny picture, or a BlurHash; at most 5120 characters, clients ignore longer ones. */
  thumbnail: string;
  /** Shown below, and read to those who cannot see the picture. */
  caption?: string | undefined;
}

export interface FilePayload {
  attachmentId: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  /** With its ending; phones open a file by it. */
  name: string;
}

export const MAX_BUTTONS = 6;
export const MAX_LABEL = 36;
export const MAX_TITLE = 36;
export const MAX_DESCRIPTION = 1024;
/** What clients accept as one text. */
export const MAX_TEXT = 64 * 1024;
const MAX_THUMBNAIL = 5120;
/** Android sends the text of an `input:` action only when the action is longer than this. */
const MIN_ACTION = 6;

/** Plain text. The builders here throw when a limit of Mixin is broken: that is a mistake of ours, not of a user. */
export function text(value: string): Payload {
  return { category: "PLAIN_TEXT", data: checkText("text", value, MAX_TEXT) };
}

/** A page of Markdown. */
export function post(markdown: string): Payload {
  return { category: "PLAIN_POST", data: checkText("post", markdown, MAX_TEXT) };
}

/** An uploaded picture, see attachments.ts. */
export function image(picture: Picture): Payload {
  for (const [name, value] of Object.entries({
    width: picture.width,
    height: picture.height,
    size: picture.size,
  })) {
    if (!Number.isSafeInteger(value) || value <= 0) throw new Error(`picture ${name} must be a whole number above 0`);
  }
  if (picture.thumbnail.length > MAX_THUMBNAIL) throw new Error(`thumbnail is longer than ${MAX_THUMBNAIL} characters`);
  const data = {
    attachment_id: picture.attachmentId,
    mime_type: picture.mimeType,
    width: picture.width,
    height: picture.height,
    size: picture.size,
    thumbnail: picture.thumbnail,
    caption: picture.caption ?? "",
  };
  return { category: "PLAIN_IMAGE", data: JSON.stringify(data) };
}

/** Of a file: longer names are cut by some systems when they save it. */
const MAX_NAME = 120;

/** An uploaded file, see attachments.ts: shown with its name and size, to be opened or saved. It has no caption. */
export function file({ attachmentId, mimeType, size, name }: FilePayload): Payload {
  if (!Number.isSafeInteger(size) || size <= 0) throw new Error("file size must be a whole number above 0");
  checkText("file name", name, MAX_NAME);
  // What no file system takes, and what would make one name look like another.
  if (/[\\/:*?"<>|\p{C}]/u.test(name)) throw new Error(`not a file's name: ${name}`);
  const data = { attachment_id: attachmentId, mime_type: mimeType, size, name };
  return { category: "PLAIN_DATA", data: JSON.stringify(data) };
}

/** One to six buttons. */
export function buttonGroup(buttons: Button[]): Payload {
  if (buttons.length === 0) throw new Error("a button group needs a button");
  return { category: "APP_BUTTON_GROUP", data: JSON.stringify(checkButtons(buttons)) };
}

/** A card of the newer kind, whose actions are buttons. */
export function appCard(card: AppCard): Payload {
  const data = {
    app_id: card.appId,
    cover_url: card.coverUrl,
    title: checkText("card title", card.title, MAX_TITLE),
    description: checkText("card description", card.description, MAX_DESCRIPTION),
    actions: card.actions?.length ? checkButtons(card.actions) : undefined,
    shareable: card.shareable ?? false,
  };
  return { category: "APP_CARD", data: JSON.stringify(data) };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The text, or the shorter one instead where it would be cut: half an amount says nothing. */
export const fitting = (value: string, shorter: string, max: number): string => (value.length <= max ? value : shorter);

/** The text, cut to at most `max` UTF-16 units without splitting what a reader sees as one character. */
export function cut(value: string, max: number): string {
  if (value.length <= max) return value;
  let kept = "";
  for (const { segment } of graphemes.segment(value)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

function checkButtons(buttons: Button[]): Button[] {
  if (buttons.length > MAX_BUTTONS) throw new Error(`${buttons.length} buttons, Mixin shows at most ${MAX_BUTTONS}`);
  return buttons.map(({ label, color, action }) => {
    if (label.trim() === "") throw new Error("a button needs a label");
    if (!/^#[0-9A-Fa-f]{6}$/.test(color)) throw new Error(`button colour must be #RRGGBB, not ${color}`);
    const isInput = action.startsWith("input:") && action.length > MIN_ACTION;
    if (!isInput && !/^(https?|mixin):\/\/\S+$/.test(action))
      throw new Error(`button action not understood: ${action}`);
    return { label: cut(sayable(label), MAX_LABEL), color, action: isInput ? sayable(action) : action };
  });
}

/** A label is said back as it reads: without the isolates that keep a value apart inside a sentence. */
const sayable = (value: string): string => value.replace(/[\u2066-\u2069]/g, "");

function checkText(what: string, value: string, max: number): string {
  if (value.trim() === "") throw new Error(`${what} is empty`);
  if (value.length > max) throw new Error(`${what} is longer than ${max} characters`);
  return value;
}
