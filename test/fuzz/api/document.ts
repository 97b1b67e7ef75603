import { z } from "zod";
import { type OpenApi, pointed, strict } from "../../support/open-api.js";

export interface Schema {
  type?: string;
  pattern?: string;
  allOf?: Schema[];
  items?: Schema;
  enum?: unknown[];
  minItems?: number;
}

export interface Field {
  name: string;
  schema: Schema;
  isInPath: boolean;
  isRequired: boolean;
}

/** An endpoint as the document tells it. */
export interface Operation {
  /** `POST /payments` */
  name: string;
  method: string;
  path: string;
  fields: Field[];
  /** What a key has to be good for; null: none is asked for. */
  scope: string | null;
  /** Whether requests can be named. */
  takesName: boolean;
  /** What it may answer, by HTTP status. */
  answers: ReadonlyMap<number, z.ZodType>;
}

/** What there is to be asked for, and what may be answered, out of `/openapi.json` alone. */
export function readDocument(document: OpenApi): { operations: Operation[]; refusal: z.ZodType } {
  const schemaOf = (schema: unknown) =>
    z.fromJSONSchema(asWritten(strict(document, schema)) as Parameters<typeof z.fromJSONSchema>[0]);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([small, operation]): Operation => {
      const method = small.toUpperCase();
      const inBody = operation.requestBody?.content["application/json"]?.schema.required ?? [];
      const answers = Object.entries(operation.responses).map(([status, response]) => {
        const { content } = (
          "$ref" in response ? pointed(document, response.$ref as string) : response
        ) as (typeof operation.responses)[string];
        return [Number(status), schemaOf(content["application/json"]!.schema)] as const;
      });
      return {
        name: `${method} ${path}`,
        method,
        path,
        fields: operation.parameters
          .filter((one) => one.in !== "header")
          .map(({ name, in: where, required, schema }) => ({
            name,
            schema: schema as Schema,
            isInPath: where === "path",
            isRequired: required || inBody.includes(name),
          })),
        scope: operation.security?.[0]?.["key"]?.[0] ?? null,
        takesName: operation.parameters.some((one) => one.in === "header" && one.name === "Idempotency-Key"),
        answers: new Map(answers),
      };
    }),
  );
  return { operations, refusal: schemaOf({ $ref: "#/components/schemas/Refusal" }) };
}

/** By its pattern where there is one: zod takes the format "uuid" to ask for more than JSON Schema says. */
function asWritten(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asWritten);
  if (typeof schema !== "object" || schema === null) return schema;
  const { format, ...rest } = schema as Record<string, unknown>;
  const kept = format === undefined || "pattern" in rest ? rest : { ...rest, format };
  return Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, asWritten(value)]));
}
