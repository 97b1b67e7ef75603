import { startSandbox } from "./server.js";

/** The number a variable holds, or the fallback when it is not set; a complaint when it is no number. */
function numberFrom(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`${name} must be a whole number, not "${text}".`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function explain(error: unknown, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return `Port ${port} is in use: stop the program that has it, or set SANDBOX_PORT to another.`;
  }
  if (code === "EACCES") return `Port ${port} is not allowed for this user: set SANDBOX_PORT to one above 1023.`;
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<void> {
  const port = numberFrom("SANDBOX_PORT", 8081);
  try {
    const sandbox = await startSandbox({
      port,
      ...(process.env["SANDBOX_ROUTE_PORT"] ? { routePort: numberFrom("SANDBOX_ROUTE_PORT", port + 1) } : {}),
      dir: process.env["DATA_DIR"] ?? "./data/sandbox",
      float: process.env["SANDBOX_FLOAT"] !== "false",
      finalityMs: numberFrom("SANDBOX_FINALITY_MS", 400),
      priceWalk: process.env["SANDBOX_PRICE_WALK"] !== "false",
      switches: { redeliveryMs: numberFrom("SANDBOX_REDELIVERY_MS", 10_000) },
      report: (error) => process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`),
    });
    let stopping = false;
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      void sandbox.close().then(() => process.exit(0));
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    // Started by another program: it must not be outlived.
    process.on("disconnect", stop);
    // Gone already while we started; a program that was not started by another has no such property.
    if ("connected" in process && !process.connected) stop();
    say(`sandbox ready at ${sandbox.url}`);
    say(`Mixin Route at ${sandbox.routeUrl}`);
  } catch (error) {
    process.stderr.write(`The sandbox can't start. ${explain(error, port)}\n`);
    process.exitCode = 1;
    process.disconnect?.();
  }
}

await main();
