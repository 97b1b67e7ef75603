/**
 * The seed of histories made by chance: PROPERTIES_SEED; without it the same in each run of CI, which shall fail for what
 * was changed, and another in each run elsewhere.
 */
export const PROPERTIES_SEED = Number(
  process.env["PROPERTIES_SEED"] ?? (process.env["CI"] === "true" ? 20261122 : Date.now() % 2 ** 31),
);
