import { createHash, randomUUID } from "node:crypto";
import {
  getChallenge,
  getED25519KeyPair,
  MixinApi,
  signAccessToken,
  type OAuthKeystore,
} from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { verifySignature } from "../../src/sandbox/crypto/keys.js";
import { startSandbox, type Sandbox, type SandboxUser } from "../../src/sandbox/server.js";

const RETURN = "http://127.0.0.1:9/back";
let sandbox: Sandbox;
let bot: SandboxUser;
let ada: SandboxUser;
let secret: string;

function person(name: string): SandboxUser {
  const found = sandbox.users().find((user) => user.full_name === name);
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return found;
}

const client = (keystore?: OAuthKeystore) =>
  MixinApi({ requestConfig: { baseURL: sandbox.url }, ...(keystore === undefined ? {} : { keystore }) });

function authorizeUrl(more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ client_id: bot.user_id, scope: "PROFILE:READ", response_type: "code", ...more });
  return `${sandbox.url}/oauth/authorize?${query.toString()}`;
}

/** The person presses the button with their name; returns the address the browser is sent to. */
async function press(url: string, who: string, scopes: readonly string[] = []): Promise<URL> {
  const body = new URLSearchParams([["person", who], ...scopes.map((scope): [string, string] => ["scope", scope])]);
  const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get("location") ?? "");
}

const codeOf = (url: URL): string => url.searchParams.get("code") ?? "";

/** A key of the app, as it goes over the wire and as a seed in hex. */
function appKey() {
  const { seed, publicKey } = getED25519KeyPair();
  return { seed: seed.toString("hex"), wire: publicKey.toString("base64url") };
}

beforeEach(async () => {
  sandbox = await startSandbox({ priceWalk: false });
  bot = person("Mixtill");
  ada = person("Ada");
  const answer = await fetch(`${sandbox.url}/sandbox/users/${bot.user_id}/oauth`, {
    method: "POST",
    body: JSON.stringify({ redirect_uri: RETURN }),
  });
  ({ client_secret: secret } = (await answer.json()) as { client_secret: string });
});

afterEach(() => sandbox.close());

describe("the unmodified SDK logs a person in", () => {
  it("with a challenge and a key of its own: token, then profile", async () => {
    const { verifier, challenge } = getChallenge();
    const url = authorizeUrl({ code_challenge: challenge, code_challenge_method: "SHA256", state: "s 1" });
    const shown = await (await fetch(url)).text();
    expect(shown).toContain("Ada (2815162)");
    const back = await press(url, ada.user_id);
    expect(back.origin + back.pathname).toBe(RETURN);
    expect(back.searchParams.get("state")).toBe("s 1");

    const key = appKey();
    const token = await client().oauth.getToken({
      client_id: bot.user_id,
      code: codeOf(back),
      code_verifier: verifier,
      ed25519: key.wire,
    });
    expect(token).toMatchObject({ scope: "PROFILE:READ" });
    expect(token.access_token).toBeUndefined();
    const keystore = {
      app_id: bot.user_id,
      scope: token.scope,
      authorization_id: token.authorization_id,
      session_private_key: key.seed,
    };
    const me = await client(keystore).user.profile();
    expect(me).toMatchObject({ user_id: ada.user_id, identity_number: "2815162", full_name: "Ada", phone: "" });
    expect(me).not.toHaveProperty("session_id");
  });

  it("with the secret and no key: a bearer, which fits any request", async () => {
    const back = await press(authorizeUrl({ scope: "PROFILE:READ PHONE:READ" }), ada.user_id, ["PHONE:READ"]);
    const token = await client().oauth.getToken({ client_id: bot.user_id, code: codeOf(back), client_secret: secret });
    expect(token.scope).toBe("PROFILE:READ PHONE:READ");
    for (let time = 0; time < 2; time++) {
      const answer = await fetch(`${sandbox.url}/me`, { headers: { authorization: `Bearer ${token.access_token}` } });
      expect(await answer.json()).toMatchObject({ data: { user_id: ada.user_id, phone: "+442071234567" } });
    }
  });

  it("signs the answers for an app with a key", async () => {
    const { keystore, serverKey } = await loggedIn("PROFILE:READ");
    const id = randomUUID();
    const authorization = `Bearer ${signAccessToken("GET", "/me", "", id, keystore)}`;
    const answer = await fetch(`${sandbox.url}/me`, { headers: { authorization, "x-request-id": id } });
    const [header = "", claims = "", signature = ""] = (answer.headers.get("x-integrity-token") ?? "").split(".");
    const told = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, string>;
    const sig = createHash("sha256").update(`GET/me${await answer.text()}`);
    expect(told).toMatchObject({ jti: id, sig: sig.digest("hex") });
    const text = Buffer.from(`${header}.${claims}`);
    expect(verifySignature(serverKey, text, Buffer.from(signature, "base64url"))).toBe(true);
  });
});

