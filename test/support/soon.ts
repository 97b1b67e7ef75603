import { vi } from "vitest";

/** Looks until nothing is thrown, as long as a slow machine may need; gives what was seen. */
export const soon = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, 10_000);
