import { createPostgresDatabase, postgresIsHere } from "../test/support/databases.js";
import { type Program, startBotProcess, startSandboxProcess } from "../test/support/processes.js";
import { SandboxControl } from "../test/support/sandbox.js";

export interface Ours {
  control: SandboxControl;
  bot: Program;
  sandbox: Program;
}

/** Runs the whole program on a fresh sandbox and database, and ends it after the work. */
export async function withBot<T>(own: string, work: (ours: Ours) => Promise<T>): Promise<T> {
  const postgres = postgresIsHere ? await createPostgresDatabase() : null;
  const sandbox = await startSandboxProcess({ folder: own });
  try {
    const environment = { LOG_LEVEL: "warn" };
    const bot = await startBotProcess({
      folder: own,
      sandboxUrl: sandbox.url,
      databaseUrl: postgres?.url,
      environment,
    });
    try {
      return await work({ control: new SandboxControl(sandbox.url), bot, sandbox });
    } finally {
      await bot.stop();
    }
  } finally {
    await sandbox.stop();
    await postgres?.drop();
  }
}
