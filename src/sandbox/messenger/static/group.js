/** Making a group: its name, and who is in it besides its maker. */
import { h } from "./dom.js";
import { openSheet } from "./sheet.js";

/** Asks for a new group; `peers` are those who can be in it. Opens its chat when it is there. */
export function openNewGroup(pane, peers) {
  const sheet = openSheet(pane.layer, { title: "New group" });
  const name = h("input", { id: "group-name", type: "text", required: true, maxLength: 100 });
  const boxes = peers.map((peer) => ({ peer, box: h("input", { type: "checkbox", checked: peer.is_bot }) }));
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const say = (words) => {
    problem.textContent = words;
    problem.hidden = false;
  };
  const make = async (event) => {
    event.preventDefault();
    const members = boxes.filter(({ box }) => box.checked).map(({ peer }) => peer.user_id);
    if (members.length === 0) {
      say("Choose somebody.");
      return;
    }
    try {
      const group = await pane.api.post("/groups", { name: name.value, members });
      sheet.close();
      await pane.refresh(false);
      pane.openChat(group);
    } catch (error) {
      say(error.message);
    }
  };
  sheet.body.append(
    h(
      "form",
      { class: "form", onsubmit: make },
      h("label", { htmlFor: "group-name" }, "Name"),
      name,
      h(
        "fieldset",
        { class: "members" },
        h("legend", {}, "Who is in it"),
        ...boxes.map(({ peer, box }) => h("label", {}, box, peer.full_name)),
      ),
      problem,
      h("button", { type: "submit", class: "primary" }, "Make the group"),
    ),
  );
  name.focus();
}
