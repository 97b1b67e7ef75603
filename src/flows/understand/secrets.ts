/** A key as `makeKey` makes it. */
const KEY = /mixtill_[A-Za-z0-9_-]{20,}/g;
const MASKED = "mixtill_…";

/** What somebody typed, with nothing left of a key in it: it would be stored, quoted back or printed on a poster. */
export const withoutKeys = (text: string): string => text.replace(KEY, MASKED);

/** Whether there was a key in it. */
export const hasKey = (text: string): boolean => text.includes(MASKED);
