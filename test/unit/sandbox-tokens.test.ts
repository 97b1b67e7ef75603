import { randomUUID } from "node:crypto";
import { signAccessToken, signToken } from "@mixin.dev/mixin-node-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { sha256Hex } from "../../src/sandbox/bytes.js";
import { newSeed } from "../../src/sandbox/crypto/keys.js";
import { startSandbox, type Sandbox, type SandboxUser } from "../../src/sandbox/server.js";

let sandbox: Sandbox;
let ada: SandboxUser;

beforeAll(async () => {
  sandbox = await startSandbox({ priceWalk: false });
  const found = sandbox.users().find((user) => user.full_name === "Ada");
  if (found === undefined) throw new Error("Ada is missing");
  ada = found;
});

afterAll(() => sandbox.close());

interface Answer {
  http: number;
  code: number | undefined;
  headers: Headers;
}

async function ask(path: string, token: string, requestId: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${sandbox.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, "x-request-id": requestId, "content-type": "application/json" },
  });
  const body = (await response.json()) as { error?: { code: number } };
  return { http: response.status, code: body.error?.code, headers: response.headers };
}

/** A token for GET /me with some claims changed, signed with Ada's key or another. */
function token(changes: Record<string, unknown>, requestId: string, key = ada.keystore.session_private_key): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    uid: ada.user_id,
    sid: ada.keystore.session_id,
    iat,
    exp: iat + 60,
    jti: requestId,
    sig: sha256Hex("GET/me"),
    scp: "FULL",
    ...changes,
  };
  return signToken(claims, key);
}

const good = (requestId: string) => signAccessToken("GET", "/me", "", requestId, ada.keystore);

describe("a request is believed", () => {
  it("when its token was signed for it, and the answer echoes its id and tells the time", async () => {
    const id = randomUUID();
    const answer = await ask("/me", good(id), id);
    expect(answer).toMatchObject({ http: 200, code: undefined });
    expect(answer.headers.get("x-request-id")).toBe(id);
    const skew = Number(BigInt(answer.headers.get("x-server-time") ?? "0") / 1_000_000n) - Date.now();
    expect(Math.abs(skew)).toBeLessThan(5_000);
  });

  it("without a token where everybody may look", async () => {
    for (const path of ["/network/assets/top", "/network/chains", "/external/fiats"]) {
      expect((await ask(path, "", randomUUID())).code).toBeUndefined();
    }
    expect((await ask(`/safe/transactions/${randomUUID()}`, "", randomUUID())).code).toBe(404);
  });
});

describe("a request is refused with 401 on HTTP 202", () => {
  const refused = { http: 202, code: 401 };

  it("when the token is missing, no token at all, or forged", async () => {
    const id = randomUUID();
    expect(await ask("/me", "", id)).toMatchObject(refused);
    expect(await ask("/me", "a.b.c", id)).toMatchObject(refused);
    expect(await ask("/me", token({}, id, newSeed()), id)).toMatchObject(refused);
    const [head = "", , tail = ""] = good(id).split(".");
    const claims = Buffer.from(JSON.stringify({ uid: ada.user_id })).toString("base64url");
    expect(await ask("/me", `${head}.${claims}.${tail}`, id)).toMatchObject(refused);
  });

  it("when the header claims another algorithm", async () => {
    const id = randomUUID();
    const [, claims = "", tail = ""] = good(id).split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
    expect(await ask("/me", `${none}.${claims}.${tail}`, id)).toMatchObject(refused);
  });

  it("when the session is not the user's", async () => {
    const id = randomUUID();
    expect(await ask("/me", token({ sid: randomUUID() }, id), id)).toMatchObject(refused);
    expect(await ask("/me", token({ uid: randomUUID() }, id), id)).toMatchObject(refused);
  });

  it("when the token was used before", async () => {
    const id = randomUUID();
    const once = good(id);
    expect((await ask("/me", once, id)).code).toBeUndefined();
    expect(await ask("/me", once, id)).toMatchObject(refused);
  });

  it("when its time is stale, expired or ahead", async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const times of [
      { iat: now - 360, exp: now + 3_600 },
      { iat: now + 360, exp: now + 3_600 },
      { iat: now - 60, exp: now - 1 },
    ]) {
      const id = randomUUID();
      expect(await ask("/me", token(times, id), id)).toMatchObject(refused);
    }
  });

  it("when X-Request-Id is another", async () => {
    expect(await ask("/me", good(randomUUID()), randomUUID())).toMatchObject(refused);
  });

  it("when method, address or body are not those that were signed", async () => {
    const id = randomUUID();
    expect(await ask("/me?x=1", good(id), id)).toMatchObject(refused);
    const next = randomUUID();
    expect(await ask("/friends", good(next), next)).toMatchObject(refused);
    const post = randomUUID();
    const signed = signAccessToken("POST", "/users/fetch", "[]", post, ada.keystore);
    expect(await ask("/users/fetch", signed, post, { method: "POST", body: "[ ]" })).toMatchObject(refused);
  });
});

describe("Blaze is refused on the handshake", () => {
  const handshake = (jwt: string, protocol: string | undefined) =>
    new Promise<number | undefined>((resolve) => {
      const url = sandbox.url.replace("http", "ws");
      const ws = new WebSocket(url, protocol, { headers: { authorization: `Bearer ${jwt}` } });
      ws.on("unexpected-response", (_request, response) => resolve(response.statusCode));
      ws.on("error", () => undefined);
      ws.on("open", () => {
        ws.close();
        resolve(101);
      });
    });
  const root = () => signAccessToken("GET", "/", "", randomUUID(), ada.keystore);

  it("with 401 for a bad token, 400 for another subprotocol", async () => {
    expect(await handshake(root(), "Mixin-Blaze-1")).toBe(101);
    expect(await handshake("", "Mixin-Blaze-1")).toBe(401);
    expect(await handshake(good(randomUUID()), "Mixin-Blaze-1")).toBe(401);
    expect(await handshake(root(), "chat")).toBe(400);
    expect(await handshake(root(), undefined)).toBe(400);
  });
});

describe("what is not there", () => {
  it("answers 404 in the documented form", async () => {
    const id = randomUUID();
    const jwt = signAccessToken("GET", "/safe/inscriptions", "", id, ada.keystore);
    expect(await ask("/safe/inscriptions", jwt, id)).toMatchObject({ http: 202, code: 404 });
  });

  it("answers 400 to a body that is no JSON", async () => {
    const id = randomUUID();
    const jwt = signAccessToken("POST", "/users/fetch", "{", id, ada.keystore);
    expect(await ask("/users/fetch", jwt, id, { method: "POST", body: "{" })).toMatchObject({ code: 400 });
  });
});
