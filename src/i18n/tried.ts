import { formatItems } from "./format.js";
import type { Language, Translate } from "./index.js";

/** Why a message was not taken, as it was written down → what is said of it. The words of a connection stay as they are. */
const PROBLEMS = [
  [/^it redirects/, "redirects"],
  [/^its answer is too long/, "long"],
  [/^its answer does not say/, "notTaken"],
  [/^its answer is not JSON/, "notJson"],
  [/^there is no whole answer/, "slow"],
  [/^the address is not https/, "notHttps"],
  [/^the address has a user name/, "password"],
  [/leads to no address$/, "noAddress"],
  [/is not on the open internet$/, "notPublic"],
  [/^the connection failed: it takes too long/, "connectSlow"],
  [/^the connection failed: it was closed/, "closed"],
  [/^the connection failed/, "connection"],
] as const;

/** What became of a try: its status, and what was wrong. */
export function triedText(
  { t, language }: { t: Translate; language: Language },
  { status, problem }: { status: number | null; problem: string | null },
): string {
  const known = PROBLEMS.find(([pattern]) => problem !== null && pattern.test(problem))?.[1];
  const detail = problem?.replace(/^the connection failed: /, "") ?? "";
  const parts = [
    ...(status === null ? [] : [t("programs.log.status", { status: String(status) })]),
    ...(known ? [t(`programs.problem.${known}`, { detail })] : []),
    // "It answers with status 500" is said by the status.
    ...(problem === null || known || (status !== null && problem.startsWith("it answers")) ? [] : [problem]),
  ];
  return formatItems(parts, language);
}
