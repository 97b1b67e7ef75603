/** A refusal in Mixin's own form: HTTP 202 and an error body, unless `http` says otherwise. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    description: string,
    readonly extra?: Readonly<Record<string, unknown>>,
    readonly http: number = 202,
  ) {
    super(description);
  }
}

export const badRequest = (): ApiError => new ApiError(400, "The request body can't be parsed as valid data.");
export const unauthorized = (why: string): ApiError => new ApiError(401, `Unauthorized, ${why}.`);
export const forbidden = (why: string): ApiError => new ApiError(403, `Access denied, ${why}.`);
export const notFound = (): ApiError => new ApiError(404, "The endpoint is not found.");
export const invalidTransaction = (reason: string): ApiError => new ApiError(10001, `Invalid transaction: ${reason}.`);

/** A field the request got wrong; `extra` names it as the real service does. */
export const invalidField = (field: string, reason: string): ApiError =>
  new ApiError(10002, "The request data has invalid field.", { field, reason });

export interface ErrorBody {
  readonly error: {
    readonly status: number;
    readonly code: number;
    readonly description: string;
    readonly request_id?: string;
    readonly extra?: Readonly<Record<string, unknown>>;
  };
}

/** The body the wire carries for a refusal. */
export function errorBody(error: ApiError, requestId: string): ErrorBody {
  return {
    error: {
      status: error.http,
      code: error.code,
      description: error.message,
      ...(requestId === "" ? {} : { request_id: requestId }),
      ...(error.extra === undefined ? {} : { extra: error.extra }),
    },
  };
}