async function loggedIn(scope: string) {
  const back = await press(authorizeUrl({ scope }), ada.user_id, scope.split(" "));
  const key = appKey();
  const token = await client().oauth.getToken({
    client_id: bot.user_id,
    code: codeOf(back),
    client_secret: secret,
    ed25519: key.wire,
  });
  const keystore: OAuthKeystore = {
    app_id: bot.user_id,
    scope: token.scope,
    authorization_id: token.authorization_id,
    session_private_key: key.seed,
  };
  return { keystore, serverKey: Buffer.from(token.ed25519 ?? "", "base64url").toString("hex") };
}

describe("an app that a person logged in to", () => {
  it("gets no more than was allowed", async () => {
    const { keystore } = await loggedIn("PROFILE:READ SNAPSHOTS:READ");
    expect(await client(keystore).safe.fetchSafeSnapshots({ limit: 1 })).toHaveLength(1);
    await expect(client(keystore).safe.fetchAssets([])).rejects.toMatchObject({ code: 403 });
    await expect(client(keystore).safe.assets()).rejects.toMatchObject({ code: 403 });
    await expect(client(keystore).user.friends()).rejects.toMatchObject({ code: 403 });
    await expect(client(keystore).user.update("Eve", "")).rejects.toMatchObject({ code: 403 });
    const more = { ...keystore, scope: "PROFILE:READ ASSETS:READ" };
    await expect(client(more).safe.assets()).rejects.toMatchObject({ code: 401 });
  });

  it("needs its own key, and can't listen to the person's messages", async () => {
    const { keystore } = await loggedIn("PROFILE:READ");
    const forged = { ...keystore, session_private_key: appKey().seed };
    await expect(client(forged).user.profile()).rejects.toMatchObject({ code: 401 });
    const token = signAccessToken("GET", "/", "", randomUUID(), keystore);
    const ws = new WebSocket(sandbox.url.replace("http", "ws"), "Mixin-Blaze-1", {
      headers: { authorization: `Bearer ${token}` },
    });
    const status = await new Promise((resolve) => {
      ws.on("error", () => undefined);
      ws.on("unexpected-response", (_, answer) => resolve(answer.statusCode));
    });
    expect(status).toBe(401);
  });
});

describe("a code", () => {
  const redeem = (more: Record<string, string>) =>
    client().oauth.getToken({ client_id: bot.user_id, ...more } as never);

  it("is good once, for its app, and with the right secret", async () => {
    const code = codeOf(await press(authorizeUrl(), ada.user_id));
    await expect(redeem({ code: "made up", client_secret: secret })).rejects.toMatchObject({ code: 20121 });
    await expect(redeem({ code, client_secret: "wrong" })).rejects.toMatchObject({ code: 10002 });
    await expect(redeem({ code, code_verifier: "any" })).rejects.toMatchObject({ code: 10002 });
    await expect(redeem({ code, client_secret: secret, client_id: ada.user_id })).rejects.toMatchObject({
      code: 20121,
    });
    await redeem({ code, client_secret: secret });
    await expect(redeem({ code, client_secret: secret })).rejects.toMatchObject({ code: 20121 });
  });

  it("that was asked for with a challenge needs the verifier whose bytes were hashed", async () => {
    const { verifier, challenge } = getChallenge();
    const asked = { code_challenge: challenge, code_challenge_method: "SHA256" };
    const code = codeOf(await press(authorizeUrl(asked), ada.user_id));
    await expect(redeem({ code, client_secret: secret })).rejects.toMatchObject({ code: 10002 });
    await expect(redeem({ code, code_verifier: getChallenge().verifier })).rejects.toMatchObject({ code: 10002 });
    await redeem({ code, code_verifier: verifier });
    // RFC 7636 hashes the verifier's text: here that is another challenge.
    const byText = createHash("sha256").update(verifier).digest("base64url");
    const other = codeOf(await press(authorizeUrl({ ...asked, code_challenge: byText }), ada.user_id));
    await expect(redeem({ code: other, code_verifier: verifier })).rejects.toMatchObject({ code: 10002 });
  });

  it("is not given when the person denies, or to questions that make no sense", async () => {
    const denied = await press(authorizeUrl({ state: "x" }), "");
    expect(Object.fromEntries(denied.searchParams)).toEqual({ error: "access_denied", state: "x" });
    for (const more of [
      { client_id: ada.user_id },
      { scope: "EVERYTHING" },
      { response_type: "token" },
      { code_challenge: "abc" },
    ]) {
      expect((await fetch(authorizeUrl(more))).status).toBe(400);
    }
  });
});
