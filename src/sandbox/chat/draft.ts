import { z } from "zod";
import { invalidField } from "../errors.js";
import type { Draft } from "./types.js";

const draftSchema = z.object({
  conversation_id: z.string(),
  recipient_id: z.string().nullish(),
  message_id: z.string(),
  category: z.string(),
  data: z.string().nullish(),
  data_base64: z.string().nullish(),
  quote_message_id: z.string().nullish(),
  silent: z.boolean().nullish(),
  expire_in: z.number().int().nonnegative().nullish(),
});

const some = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

/** A message as a client hands it in; 10002 when its form is wrong. */
export function parseDraft(value: unknown): Draft {
  const parsed = draftSchema.safeParse(value);
  if (!parsed.success) throw invalidField(parsed.error.issues[0]?.path.join(".") ?? "", "wrong type or missing");
  const draft = parsed.data;
  return {
    conversation_id: draft.conversation_id,
    message_id: draft.message_id,
    category: draft.category,
    recipient_id: some(draft.recipient_id),
    data: some(draft.data),
    data_base64: some(draft.data_base64),
    quote_message_id: some(draft.quote_message_id),
    silent: some(draft.silent),
    expire_in: some(draft.expire_in),
  };
}
