import { fileURLToPath } from "node:url";

/** The generated migrations, from src and from dist alike: both lie two levels below the package's root. */
export const migrationsFolder = fileURLToPath(new URL("../../drizzle", import.meta.url));
