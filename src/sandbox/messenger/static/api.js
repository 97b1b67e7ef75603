/** Asks the phone of one person. Every failure is an Error whose message can be shown. */

const ROOT = "/messenger/api";

/** The phone of the person with this Mixin number. */
export function phoneApi(number) {
  const base = `${ROOT}/${number}`;
  return {
    get: (path) => ask(`${base}${path}`),
    post: (path, body = {}) =>
      ask(`${base}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    attachment: (id) => `${base}/attachments/${encodeURIComponent(id)}`,
  };
}

/** Everybody in the sandbox. */
export function people() {
  return ask(`${ROOT}/people`);
}

/** A live stream for several people; `onEvent` also gets `{type: "ready"}` after every (re)connection. */
export function listen(numbers, onEvent) {
  const source = new EventSource(`${ROOT}/events?as=${numbers.join(",")}`);
  source.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
  return source;
}

async function ask(url, init) {
  let response;
  try {
    response = await fetch(url, init);
  } catch {
    throw new Error("The sandbox does not answer. Is it running?");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? "That did not work.");
  return body;
}
