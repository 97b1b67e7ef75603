import type { Db } from "../../db/database.js";

/** What prices and payments are counted in, as people read it. */
export interface Unit {
  /** "AED", "USDT". */
  symbol: string;
  /** "TRON"; null for currencies. */
  network: string | null;
  /** "USDT (TRON)" where several assets share the symbol. */
  label: string;
  /** Decimal places of its smallest coin, filled up where there is a fraction. */
  places: number;
}

/** What files are made of, besides the words in their spec. */
export interface FilePorts {
  db: Db;
  /** Of a fiat code or an asset id. */
  unit(asset: string): Unit;
  /** Names of payers who have never talked to the bot; those that cannot be had are left out. */
  names(userIds: string[]): Promise<Map<string, { fullName: string; identityNumber: string }>>;
}

/** A file, or the sentence that says why there is none. */
export type Made = { content: Blob; mimeType: string; name: string } | { refused: string };
