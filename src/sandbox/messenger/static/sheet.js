/** Dialogs inside one person's phone: they cover only that phone, and keep the focus until they close. */
import { h, iconButton } from "./dom.js";

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select, textarea, iframe, [tabindex='0']";
let count = 0;

/**
 * Opens a dialog over everything in `layer`'s phone. Escape and the close button call `close`, which gives the
 * focus back. `kind` is a class: "bottom" (default), "full".
 */
export function openSheet(layer, { title, kind = "bottom", actions = [], onClose }) {
  const opener = document.activeElement;
  count += 1;
  const heading = h("h2", { id: `sheet-${count}`, class: "sheet-title", tabIndex: -1 }, title);
  const body = h("div", { class: "sheet-body" });
  const closeButton = iconButton("close", "Close", () => close());
  const dialog = h(
    "section",
    { class: `sheet ${kind}`, role: "dialog", "aria-modal": "true", "aria-labelledby": heading.id },
    h("header", { class: "sheet-top" }, heading, ...actions, closeButton),
    body,
  );
  const backdrop = h("div", { class: "backdrop", onclick: (event) => event.target === backdrop && close() }, dialog);
  dialog.addEventListener("keydown", (event) => onKey(event, dialog, close));
  layer.append(backdrop);
  freeze(layer);
  heading.focus();

  let open = true;
  function close() {
    if (!open) return;
    open = false;
    backdrop.remove();
    freeze(layer);
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    onClose?.();
  }
  return { body, heading, close, isOpen: () => open };
}

/** Only the topmost dialog of a phone can be reached; without one, the phone itself. */
function freeze(layer) {
  const dialogs = [...layer.children];
  for (const dialog of dialogs) dialog.inert = dialog !== dialogs.at(-1);
  for (const sibling of layer.parentElement.children) {
    if (sibling !== layer && !sibling.hasAttribute("aria-live")) sibling.inert = dialogs.length > 0;
  }
}

function onKey(event, dialog, close) {
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
  }
  if (event.key !== "Tab") return;
  const reachable = [...dialog.querySelectorAll(FOCUSABLE)].filter((element) => element.offsetParent !== null);
  const edge = event.shiftKey ? reachable[0] : reachable.at(-1);
  const isOutside = event.shiftKey && document.activeElement === dialog.querySelector(".sheet-title");
  if (document.activeElement === edge || isOutside) {
    event.preventDefault();
    (event.shiftKey ? reachable.at(-1) : reachable[0])?.focus();
  }
}
