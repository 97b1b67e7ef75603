import type { Database } from "../../../src/db/database.js";
import type { Log } from "../../../src/log.js";
import { apiOptions } from "../../../src/main/api.js";
import { listen } from "../../../src/main/http.js";
import type { SandboxUser } from "../../../src/sandbox/server.js";
import type { ApiOptions } from "../../../src/web/options.js";
import { openStage } from "../../support/mixin-stage.js";
import { webForTests } from "../../support/pay-pages.js";

export interface ApiServer {
  port: number;
  /** Everybody on the sandbox, the bot too. */
  users: SandboxUser[];
  /** Texts that no answer may hold. */
  secrets: string[];
  close(): Promise<void>;
}

/** As much as anybody can ask for: what is looked at is not how much. */
export const LIFTED = { burst: 1e9, perSecond: 1e9 };

/** The program's own server with the API on it, over a database and a sandbox; without `limits`, those that it has. */
export async function serveApi(database: Database, log: Log, limits: ApiOptions["limits"] = {}): Promise<ApiServer> {
  const stage = await openStage();
  const mixin = stage.client();
  const http = await listen("127.0.0.1", [0]);
  const publicUrl = `http://127.0.0.1:${http.port}`;
  const given = { publicUrl, botId: mixin.botId, limits };
  const web = webForTests(database, { publicUrl, log, api: apiOptions({ users: mixin.users, log }, given) });
  http.answerWith((request, env) => web.app.fetch(request, env));
  const users = stage.sandbox.users();
  return {
    port: http.port,
    users,
    secrets: users.flatMap(({ keystore }) =>
      Object.entries(keystore).flatMap(([name, value]) => (isSecret(name) && typeof value === "string" ? [value] : [])),
    ),
    async close() {
      web.close();
      await http.close();
      await stage.close();
    },
  };
}

/** Of what a keystore holds: its keys, not the ids that anybody may read. */
const isSecret = (name: string): boolean => /private|secret|pin|seed/i.test(name);
