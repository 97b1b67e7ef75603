/** Builds elements. Text is only ever set as text, so nothing that a message says becomes markup. */

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-6 16-3-7z",
  scan: "M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M4 12h16",
  wallet: "M4 7a2 2 0 0 1 2-2h11v3M4 7v10a2 2 0 0 0 2 2h13a1 1 0 0 0 1-1V9a1 1 0 0 0-1-1H5M16 13.5h.01",
  external: "M13 5h6v6M19 5l-9 9M9 6H6a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-3",
  reload: "M19 12a7 7 0 1 1-2-4.9M19 4v4h-4",
  check: "M5 13l4.5 4.5L19 7",
  coins:
    "M12 3v18M16.5 8C16 6 14.3 5 12 5 9.4 5 7.5 6.2 7.5 8.3c0 4.600 9.300 2.400 9.300 7.200C16.8 17.8 14.700 19 12 19c-2.5 0-4.4-1.1-4.9-3",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
};

/** An element with properties, `on…` listeners, attributes and children (strings, elements, nothing). */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name in element && !name.startsWith("aria") && name !== "list") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false),
  );
  return element;
}

/** A decorative line icon; its meaning is in the label of what holds it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with only an icon; the label is for screen readers and as a tooltip. */
export function iconButton(name, label, onclick, extra = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", title: label, "aria-label": label, onclick, ...extra },
    icon(name),
  );
}

/** A round picture with initials, in a colour of its own for each person. */
export function avatar(person) {
  const element = h("span", { class: "avatar", "aria-hidden": "true" }, initials(person.full_name));
  element.style.setProperty("--hue", String(hue(person.identity_number || person.user_id)));
  return element;
}

/** The badge of an asset: its first letters in a colour of its own. */
export function assetIcon(asset) {
  const element = h("span", { class: "avatar asset", "aria-hidden": "true" }, asset.symbol.slice(0, 4));
  element.style.setProperty("--hue", String(hue(asset.asset_id)));
  return element;
}

function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("") || "?";
}

function hue(id) {
  let sum = 7;
  // 155 sets the colours of the first four people well apart
  for (const letter of id) sum = (sum * 155 + letter.codePointAt(0)) % 9973;
  return sum % 360;
}
