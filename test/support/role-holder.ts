import { openPostgres } from "../../src/db/postgres.js";
import { createPresence } from "../../src/db/presence.js";
import { createRoles } from "../../src/db/roles.js";
import type { Log } from "../../src/log.js";
import type { Role } from "../../src/db/roles.js";

// Run by test/db/roles.test.ts in a process of its own: does nothing but have roles, and says so, a line each time.
const url = process.argv[2];
if (!url) throw new Error("usage: role-holder DATABASE_URL");
const say = (line: string) => process.stdout.write(`${line}\n`);
const log: Log = (_level, message) => void say(`! ${message}`);
const begin = (role: Role) => async () => {
  say(`+${role}`);
  return async () => void say(`-${role}`);
};

const database = await openPostgres(url, log);
const presence = createPresence(database, log);
await presence.start();
const roles = createRoles({
  url,
  processId: presence.id,
  begin: { wallet: begin("wallet"), blaze: begin("blaze") },
  log,
});
process.once("SIGTERM", () => {
  void roles
    .stop()
    .then(() => presence.stop())
    .then(() => process.exit(0));
});
await roles.start();
say(`ready ${presence.id}`);
