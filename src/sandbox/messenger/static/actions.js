/** Button groups and cards, checked as the real clients check them. */
import { checkButtons, checkCard } from "./checks.js";
import { h, icon } from "./dom.js";
import { classifyLink } from "./links.js";
import { unknownBody } from "./unknown.js";

export function buttonsBody(pane, json) {
  const { buttons, problems, unknown } = checkButtons(json);
  if (!buttons) return unknownBody(unknown);
  return [
    [h("div", { class: "buttons" }, ...buttons.map((button) => actionButton(pane, button))), warning(problems)],
    "bare",
  ];
}

export function cardBody(pane, json) {
  const { card, problems, unknown } = checkCard(json);
  if (!card) return unknownBody(unknown);
  const words = h(
    "div",
    { class: "card-words" },
    h("h3", { dir: "auto" }, card.title),
    h("p", { dir: "auto" }, card.description),
  );
  if (card.action) return [oldCard(pane, card, words, problems), "card"];
  const cover = card.cover && outsidePicture(card.cover, "cover");
  const actions = card.buttons.map((button) => actionButton(pane, button));
  return [
    [cover, words, actions.length > 0 && h("div", { class: "card-actions" }, ...actions), warning(problems)],
    "card",
  ];
}

/** The old style: the whole card is one link. */
function oldCard(pane, card, words, problems) {
  const open = () => pane.follow(card.action);
  return [
    h(
      "button",
      { type: "button", class: "old-card", onclick: open },
      card.icon && outsidePicture(card.icon, "card-icon"),
      words,
    ),
    warning(problems),
  ];
}

function actionButton(pane, { label, action, color }) {
  const leadsAway = classifyLink(action, location.origin).kind === "web";
  const button = h(
    "button",
    {
      type: "button",
      class: "action",
      dir: "auto",
      title: action.startsWith("input:") ? undefined : action,
      onclick: () => pane.follow(action),
    },
    label,
    leadsAway && icon("external"),
  );
  button.style.setProperty("--action", color);
  return button;
}

function outsidePicture(src, className) {
  const img = h("img", { class: className, src, alt: "", referrerPolicy: "no-referrer" });
  img.addEventListener("error", () => img.remove());
  return img;
}

/** What Mixin would refuse or cut: shown so that the bot's maker sees it. */
function warning(problems) {
  if (problems.length === 0) return undefined;
  return h("p", { class: "problem", data: { problem: "true" } }, `Mixin would refuse this: ${problems.join("; ")}`);
}
