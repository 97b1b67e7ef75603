import { MixinApi } from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";

const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
const USDT = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ priceWalk: false, finalityMs: 20 });
});

afterEach(() => sandbox.close());

const control = async (path: string, body: unknown): Promise<Response> =>
  fetch(`${sandbox.url}${path}`, { method: "POST", body: JSON.stringify(body) });

describe("money from a chain", () => {
  it("is pending, then confirmed: an output and a snapshot with the deposit", async () => {
    const thorb = sandbox.users().find((user) => user.full_name === "Thorb");
    if (thorb === undefined) throw new Error("Thorb is missing");
    const api = MixinApi({ keystore: thorb.keystore, requestConfig: { baseURL: sandbox.url } });
    const ask = () => api.safe.depositEntries({ members: [thorb.user_id], threshold: 1, chain_id: BTC });
    const [entry] = await ask();
    expect(await ask()).toEqual([entry]);
    const { destination } = entry ?? { destination: "" };
    expect((await control("/sandbox/deposits", { destination, asset_id: USDT, amount: "1" })).status).toBe(400);
    await control("/sandbox/deposits", { destination, asset_id: BTC, amount: "0.01", confirm_ms: 3_000 });
    const deposits = () => api.safe.pendingDeposits({ asset: BTC, destination });
    expect(await deposits()).toMatchObject([{ state: "pending", amount: "0.01", confirmations: 0 }]);
    const unspent = () => api.utxo.safeOutputs({ members: [thorb.user_id], threshold: 1, asset: BTC });
    expect(await unspent()).toEqual([]);
    await vi.waitFor(async () => expect(await deposits()).toMatchObject([{ state: "confirmed" }]), { timeout: 15_000 });
    expect(await unspent()).toMatchObject([{ amount: "0.01", senders: [], state: "unspent", deposit: { chain: BTC } }]);
    const [row] = await api.safe.fetchSafeSnapshots({ asset: BTC, limit: 1 });
    expect(row).toMatchObject({ amount: "0.01", opponent_id: "", trace_id: null, deposit: { destination } });
  });
});

describe("assets and prices", () => {
  it("are told with and without a token, and follow what was set", async () => {
    const api = MixinApi({ requestConfig: { baseURL: sandbox.url } });
    const top = await api.network.topAssets();
    expect(top.slice(0, 2).map((asset) => asset.symbol)).toEqual(["BTC", "ETH"]);
    const asset = await api.network.fetchAsset(BTC);
    expect(asset).toMatchObject({ chain_id: BTC, precision: 8, price_usd: "96500" });
    expect((await fetch(asset.icon_url)).headers.get("content-type")).toBe("image/svg+xml");
    const stale = "2025-01-01T00:00:00Z";
    await control("/sandbox/prices", { asset_id: BTC, price_usd: "50000.5", updated_at: stale });
    expect(await api.network.fetchAsset(BTC)).toMatchObject({ price_usd: "50000.5", price_updated_at: stale });
    expect(await api.network.searchAssets("tron")).toMatchObject([{ symbol: "TRX" }]);
    const rates = await api.external.exchangeRates();
    expect(rates.length).toBeGreaterThan(40);
    expect(rates).toContainEqual({ code: "USD", rate: 1 });
    expect((await api.network.chains()).length).toBeGreaterThan(10);
  });
});
