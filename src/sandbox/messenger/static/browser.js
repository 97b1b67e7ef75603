/** The in-app browser: a page in a frame, over the phone. Pay links in it open the pay sheet above. */
import { h, icon, iconButton } from "./dom.js";
import { openPaySheet } from "./pay.js";
import { openSheet } from "./sheet.js";

/** Opens an http or https page; it may run scripts but neither leave its frame nor reach this page. */
export function openBrowser(pane, href) {
  let loads = 0;
  const frame = h("iframe", {
    title: "Page",
    src: href,
    sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads",
    referrerPolicy: "no-referrer",
    allow: "clipboard-write",
  });
  const address = h("span", { class: "address", title: href }, new URL(href).host + new URL(href).pathname);
  const outside = h(
    "a",
    {
      class: "icon-button",
      href,
      target: "_blank",
      rel: "noopener",
      title: "Open in a new tab",
      "aria-label": "Open in a new tab",
    },
    icon("external"),
  );
  const reload = iconButton("reload", "Reload", () => (frame.src = href));
  const sheet = openSheet(pane.layer, {
    title: "Page",
    kind: "full browser",
    actions: [address, reload, outside],
    onClose: () => window.removeEventListener("message", onMessage),
  });
  frame.addEventListener("load", () => (loads += 1));
  window.addEventListener("message", onMessage);
  sheet.body.append(frame);

  function onMessage(event) {
    if (event.source !== frame.contentWindow || event.data?.type !== "pay-link") return;
    // the frame's page gave way to the pay link: go back to it, or close when there was none
    if (loads > 0) history.back();
    else sheet.close();
    openPaySheet(pane, String(event.data.href));
  }
}
