/** How every part says what happened; main hands over one that writes JSON and hides secrets. */
export type Log = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields?: Record<string, unknown>,
) => void;
