import { MixinApi } from "@mixin.dev/mixin-node-sdk";
import type { Transport } from "./transport.js";

/** The part of an axios request that an adapter needs. */
interface AdapterRequest {
  method?: string;
  url?: string;
  params?: Record<string, string | number | boolean | null | undefined>;
  data?: string;
}

/**
 * The SDK's REST client, with its requests made by our transport. It gets no keystore on purpose: its own signing is
 * twenty times slower, signs another text than it sends when a property is undefined, and retries without limit to
 * what it repeats. Its methods keep their types and paths.
 */
export function createSdk(transport: Transport, apiUrl: string) {
  const adapter = async (request: AdapterRequest) => ({
    data: {
      data: await transport.request({
        method: (request.method ?? "get").toUpperCase(),
        path: (request.url ?? "/") + queryOf(request.params),
        body: request.data,
      }),
    },
    status: 200,
    statusText: "OK",
    headers: {},
    config: request,
  });
  const requestConfig = { baseURL: apiUrl, adapter };
  return MixinApi({ requestConfig });
}

export type Sdk = ReturnType<typeof createSdk>;

function queryOf(params: AdapterRequest["params"]): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value !== undefined && value !== null) query.append(name, String(value));
  }
  return query.size === 0 ? "" : `?${query.toString()}`;
}
