import { Hono } from "hono";
import { z } from "zod";
import { type Endpoint, isExact } from "./endpoint.js";
import { ENDPOINTS } from "./endpoints/index.js";
import { API_ERRORS } from "./errors.js";
import { KEY_LENGTH } from "./idempotency.js";

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
        "Besides what MixPay has there are endpoints that act in a shop's name, which need its key. Refusals of those with a code of three digits have it as their HTTP status, too.",
        "Parameters may stand in the query, in a form or in JSON, there also as numbers and as true and false. What is blank is absent, unknown names are passed over, and of what is said twice the last counts; but POSTs in a shop's name refuse all three, and then do nothing.",
      ].join("\n\n"),
    },
    servers: [{ url: `${publicUrl}/v1` }],
    paths,
    components: {
      schemas: { Refusal: REFUSAL },
      headers: LIMIT_HEADERS,
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description:
            "A shop's key, made in the chat under “API keys”, with the scopes it is good for: orders, refunds, statistics, webhooks. Servers keep it; a page that people load must not hold it.",
        },
      },
      responses: {
        NoKey: { ...refusal("No key, or one that is unknown or revoked"), headers: WITH_CHALLENGE },
        OutOfScope: { ...refusal("The key is not good for this"), headers: WITH_CHALLENGE },
        Repeated: refusal("The Idempotency-Key was sent before with other parameters"),
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

const WITH_CHALLENGE = {
  "www-authenticate": { description: "Which kind of key is wanted, and what for", schema: { type: "string" } },
};

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "The caller's own name for this request, such as a UUID: sent again with the same parameters it makes nothing new, with others it is refused with 409. Of a payment it does not count beside a traceId: that is a name already. Beside the orderId of a payment the number is what makes it once: where that has an order with the same parameters already, that one is told, and the key is not kept, so other parameters may still be sent with it. A blank one is none, which POSTs in a shop's name refuse.",
  schema: { type: "string", minLength: 1, maxLength: KEY_LENGTH, pattern: "^[ -~]+$" },
};

const refusal = (description: string) => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Refusal" } } },
});

function operation(endpoint: Endpoint) {
  const { method, path, summary } = endpoint;
  const input = schemaOf(endpoint.input);
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!));
  const required = new Set(input.required ?? []);
  const body = method === "POST" ? bodyOf(input, inPath) : null;
  const parameters: object[] = Object.entries(input.properties ?? {}).map(([name, schema]) => ({
    name,
    in: inPath.has(name) ? "path" : "query",
    // Of a POST it may stand in the body instead.
    required: inPath.has(name) || (method !== "POST" && required.has(name)),
    ...describedOf(schema),
    schema,
  }));
  if (endpoint.makes) parameters.push(IDEMPOTENCY_KEY);
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    parameters,
    ...(endpoint.scope !== undefined && { security: [{ key: [endpoint.scope] }] }),
    ...(body && {
      requestBody: { content: ofTypes(BODIES, isExact(endpoint) ? { ...body, additionalProperties: false } : body) },
    }),
    responses: {
      200: {
        description: "Done, or refused",
        headers: WITH_LIMIT,
        content: ofTypes(["application/json"], answer(endpoint)),
      },
      ...(endpoint.scope !== undefined && {
        401: { $ref: "#/components/responses/NoKey" },
        403: { $ref: "#/components/responses/OutOfScope" },
      }),
      ...(endpoint.makes && { 409: { $ref: "#/components/responses/Repeated" } }),
      413: { $ref: "#/components/responses/TooLarge" },
      429: { $ref: "#/components/responses/TooMany" },
      500: { $ref: "#/components/responses/Failed" },
    },
  };
}

/** What may stand in a body: all but what the path says, which exact care takes only once. Null: nothing. */
function bodyOf({ required = [], ...input }: Schema, inPath: ReadonlySet<string>): Schema | null {
  const properties = Object.fromEntries(Object.entries(input.properties ?? {}).filter(([name]) => !inPath.has(name)));
  if (Object.keys(properties).length === 0) return null;
  const left = required.filter((name) => !inPath.has(name));
  return { ...input, properties, ...(left.length > 0 && { required: left }) };
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
