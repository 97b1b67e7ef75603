import type { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { invalidField, notFound } from "../errors.js";
import { SCOPES } from "../people/authorizations.js";
import type { UserRow } from "../people/types.js";
import type { World } from "../world.js";
import { jsonBody, ok, type ApiEnv } from "./context.js";
import { parse } from "./parse.js";

const CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

const tokenRequest = z.object({
  client_id: z.string(),
  code: z.string(),
  client_secret: z.string().optional(),
  code_verifier: z.string().optional(),
  ed25519: z.string().optional(),
});

const question = z.object({
  client_id: z.string(),
  scope: z.string().default("PROFILE:READ"),
  response_type: z.literal("code"),
  state: z.string().optional(),
  return_to: z.string().optional(),
  code_challenge: z.string().default(""),
  code_challenge_method: z.literal("SHA256").optional(),
});

const settings = z.object({ redirect_uri: z.url({ protocol: /^https?$/ }) }).strict();

/** A request to log in, checked: a bot with an address to return to, and scopes that exist. */
function readQuestion(world: World, query: unknown) {
  const asked = parse(question, query);
  const app = world.people.get(asked.client_id);
  if (app === undefined || !app.is_bot) throw invalidField("client_id", "no app has this id");
  if (app.redirect_uri === undefined) throw invalidField("client_id", "the app has no OAuth address");
  const scopes = asked.scope.split(/[\s+]+/).filter((scope) => scope !== "");
  const unknown = scopes.find((scope) => !SCOPES.has(scope));
  if (unknown !== undefined) throw invalidField("scope", `${unknown} is unknown`);
  if (asked.code_challenge !== "" && asked.code_challenge_method === undefined) {
    throw invalidField("code_challenge_method", "SHA256");
  }
  return { ...asked, app, scopes, redirectUri: app.redirect_uri };
}

type Question = ReturnType<typeof readQuestion>;

/** Back to the app, with the outcome and what it gave us for the way. */
function returnAddress(asked: Question, outcome: { code: string } | { error: string }): string {
  const url = new URL(asked.redirectUri);
  const { state, return_to: returnTo } = asked;
  for (const [name, value] of Object.entries({ ...outcome, state, return_to: returnTo })) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

function page(asked: Question, people: readonly UserRow[], query: string) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Log in with Mixin</title>
        <style>
          body {
            font: 1rem/1.5 system-ui;
            max-width: 26rem;
            margin: 2rem auto;
            padding: 0 1rem;
          }
          button {
            display: block;
            width: 100%;
            margin: 0.5rem 0;
            padding: 0.75rem;
            font: inherit;
          }
        </style>
      </head>
      <body>
        <h1>Log in to ${asked.app.full_name}</h1>
        <form method="post" action="/oauth/authorize?${query}">
          <fieldset>
            <legend>It may read</legend>
            ${asked.scopes.map(
              (scope) => html`<label><input type="checkbox" name="scope" value="${scope}" checked /> ${scope}</label> `,
            )}
          </fieldset>
          ${people.map(
            (person) =>
              html`<button name="person" value="${person.user_id}">
                Allow as ${person.full_name} (${person.identity_number})
              </button>`,
          )}
          <button name="person" value="">Deny</button>
        </form>
      </body>
    </html>`;
}

/** What a browser sees of logging in, and where a developer tells an app's OAuth address. */
export function oauthPages(app: Hono, world: World): void {
  const { people, authorizations, store } = world;

  app.get("/oauth/authorize", (c) => {
    const asked = readQuestion(world, c.req.query());
    const persons = people.listed().filter((user) => !user.is_bot);
    return c.html(page(asked, persons, new URL(c.req.url).searchParams.toString()), 200, {
      "content-security-policy": CSP,
    });
  });

  // The SDK's call of the same name carries a token and JSON: that one is a phone's, and is not built.
  app.post("/oauth/authorize", async (c) => {
    const asked = readQuestion(world, c.req.query());
    const form = await c.req.parseBody({ all: true });
    const person = typeof form["person"] === "string" ? people.get(form["person"]) : undefined;
    if (person === undefined || person.is_bot) return c.redirect(returnAddress(asked, { error: "access_denied" }), 303);
    const allowed = [form["scope"]].flat();
    const scopes = asked.scopes.filter((scope) => allowed.includes(scope));
    const code = authorizations.grant(asked.app, person, scopes, asked.code_challenge);
    store.journal.flush();
    return c.redirect(returnAddress(asked, { code }), 303);
  });

  app.post("/sandbox/users/:id/oauth", async (c) => {
    const bot = people.get(c.req.param("id"));
    if (bot === undefined || !bot.is_bot) throw notFound();
    bot.redirect_uri = parse(settings, await c.req.json().catch(() => undefined)).redirect_uri;
    people.save(bot);
    store.journal.flush();
    const secret = authorizations.secretOf(bot);
    return c.json({ client_id: bot.user_id, client_secret: secret, redirect_uri: bot.redirect_uri });
  });
}

/** The exchange of a code for a token, without a token of one's own. */
export function oauthRoutes(api: Hono<ApiEnv>, world: World): void {
  api.post("/oauth/token", (c) => ok(c, world.authorizations.redeem(parse(tokenRequest, jsonBody(c)))));
}
