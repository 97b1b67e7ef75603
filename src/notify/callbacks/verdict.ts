/** Seconds before each attempt; after the last nothing more is tried. MixPay's schedule, which shops count on. */
export const WAITS = [0, 15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600];

/** Seconds from attempt `number` (from 1), which failed, to the next one; null when it was the last. */
export const waitAfter = (number: number): number | null => WAITS[number] ?? null;

const REDIRECTS = "it redirects, which is not followed";

/**
 * What is wrong with an answer; null when the message is taken. Only status 200 with `code` "SUCCESS" says so, whatever
 * the answer calls its content: shops send it as text, too. `text` is null when there was more than anybody reads.
 */
export function problemWith(status: number, text: string | null): string | null {
  if (status >= 300 && status < 400) return REDIRECTS;
  if (status !== 200) return `it answers with status ${status}`;
  if (text === null) return "its answer is too long";
  try {
    return codeIn(text) === "SUCCESS" ? null : "its answer does not say that it is taken";
  } catch {
    return "its answer is not JSON";
  }
}

/**
 * True of an answer that says no to a callback in its own words, with whatever status. Shops do that for good to all but
 * the first news of a payment, and to that one too where they have asked before they were told: they are alive.
 */
export function declines(answer: string | null): boolean {
  try {
    return codeIn(answer ?? "") === "FAIL";
  } catch {
    return false;
  }
}

/** Throws SyntaxError when it is not JSON. */
function codeIn(text: string): unknown {
  const body: unknown = JSON.parse(text);
  return typeof body === "object" && body !== null && "code" in body ? body.code : undefined;
}

/**
 * The same of what a webhook answers: any status of success says that it is taken, whatever comes with it, and also when
 * the rest of the answer never comes.
 */
export function problemWithStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? REDIRECTS : `it answers with status ${status}`;
}
