import type { z } from "zod";
import { invalidField } from "../errors.js";

/** A value of the schema's form, or 10002 with the field that is wrong. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidField(issue?.path.join(".") ?? "", issue?.message ?? "invalid");
}
