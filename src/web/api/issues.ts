import type { z } from "zod";
import { ApiError } from "./errors.js";
import type { Input } from "./input.js";

/** One at a time would have people try again and again; all of them nobody reads. */
const AT_ONCE = 3;

/**
 * The input as the schema makes it. Throws what a caller reads of it: sentences that name the parameter and what would be
 * right. Messages of schemas go on after the parameter's name: "must be …"; those of checks over several parameters are
 * sentences.
 */
export function validated<Schema extends z.ZodObject>(schema: Schema, input: Input): z.output<Schema> {
  const read = schema.safeParse(input, { error: usual });
  if (read.success) return read.data;
  const sentences = read.error.issues.slice(0, AT_ONCE).map(({ path, message }) => {
    const [name, ...deeper] = path;
    if (name === undefined) return message;
    if (!(name in input)) return `${String(name)} is missing.`;
    return `${String(name)}${deeper.map((part) => `[${String(part)}]`).join("")} ${message}.`;
  });
  throw new ApiError("parameter", sentences.join(" "));
}

/** What is said where a schema has no words of its own. */
function usual(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "invalid_type") return issue.expected === "array" ? "must be a list" : "must be text";
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "too_small") return `must have at least ${issue.minimum} ${unitOf(issue)}`;
  if (issue.code === "too_big") return `must have at most ${issue.maximum} ${unitOf(issue)}`;
  return "is not what it should be";
}

const unitOf = ({ origin }: { origin: string }): string => (origin === "array" ? "entries" : "characters");
