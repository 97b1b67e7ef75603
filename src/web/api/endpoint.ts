import type { z } from "zod";
import type { ApiOptions, Services } from "../options.js";

export type ApiServices = Services & ApiOptions;

/** One address of the API. Its schemas validate what comes, and are what the documentation is made from. */
export interface Endpoint<Input extends z.ZodObject = z.ZodObject, Data extends z.ZodType = z.ZodType> {
  method: "GET" | "POST";
  /** Under `/v1`; a part in braces is a parameter: `/user/mixin_uuid/{mixin_id}`. */
  path: string;
  summary: string;
  /** All parameters, wherever in the request they stand, under the names callers give them. */
  input: Input;
  /** What stands in the envelope's `data`. */
  data: Data;
  /** Which limit counts it: shops ask for results of all their open orders every minute. */
  bucket: "usual" | "results";
  /** Throws `ApiError` to refuse. */
  handle(services: ApiServices, input: z.output<Input>): Promise<z.input<Data>>;
}

/** The same, with the types of its parts checked against each other. */
export const endpoint = <Input extends z.ZodObject, Data extends z.ZodType>(made: Endpoint<Input, Data>): Endpoint =>
  made;
