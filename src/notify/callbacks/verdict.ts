/** Seconds before each attempt; after the last nothing more is tried. MixPay's schedule, which shops count on. */
export const WAITS = [0, 15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600];

/** Seconds from attempt `number` (from 1), which failed, to the next one; null when it was the last. */
export const waitAfter = (number: number): number | null => WAITS[number] ?? null;

/**
 * What is wrong with an answer; null when the message is taken. Only status 200 with `code` "SUCCESS" says so, whatever
 * the answer calls its content: shops send it as text, too. `text` is null when there was more than anybody reads.
 */
export function problemWith(status: number, text: string | null): string | null {
  if (status >= 300 && status < 400) return "it redirects, which is not followed";
  if (status !== 200) return `it answers with status ${status}`;
  if (text === null) return "its answer is too long";
  try {
    const body: unknown = JSON.parse(text);
    const code = typeof body === "object" && body !== null && "code" in body ? body.code : undefined;
    return code === "SUCCESS" ? null : "its answer does not say that it is taken";
  } catch {
    return "its answer is not JSON";
  }
}
