import { eq, sql } from "drizzle-orm";
import type { Executor } from "./database.js";
import { pictures } from "./tables/system.js";

export interface Picture {
  /** JSON as it was kept. */
  value: string;
  takenAt: Date;
}

/** The last picture of this name; null before the first. */
export async function readPicture(db: Executor, name: string): Promise<Picture | null> {
  // As text: the caller reads the JSON once, and drizzle not at all.
  const [row] = await db
    .select({ value: sql<string>`${pictures.value}::text`, takenAt: pictures.takenAt })
    .from(pictures)
    .where(eq(pictures.name, name));
  return row ?? null;
}

/** Keeps the picture in place of the one before, unless another process has kept a newer one. */
export async function keepPicture(db: Executor, name: string, { value, takenAt }: Picture): Promise<void> {
  const row = { value: sql`${value}::jsonb`, takenAt };
  await db
    .insert(pictures)
    .values({ name, ...row })
    .onConflictDoUpdate({ target: pictures.name, set: row, setWhere: sql`${pictures.takenAt} < excluded.taken_at` });
}
