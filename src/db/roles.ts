import { gte, sql } from "drizzle-orm";
import type { Log } from "../log.js";
import { createClaims, type Role, ROLES } from "./claims.js";
import type { Executor } from "./database.js";
import { type Begin, createDuty } from "./duty.js";
import { ABSENT_SECONDS } from "./presence.js";
import { roles } from "./tables/system.js";

export type { Role } from "./claims.js";

/** The roles that some process is known to have now. */
export async function rolesAlive(db: Executor): Promise<Role[]> {
  const rows = await db
    .select({ name: roles.name })
    .from(roles)
    .where(gte(roles.seenAt, sql`now() - make_interval(secs => ${ABSENT_SECONDS})`));
  return rows.map(({ name }) => name as Role);
}

export interface RolesOptions {
  /** The PostgreSQL that is shared; null: the embedded database, whose only process has every role. */
  url: string | null;
  processId: string;
  /** Starts what a role does; resolves to what stops it. Called again each time the role is won. */
  begin: Record<Role, Begin>;
  log: Log;
}

/**
 * Does the work of each role while this process has it, and waits for it while another has. That two do the same work
 * for a moment cannot be ruled out (a frozen process knows nothing until it wakes): nothing may depend on it but speed.
 */
export function createRoles({ url, processId, begin, log }: RolesOptions) {
  const duties = Object.fromEntries(ROLES.map((role) => [role, createDuty(role, begin[role], log)])) as Record<
    Role,
    ReturnType<typeof createDuty>
  >;
  const all = (wanted: (role: Role) => boolean): Promise<void[]> =>
    Promise.all(ROLES.map((role) => duties[role].want(wanted(role))));
  const claims =
    url === null ? null : createClaims({ url, processId, log, changed: (held) => void all((role) => held.has(role)) });

  return {
    /** Resolves when this process does what it could get hold of at once. */
    async start(): Promise<void> {
      const held = claims ? await claims.start() : new Set<Role>(ROLES);
      await all((role) => held.has(role));
    },
    /** Whether this process is at it. */
    does: (role: Role): boolean => duties[role].isBegun,
    /** Comes to the end of what is in hand, then lets the next one have it at once. */
    async stop(): Promise<void> {
      claims?.keep();
      await all(() => false);
      await claims?.stop();
    },
  };
}

export type Roles = ReturnType<typeof createRoles>;
