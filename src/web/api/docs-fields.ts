import { z } from "zod";

/** A line of a table of parameters or answers. */
export interface Field {
  /** With the names it stands in: `transactions[].txid`. */
  name: string;
  type: string;
  isRequired: boolean;
  text: string;
}

/** What of JSON Schema our schemas become. */
interface Shape {
  type?: string | string[];
  description?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  anyOf?: Shape[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
}

/** The parameters a caller may send. */
export const parametersOf = (schema: z.ZodType): Field[] => fieldsOf(shapeOf(schema, "input"), "");

/** What stands in an answer's `data`; a list is described by one of its entries. */
export const answerOf = (schema: z.ZodType): Field[] => fieldsOf(shapeOf(schema, "output"), "");

const shapeOf = (schema: z.ZodType, io: "input" | "output"): Shape =>
  z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Shape;

function fieldsOf(shape: Shape, within: string): Field[] {
  if (shape.items) return fieldsOf(shape.items, `${within}[]`);
  const prefix = within === "" ? "" : `${within}.`;
  return Object.entries(shape.properties ?? {}).flatMap(([key, of]) => {
    const name = prefix + key;
    const isRequired = shape.required?.includes(key) ?? false;
    return [{ name, type: typeOf(of), isRequired, text: of.description ?? "" }, ...fieldsOf(insideOf(of), name)];
  });
}

/** An object that may also be null or absent is described like one that is there. */
const insideOf = (shape: Shape): Shape => shape.anyOf?.find((one) => one.properties ?? one.items) ?? shape;

function typeOf(shape: Shape): string {
  if (shape.enum) return shape.enum.map((value) => JSON.stringify(value)).join(", ");
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.anyOf) return [...new Set(shape.anyOf.map(typeOf))].join(" or ");
  if (shape.items) return `list of ${typeOf(shape.items)}`;
  const type = [shape.type ?? "any"].flat().join(" or ");
  return shape.format === "uuid" ? "uuid" : type;
}
