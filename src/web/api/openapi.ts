import { Hono } from "hono";
import { z } from "zod";
import type { Endpoint } from "./endpoint.js";
import { ENDPOINTS } from "./endpoints/index.js";
import { API_ERRORS } from "./errors.js";

type Schema = z.core.JSONSchema.BaseSchema;

/** The ways a POST is sent in, besides by its query. */
const BODIES = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
const VERSION = "1";

/** `/openapi.json`: the API for machines, made once from the schemas that requests are checked with. */
export function openApiRoutes(publicUrl: string): Hono {
  const document = JSON.stringify(openApi(publicUrl, ENDPOINTS));
  const headers = {
    "content-type": "application/json",
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=300",
  };
  return new Hono().get("/openapi.json", (c) => c.body(document, 200, headers));
}

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12 as zod writes it. */
export function openApi(publicUrl: string, endpoints: Endpoint[]) {
  const paths: Record<string, Record<string, object>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Mixtill",
      version: VERSION,
      description: [
        "Payments for shops and programs, as MixPay's API has them: programs written for that one work here when their base address is changed.",
        "Everything is answered in one envelope. What cannot be done is answered with HTTP status 200, `success: false` and a `code`; another status has what no endpoint came to decide.",
        "Parameters may stand in the query, in a form or in JSON, there also as numbers and as true and false. What is blank is absent.",
      ].join("\n\n"),
    },
    servers: [{ url: `${publicUrl}/v1` }],
    paths,
    components: {
      schemas: { Refusal: REFUSAL },
      headers: LIMIT_HEADERS,
      responses: {
        TooLarge: refusal("More than any request needs"),
        TooMany: {
          ...refusal("Too many requests; `retry-after` says in how many seconds to come back"),
          headers: WITH_WAIT,
        },
        Failed: refusal("Something went wrong on this side"),
      },
    },
  };
}

const integer = { type: "integer" };
const timestampMs = { type: "integer", description: "When it was answered, unix milliseconds" };

const REFUSAL = {
  type: "object",
  properties: {
    code: {
      type: "integer",
      oneOf: Object.values(API_ERRORS).map(([code, message]) => ({ const: code, description: message })),
    },
    success: { const: false },
    message: { type: "string", description: "For people to read" },
    data: { type: "array", maxItems: 0 },
    timestampMs,
  },
  required: ["code", "success", "message", "data", "timestampMs"],
};

const LIMIT_HEADERS = {
  Limit: { description: "How many requests may be made at once", schema: integer },
  Remaining: { description: "How many of them are left", schema: integer },
  Wait: { description: "Seconds to wait", schema: integer },
};
const WITH_LIMIT = {
  "x-ratelimit-limit": { $ref: "#/components/headers/Limit" },
  "x-ratelimit-remaining": { $ref: "#/components/headers/Remaining" },
};
const WITH_WAIT = { ...WITH_LIMIT, "retry-after": { $ref: "#/components/headers/Wait" } };

const refusal = (description: string) => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Refusal" } } },
});

function operation(endpoint: Endpoint) {
  const { method, path, summary } = endpoint;
  const input = schemaOf(endpoint.input);
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!));
  const required = new Set(input.required ?? []);
  const parameters = Object.entries(input.properties ?? {}).map(([name, schema]) => ({
    name,
    in: inPath.has(name) ? "path" : "query",
    // Of a POST it may stand in the body instead.
    required: inPath.has(name) || (method === "GET" && required.has(name)),
    ...describedOf(schema),
    schema,
  }));
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    parameters,
    ...(method === "POST" && { requestBody: { content: ofTypes(BODIES, input) } }),
    responses: {
      200: {
        description: "Done, or refused",
        headers: WITH_LIMIT,
        content: ofTypes(["application/json"], answer(endpoint)),
      },
      413: { $ref: "#/components/responses/TooLarge" },
      429: { $ref: "#/components/responses/TooMany" },
      500: { $ref: "#/components/responses/Failed" },
    },
  };
}

const answer = ({ data }: Endpoint) => ({
  oneOf: [
    {
      type: "object",
      properties: {
        code: { const: 0 },
        success: { const: true },
        message: { const: "" },
        data: schemaOf(data),
        timestampMs,
      },
      required: ["code", "success", "message", "data", "timestampMs"],
    },
    { $ref: "#/components/schemas/Refusal" },
  ],
});

const ofTypes = (types: string[], schema: object) => Object.fromEntries(types.map((type) => [type, { schema }]));

const describedOf = (schema: Schema | boolean) =>
  typeof schema === "object" && schema.description !== undefined ? { description: schema.description } : {};

/** As callers write it and read it: what they may leave out is not required, and more may come one day. */
function schemaOf(schema: z.ZodType): Schema {
  const { $schema: _, ...written } = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io: "input",
    unrepresentable: "any",
  });
  return written;
}
