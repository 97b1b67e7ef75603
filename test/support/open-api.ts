/** As much of an OpenAPI document as tests read. */
export interface OpenApi {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: Record<string, Record<string, object>>;
}

export interface OpenApiOperation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  security?: Record<string, string[]>[];
  requestBody?: { content: Record<string, { schema: { properties: object; required?: string[] } }> };
  responses: Record<string, { content: Record<string, { schema: object }> }>;
}

/** What a reference points to. */
export function pointed(document: OpenApi, reference: string): object {
  const [, , kind = "", name = ""] = reference.split("/");
  const found = document.components[kind]?.[name];
  if (!found) throw new Error(`${reference} leads nowhere`);
  return found;
}

/** A schema with what its references point to, which lets nothing pass that it does not name. */
export function strict(document: OpenApi, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((one) => strict(document, one));
  if (typeof schema !== "object" || schema === null) return schema;
  if ("$ref" in schema) return strict(document, pointed(document, schema.$ref as string));
  const closed = "properties" in schema ? { ...schema, additionalProperties: false } : schema;
  return Object.fromEntries(Object.entries(closed).map(([key, value]) => [key, strict(document, value)]));
}
