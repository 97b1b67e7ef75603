/** Reads QR codes from the pixels of a picture, as a camera would: from a chat, a file, the clipboard, another screen. */
import { checkImage } from "./checks.js";
import { phoneApi } from "./api.js";
import { h, icon } from "./dom.js";
import { openSheet } from "./sheet.js";

// from sharp to coarse: a large picture is often read better when it is made smaller
const LONGEST_SIDES = [1600, 1000, 600, 300];
let reader;

/** A picture at full size with a scan button; with `now` it is scanned at once. */
export function openPicture(pane, src, alt, now = false) {
  const sheet = openSheet(pane.layer, { title: "Picture", kind: "full" });
  const image = h("img", { src, alt, class: "large" });
  const result = h("p", { class: "scan-result", role: "status" });
  const scan = () => scanInto(pane, sheet, image, result);
  sheet.body.append(
    h("div", { class: "large-frame" }, image),
    result,
    h("button", { type: "button", class: "primary", onclick: scan }, icon("scan"), "Scan QR code"),
  );
  if (now) void scan();
}

/** The scanner: a file, a pasted picture, or a picture on somebody else's screen. */
export function openScanner(pane) {
  const sheet = openSheet(pane.layer, { title: "Scan a QR code" });
  const result = h("p", { class: "scan-result", role: "status" });
  const file = h("input", { type: "file", accept: "image/*", class: "unseen", id: `scan-file-${pane.person.user_id}` });
  const read = (blob) => void scanBlob(pane, sheet, blob, result);
  file.addEventListener("change", () => file.files[0] && read(file.files[0]));
  const drop = h(
    "label",
    { class: "drop", htmlFor: file.id },
    icon("up"),
    "Choose a picture, drop it here, or paste it",
  );
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    const dropped = event.dataTransfer.files[0];
    if (dropped) read(dropped);
  });
  sheet.body.addEventListener("paste", (event) => {
    const pasted = [...event.clipboardData.files].find((item) => item.type.startsWith("image/"));
    if (pasted) read(pasted);
  });
  const screens = h("div", { class: "screens" });
  sheet.body.append(file, drop, result, h("h3", {}, "On other screens"), screens);
  void showScreens(pane, sheet, screens, result);
}

/** Like pointing the camera at the phones next to this one. */
async function showScreens(pane, sheet, screens, result) {
  for (const owner of pane.scanTargets(pane.person)) {
    const api = phoneApi(owner.identity_number);
    const pictures = await api.get("/pictures").catch(() => []);
    for (const message of pictures) {
      const { image } = checkImage(message.data);
      if (!image) continue;
      const caption = image.caption || "Picture";
      const img = h("img", { src: api.attachment(image.attachmentId), alt: "" });
      const scan = () => void scanInto(pane, sheet, img, result);
      const label = `${owner.full_name}: ${caption}`;
      screens.append(h("button", { type: "button", class: "screen", onclick: scan }, img, h("span", {}, label)));
    }
  }
  if (!screens.firstChild) screens.append(h("p", { class: "faint" }, "No pictures there yet."));
}

async function scanBlob(pane, sheet, blob, result) {
  const image = h("img", { src: URL.createObjectURL(blob), alt: "" });
  await scanInto(pane, sheet, image, result);
  URL.revokeObjectURL(image.src);
}

async function scanInto(pane, sheet, image, result) {
  result.textContent = "Reading…";
  try {
    const text = await readQr(image);
    if (text === undefined) {
      result.textContent = "No QR code found in this picture.";
      return;
    }
    sheet.close();
    pane.followScanned(text);
  } catch {
    result.textContent = "This picture cannot be read.";
  }
}

/** The text of the first QR code in a picture, or undefined. Throws when the picture cannot be decoded. */
export async function readQr(image) {
  await image.decode();
  reader ??= loadReader();
  await reader;
  const { naturalWidth, naturalHeight } = image;
  for (const longest of LONGEST_SIDES) {
    const scale = Math.min(1, longest / Math.max(naturalWidth, naturalHeight));
    const canvas = h("canvas", { width: Math.round(naturalWidth * scale), height: Math.round(naturalHeight * scale) });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    // a transparent background counts as paper
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    const code = globalThis.jsQR(data, width, height);
    if (code?.data) return code.data;
  }
  return undefined;
}

function loadReader() {
  return new Promise((resolve, reject) => {
    const script = h("script", { src: "/messenger/static/jsqr.js", onload: resolve, onerror: reject });
    document.head.append(script);
  });
}
