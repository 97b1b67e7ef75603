import { forbidden } from "../errors.js";
import type { Grant } from "../people/authorizations.js";

/** What an app may read of a person who logged in to it. Nothing else is documented, so nothing else is allowed. */
const READABLE: readonly (readonly [path: RegExp, scope: string])[] = [
  [/^\/(safe\/)?me$/, "PROFILE:READ"],
  [/^\/friends$/, "CONTACTS:READ"],
  [/^\/safe\/assets(\/[^/]+)?$/, "ASSETS:READ"],
  [/^\/safe\/snapshots(\/[^/]+)?$/, "SNAPSHOTS:READ"],
];

/** Refuses (403) what the person did not allow, and what is the person's own business. */
export function checkScope(grant: Grant, method: string, path: string): void {
  const scope = method === "GET" ? READABLE.find(([pattern]) => pattern.test(path))?.[1] : undefined;
  if (scope === undefined) throw forbidden("not for apps");
  if (!grant.scopes.includes(scope)) throw forbidden(`it needs the scope ${scope}`);
}
