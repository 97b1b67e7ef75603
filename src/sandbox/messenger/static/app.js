/** The desk: one or two phones side by side, and the live stream that feeds them. */
import { listen, people } from "./api.js";
import { h } from "./dom.js";
import { Pane } from "./pane.js";

const desk = document.querySelector("#desk");
const query = new URLSearchParams(location.search);
const everybody = await people();
const owners = everybody.filter((person) => !person.is_bot);
let stream;

const first = owners.find((person) => person.identity_number === query.get("as")) ?? owners[0];
const second = owners.find((person) => person !== first);
const panes = [first, second].flatMap((person) => (person ? [new Pane({ owners, switchTo, scanTargets })] : []));

if (first) {
  desk.append(...panes.map((pane) => pane.root));
  await Promise.all([panes[0].show(first), panes[1]?.show(second)]);
  connect();
  const link = query.get("open");
  if (link) panes[0].follow(new URL(link, location.origin).href);
} else {
  desk.append(h("p", { class: "notice" }, "Nobody lives in this sandbox yet. Add people with POST /sandbox/users."));
}

/** Gives a pane another person; when the other pane shows that one, the two change places. */
async function switchTo(pane, person) {
  const other = panes.find((candidate) => candidate !== pane);
  const before = pane.person;
  const shows = [pane.show(person)];
  if (other?.person === person) shows.push(other.show(before));
  await Promise.all(shows);
  rememberFirst();
  connect();
}

/** The people whose screens this person could point a camera at. */
function scanTargets(person) {
  return owners.filter((owner) => owner !== person);
}

function rememberFirst() {
  const url = new URL(location.href);
  url.search = `?as=${panes[0].person.identity_number}`;
  history.replaceState(null, "", url);
}

function connect() {
  stream?.close();
  let opened = false;
  stream = listen(
    panes.map((pane) => pane.person.identity_number),
    (event) => {
      if (event.type !== "ready") {
        for (const pane of panes) if (pane.person.identity_number === event.as) pane.receive(event);
        return;
      }
      // what happened between the first look, or a lost connection, and now was not streamed
      for (const pane of panes) void pane.refresh(opened);
      opened = true;
    },
  );
}
