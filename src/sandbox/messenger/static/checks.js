/**
 * What the real clients refuse to show, so that a bot which passes here is shown there.
 * Limits: Mixin's documentation (6 buttons, labels of 1 to 36 characters) and the Android client
 * (one colour that cannot be parsed makes the whole message "unknown"; pictures need a size).
 */

const MAX_BUTTONS = 6;
const MAX_LABEL = 36;
const MAX_DESCRIPTION = 1024;
// the names that Android's Color.parseColor knows besides #RRGGBB and #AARRGGBB
const COLOR_NAMES = new Map(
  Object.entries({
    black: "#000000",
    darkgray: "#444444",
    gray: "#888888",
    lightgray: "#cccccc",
    white: "#ffffff",
    red: "#ff0000",
    green: "#00ff00",
    blue: "#0000ff",
    yellow: "#ffff00",
    cyan: "#00ffff",
    magenta: "#ff00ff",
  }),
);

/** The colour as CSS `#RRGGBB`, or undefined when Android's parser would throw. */
export function parseColor(color) {
  if (typeof color !== "string") return undefined;
  if (/^#[0-9a-f]{6}$/i.test(color)) return color.toLowerCase();
  // Android puts the opacity first
  if (/^#[0-9a-f]{8}$/i.test(color)) return `#${color.slice(3).toLowerCase()}`;
  return COLOR_NAMES.get(color.toLowerCase());
}

/** `{buttons, problems}`, or `{unknown: reason}` when the client shows an unknown message. */
export function checkButtons(json) {
  const list = parseJson(json);
  if (!Array.isArray(list) || list.length === 0) return { unknown: "the buttons are not a list" };
  return readButtons(list);
}

/** `{card, problems}`, or `{unknown: reason}`. The old style has one `action`, the new one `actions`. */
export function checkCard(json) {
  const card = parseJson(json);
  if (!isObject(card)) return { unknown: "the card is not an object" };
  if (typeof card.title !== "string" || typeof card.description !== "string") {
    return { unknown: "a card needs a title and a description" };
  }
  const problems = [];
  if (!card.title || length(card.title) > MAX_LABEL) problems.push(`the title is not 1 to ${MAX_LABEL} characters`);
  if (!card.description || length(card.description) > MAX_DESCRIPTION) {
    problems.push(`the description is not 1 to ${MAX_DESCRIPTION} characters`);
  }
  const action = typeof card.action === "string" ? card.action : "";
  const actions = action || (card.actions ?? null) === null ? { buttons: [], problems: [] } : readActions(card.actions);
  if (actions.unknown) return actions;
  const coverUrl = isObject(card.cover) ? card.cover.url : card.cover_url;
  return {
    card: {
      title: card.title,
      description: card.description,
      action,
      icon: httpUrl(card.icon_url),
      cover: action ? undefined : httpUrl(coverUrl),
      buttons: actions.buttons,
    },
    problems: [...problems, ...actions.problems],
  };
}

/** `{image}` or `{unknown: reason}`: a picture without an attachment or a size is not shown. */
export function checkImage(json) {
  const image = parseJson(json);
  if (!isObject(image) || typeof image.attachment_id !== "string") return { unknown: "the picture has no attachment" };
  if (!(image.width > 0 && image.height > 0)) return { unknown: "the picture has no width and height" };
  return {
    image: {
      attachmentId: image.attachment_id,
      width: image.width,
      height: image.height,
      caption: typeof image.caption === "string" ? image.caption : "",
    },
  };
}

/** `{file}` or `{unknown: reason}`: a file without an attachment, a name, a type or a size is not shown. */
export function checkFile(json) {
  const file = parseJson(json);
  if (!isObject(file) || typeof file.attachment_id !== "string") return { unknown: "the file has no attachment" };
  if (typeof file.name !== "string" || file.name === "") return { unknown: "the file has no name" };
  if (!(file.size > 0)) return { unknown: "the file has no size" };
  if (typeof file.mime_type !== "string" || file.mime_type === "") return { unknown: "the file has no type" };
  return { file: { attachmentId: file.attachment_id, name: file.name, size: file.size, mimeType: file.mime_type } };
}

/** JSON text as a value, undefined when it is none. */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readActions(actions) {
  return Array.isArray(actions) ? readButtons(actions) : { unknown: "the actions of the card are not a list" };
}

function readButtons(list) {
  const problems = [];
  const buttons = [];
  for (const item of list) {
    if (!isObject(item) || typeof item.label !== "string" || typeof item.action !== "string") {
      return { unknown: "a button has no label or no action" };
    }
    const color = parseColor(item.color);
    if (!color) return { unknown: `the colour ${JSON.stringify(item.color ?? null)} cannot be read` };
    if (!item.label || length(item.label) > MAX_LABEL) {
      problems.push(`the label "${item.label}" is not 1 to ${MAX_LABEL} characters`);
    }
    buttons.push({ label: item.label, action: item.action, color });
  }
  if (buttons.length > MAX_BUTTONS) problems.push(`${buttons.length} buttons: Mixin allows ${MAX_BUTTONS}`);
  return { buttons, problems };
}

function length(text) {
  return [...text].length;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function httpUrl(url) {
  return typeof url === "string" && /^https?:\/\//i.test(url) ? url : undefined;
}
