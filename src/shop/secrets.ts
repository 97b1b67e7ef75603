import { createHash } from "node:crypto";

/** What is stored of a secret of random bits: enough to know it again, and never to have it back. */
export const secretHash = (secret: string): string => createHash("sha256").update(secret).digest("hex");
