/** Text as PostgreSQL can keep it: NUL characters and halves of surrogate pairs, which strangers can send us, replaced. */
export const storable = (text: string): string => text.replaceAll(/\0|\p{Surrogate}/gu, "\ufffd");

/** What strangers write to each other leads nowhere: an address is read, not opened. */
export const withoutLinks = (text: string): string =>
  text.replace(/\b[a-z][a-z0-9+.-]{1,20}:\/+/giu, "").replace(/(?<=[\p{L}\p{N}])\.(?=\p{L}{2,}(?![\p{L}]))/gu, "[.]");
