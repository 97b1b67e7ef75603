import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs what a page shows to be confirmed, so that what comes back is what was shown. `about`: whom and what it was for. */
export function createSeal(key: Buffer) {
  const signature = (about: string, text: string): Buffer =>
    createHmac("sha256", key).update(`till ${about} ${text}`).digest();

  return {
    close(about: string, value: object): string {
      const text = Buffer.from(JSON.stringify(value)).toString("base64url");
      return `${text}.${signature(about, text).toString("base64url")}`;
    },
    /** What was closed for the same; null when it was not, or was changed. */
    open(about: string, sealed: string): unknown {
      const [text = "", signed = ""] = sealed.split(".");
      const [given, right] = [Buffer.from(signed, "base64url"), signature(about, text)];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
      return JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as unknown;
    },
  };
}

export type Seal = ReturnType<typeof createSeal>;
