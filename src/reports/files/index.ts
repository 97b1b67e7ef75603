import { z } from "zod";
import type { PictureSpec } from "../../db/tables/chat.js";
import { LANGUAGES } from "../../i18n/index.js";
import { paymentsCsv } from "./payments-csv.js";
import type { FilePorts, Made } from "./ports.js";
import { posterPdf, sheetPdf, tentPdf } from "./posters.js";
import { statementPdf } from "./statement.js";

export { MOST_LINES } from "./payments-csv.js";
export { countEntries } from "./records.js";
export type { FilePorts, Made, Unit } from "./ports.js";

/** Codes on one sheet: its words travel in the message that asks for it. */
export const MOST_CODES = 120;

const language = z.enum(LANGUAGES);
const moment = z.iso.datetime().transform((text) => new Date(text));
const url = z.string().min(1).max(800);
const name = z.string().min(1).max(100);
const timeZone = z.string();

const about = { merchantId: z.uuid(), to: moment, at: moment, timeZone, language, name };
const poster = { shop: z.string(), title: z.string(), price: z.string(), url, link: z.string(), language, name };
const code = z.object({ title: z.string(), price: z.string(), url, link: z.string() });

const specs = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("file.csv"), ...about, codeId: z.uuid().nullable(), from: moment.nullable() }),
  z.object({ kind: z.literal("file.statement"), ...about, from: moment, shop: z.string(), number: z.string() }),
  z.object({ kind: z.literal("file.poster"), ...poster }),
  z.object({ kind: z.literal("file.tent"), ...poster }),
  z.object({
    kind: z.literal("file.codes"),
    shop: z.string(),
    language,
    name,
    codes: z.string().transform((text) => z.array(code).max(MOST_CODES).parse(JSON.parse(text))),
  }),
]);

/** A spec of the shapes `makeFile` understands; moments are ISO text, `codes` the JSON text of `SheetCode[]`. */
export type FileSpec = z.input<typeof specs>;

/** Makes a file; the same spec tells the same, whenever it is made. Throws on a spec that is none of ours. */
export function makeFile(spec: PictureSpec, ports: FilePorts): Promise<Made> {
  const wanted = specs.parse(spec);
  switch (wanted.kind) {
    case "file.csv":
      return paymentsCsv(wanted, ports);
    case "file.statement":
      return statementPdf({ ...wanted, codeId: null }, ports);
    case "file.poster":
      return posterPdf(wanted);
    case "file.tent":
      return tentPdf(wanted);
    case "file.codes":
      return sheetPdf(wanted);
    default:
      return wanted satisfies never;
  }
}
