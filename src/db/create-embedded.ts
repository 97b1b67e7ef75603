import { PGlite } from "@electric-sql/pglite";

// Run by embedded.ts in a process of its own: creates the database files named on the command line.
const files = process.argv[2];
if (!files) throw new Error("usage: create-embedded FOLDER");
process.on("disconnect", () => process.exit(1));
await (await PGlite.create({ dataDir: files })).close();
process.exit(0);
