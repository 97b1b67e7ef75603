import type { z } from "zod";
import type { Scope } from "../../shop/api-keys.js";
import type { UsedKey } from "../../shop/audit.js";
import type { Merchant } from "../../shop/merchants.js";
import type { ApiOptions, Services } from "../options.js";

export type ApiServices = Services & ApiOptions;

/** What an endpoint may know of a request besides its parameters. */
export interface Asking {
  /** The caller's `Idempotency-Key`; null: none. */
  idempotencyKey: string | null;
  /** The network its address is of. */
  network: string;
  /** In whose name it is asked: of endpoints with a scope never null, of others always. */
  shop: Merchant | null;
  /** By which key; null where none is asked for. */
  key: UsedKey | null;
}

/** One address of the API. Its schemas validate what comes, and are what the documentation is made from. */
export interface Endpoint<Input extends z.ZodObject = z.ZodObject, Data extends z.ZodType = z.ZodType> {
  method: "GET" | "POST" | "DELETE";
  /** Under `/v1`; a part in braces is a parameter: `/user/mixin_uuid/{mixin_id}`. */
  path: string;
  summary: string;
  /** All parameters, wherever in the request they stand, under the names callers give them. */
  input: Input;
  /** What stands in the envelope's `data`. */
  data: Data;
  /** Which limit counts it: shops ask for results of all their open orders every minute. `keyed`: of those with a scope. */
  bucket: "usual" | "results" | "keyed";
  /** It makes something: callers may name the request, with `Idempotency-Key`, so that it is made once. */
  makes?: true;
  /** What a key must be good for; absent: no key is asked for. */
  scope?: Scope;
  /** Throws `ApiError` to refuse. */
  handle(services: ApiServices, input: z.output<Input>, asking: Asking): Promise<z.input<Data>>;
}

/** What does something in a shop's name is done as it was said, or not at all: it reads its parameters exactly. */
export const isExact = ({ method, scope }: Endpoint): boolean => method === "POST" && scope !== undefined;

/** The same, with the types of its parts checked against each other. */
export const endpoint = <Input extends z.ZodObject, Data extends z.ZodType>(made: Endpoint<Input, Data>): Endpoint =>
  made;
