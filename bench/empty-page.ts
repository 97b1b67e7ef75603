// The same HTTP server with nothing behind it; runs in a process of its own. usage: empty-page <port>
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.get("/", (c) => c.html("<!doctype html><title></title>"));
serve({ fetch: (request) => app.fetch(request), hostname: "127.0.0.1", port: Number(process.argv[2]) }, () =>
  process.send?.("ready"),
);
process.on("disconnect", () => process.exit(0));
