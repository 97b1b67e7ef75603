import { h } from "./dom.js";

/** How the real client shows what it cannot read, with the reason that it does not give. */
export function unknownBody(reason) {
  return [
    h("p", { class: "faint", data: { unknown: "true" } }, "This message cannot be shown. ", h("small", {}, reason)),
    "text",
  ];
}
