/** The wallet of one person: what they hold, what moved, and test money from the faucet. */
import { assetIcon, h } from "./dom.js";
import { amountText, dollars, isAmount, when } from "./format.js";
import { openSheet } from "./sheet.js";

export function openWallet(pane) {
  const unwatch = pane.watch((event) => event.type === "wallet" && void load());
  const sheet = openSheet(pane.layer, { title: `${pane.person.full_name}'s wallet`, kind: "tall", onClose: unwatch });
  const total = h("p", { class: "total" }, "…");
  const assets = h("ul", { class: "rows", "aria-label": "Assets" });
  const history = h("ul", { class: "rows", "aria-label": "History" });
  const error = h("p", { class: "problem", role: "alert", hidden: true });
  sheet.body.append(
    h("div", { class: "wallet-head" }, h("div", {}, h("p", { class: "faint" }, "Total"), total), faucetButton(pane)),
    error,
    h("h3", {}, "Assets"),
    assets,
    h("h3", {}, "History"),
    history,
  );

  async function load() {
    try {
      const [holdings, items] = await Promise.all([pane.api.get("/wallet"), pane.api.get("/wallet/history")]);
      total.textContent = dollars(sum(holdings.map((holding) => holding.value_usd)));
      assets.replaceChildren(...orNothing(holdings.map(assetRow), "No money yet. Get some test money."));
      history.replaceChildren(...orNothing(items.map(historyRow), "Nothing moved yet."));
      error.hidden = true;
    } catch (problem) {
      error.textContent = problem.message;
      error.hidden = false;
    }
  }
  void load();
}

/** An asset with its network: two USDT are told apart by it. */
export function assetRow(asset) {
  return h(
    "li",
    { class: "row", data: { asset: asset.asset_id } },
    assetIcon(asset),
    h("span", { class: "row-text" }, h("strong", {}, asset.symbol), h("span", { class: "faint" }, networkOf(asset))),
    h(
      "span",
      { class: "row-side" },
      h("strong", {}, amountText(asset.balance)),
      h("span", { class: "faint" }, dollars(asset.value_usd)),
    ),
  );
}

/** The chain an asset lives on, without repeating its own name. */
export function networkOf(asset) {
  return asset.network === asset.name ? asset.name : `${asset.name} · ${asset.network}`;
}

function historyRow({ asset, amount, opponent, memo, created_at }) {
  const isOut = amount.startsWith("-");
  const who = opponent ? opponent.full_name : "Deposit";
  return h(
    "li",
    { class: "row" },
    assetIcon(asset),
    h(
      "span",
      { class: "row-text" },
      h("strong", {}, opponent ? `${isOut ? "To" : "From"} ${who}` : who),
      h("span", { class: "faint memo" }, memo ? `${when(created_at)} · ${memo}` : when(created_at)),
    ),
    h(
      "span",
      { class: `row-side ${isOut ? "out" : "in"}` },
      h("strong", {}, `${isOut ? "" : "+"}${amountText(amount)}`),
      h("span", { class: "faint" }, asset.symbol),
    ),
  );
}

function orNothing(rows, words) {
  return rows.length > 0 ? rows : [h("li", { class: "faint" }, words)];
}

function faucetButton(pane) {
  return h("button", { type: "button", class: "primary", onclick: () => openFaucet(pane) }, "Get test money");
}

function openFaucet(pane) {
  const sheet = openSheet(pane.layer, { title: "Get test money" });
  const choice = h("select", { id: `faucet-asset-${pane.person.user_id}` });
  const amount = h("input", {
    id: `faucet-amount-${pane.person.user_id}`,
    inputMode: "decimal",
    autocomplete: "off",
    value: "100",
  });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "primary wide" }, "Get it");
  const fail = (words) => {
    problem.textContent = words;
    problem.hidden = false;
    submit.disabled = false;
  };
  const onsubmit = async (event) => {
    event.preventDefault();
    const value = amount.value.trim();
    if (!isAmount(value)) return fail("Type an amount like 12.5, with at most 8 decimals.");
    submit.disabled = true;
    try {
      await pane.api.post("/faucet", { asset_id: choice.value, amount: value });
      sheet.close();
    } catch (error) {
      fail(error.message);
    }
  };
  sheet.body.append(
    h(
      "form",
      { class: "form", noValidate: true, onsubmit: (event) => void onsubmit(event) },
      h("label", { htmlFor: choice.id }, "Asset"),
      choice,
      h("label", { htmlFor: amount.id }, "Amount"),
      amount,
      problem,
      submit,
    ),
  );
  const option = (asset) => h("option", { value: asset.asset_id }, `${asset.symbol} (${asset.network})`);
  pane.api.get("/wallet/known").then(
    (assets) => choice.append(...assets.map(option)),
    (error) => fail(error.message),
  );
}

/** The sum of decimal strings, to the cent and a little beyond: only shown, never paid. */
function sum(values) {
  const places = 12;
  const scaled = values.map((value) => {
    const [whole, fraction = ""] = value.split(".");
    return BigInt(whole + fraction.padEnd(places, "0").slice(0, places));
  });
  const digits = scaled
    .reduce((total, value) => total + value, 0n)
    .toString()
    .padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
