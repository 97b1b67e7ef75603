import { numeric, timestamp } from "drizzle-orm/pg-core";

/** An amount of an asset or a currency: exact decimal, handed over as a string. 8 places are Mixin's; fiat uses fewer. */
export const amount = () => numeric({ precision: 38, scale: 8 });

/** A moment, with its zone, as a Date. */
export const moment = () => timestamp({ withTimezone: true, mode: "date" });
