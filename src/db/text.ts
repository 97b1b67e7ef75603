/** Text as PostgreSQL can keep it: NUL characters and halves of surrogate pairs, which strangers can send us, replaced. */
export const storable = (text: string): string => text.replaceAll(/\0|\p{Surrogate}/gu, "\ufffd");
