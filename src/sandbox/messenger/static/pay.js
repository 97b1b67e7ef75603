/** The pay sheet: what is asked for, checked as the real client checks it, confirmed, and followed to its end. */
import { assetIcon, avatar, h, icon } from "./dom.js";
import { amountText, dollars, isAmount, isLess, times } from "./format.js";
import { openSheet } from "./sheet.js";
import { networkOf } from "./wallet.js";

const STEPS = {
  checking: "Checking that nobody paid this yet…",
  signing: "Signing…",
  sending: "Sending…",
  confirming: "Waiting for the network…",
  paid: "Paid",
};

export function openPaySheet(pane, link) {
  const sheet = openSheet(pane.layer, { title: "Payment", kind: "pay" });
  sheet.body.append(h("p", { class: "faint", role: "status" }, "Reading the link…"));
  pane.api.post("/pay/prepare", { link }).then(
    (details) => sheet.isOpen() && showDetails(pane, sheet, link, details),
    (error) => showRefusal(sheet, "This cannot be paid", error.message),
  );
}

function showDetails(pane, sheet, link, details) {
  if (details.paid) return showRefusal(sheet, "Already paid", "A payment with this link exists. You do not pay again.");
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const confirm = h("button", { type: "submit", class: "primary wide" }, "Pay");
  const what =
    details.asset && details.amount ? fixedAmount(details.asset, details.amount) : chooser(pane, details, check);
  const form = h(
    "form",
    { class: "pay-form", noValidate: true },
    recipient(details.recipient),
    what.element,
    details.memo && line("Memo", details.memo),
    what.balance,
    details.warning && h("p", { class: "hint" }, details.warning),
    problem,
    confirm,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (check())
      void pay(pane, sheet, { link, trace: details.trace, asset: what.asset().asset_id, amount: what.amount() }, what);
  });
  sheet.body.replaceChildren(form);
  check(true);
  if (!confirm.disabled && details.asset && details.amount) confirm.focus();

  /** Says what stands against paying; `quiet` leaves out what the payer has not typed yet. */
  function check(quiet = false) {
    const words = details.problem ?? objection(what, quiet);
    problem.textContent = words ?? "";
    problem.hidden = !words;
    confirm.disabled = Boolean(words) && (details.problem !== undefined || words.startsWith("The balance"));
    const asset = what.asset();
    confirm.textContent = asset && isAmount(what.amount()) ? `Pay ${amountText(what.amount())} ${asset.symbol}` : "Pay";
    return !words;
  }
}

function objection(what, quiet) {
  const asset = what.asset();
  if (!asset) return "There is no money in this wallet. Get some test money first.";
  if (!isAmount(what.amount())) return quiet ? undefined : "Type an amount like 12.5, with at most 8 decimals.";
  if (isLess(asset.balance, what.amount())) {
    return `The balance is too small: you have ${amountText(asset.balance)} ${asset.symbol} on ${asset.network}.`;
  }
  return undefined;
}

function fixedAmount(asset, amount) {
  const element = h(
    "div",
    { class: "pay-amount" },
    assetIcon(asset),
    h("p", { class: "pay-figure" }, `${amountText(amount)} ${asset.symbol}`),
    h("p", { class: "faint" }, `${networkOf(asset)} · ≈ ${dollars(times(amount, asset.price_usd || "0"))}`),
  );
  return { element, balance: balanceLine(asset), asset: () => asset, amount: () => amount };
}

/** What the link leaves open, the payer chooses. */
function chooser(pane, details, onChange) {
  const choices = details.asset ? [details.asset] : details.holdings;
  const id = `${pane.person.user_id}-${details.trace}`;
  const select = h(
    "select",
    { id: `asset-${id}`, disabled: choices.length < 2 },
    ...choices.map((asset) =>
      h("option", { value: asset.asset_id }, `${asset.symbol} (${asset.network}) · ${amountText(asset.balance)}`),
    ),
  );
  const input = h("input", {
    id: `amount-${id}`,
    inputMode: "decimal",
    autocomplete: "off",
    placeholder: "0.00",
    value: details.amount ?? "",
    readOnly: details.amount !== undefined,
  });
  const fiat = h("p", { class: "faint" });
  const asset = () => choices.find((choice) => choice.asset_id === select.value);
  const amount = () => input.value.trim();
  const update = () => {
    fiat.textContent = asset() && isAmount(amount()) ? `≈ ${dollars(times(amount(), asset().price_usd || "0"))}` : "";
    onChange(true);
  };
  select.addEventListener("change", update);
  input.addEventListener("input", update);
  const element = h(
    "div",
    { class: "form" },
    h("label", { htmlFor: select.id }, "Pay with"),
    select,
    h("label", { htmlFor: input.id }, "Amount"),
    input,
    fiat,
  );
  return { element, balance: undefined, asset, amount };
}

function balanceLine(asset) {
  return line("Your balance", `${amountText(asset.balance)} ${asset.symbol}`);
}

function line(label, value) {
  return h("div", { class: "line" }, h("span", { class: "faint" }, label), h("span", {}, value));
}

function recipient({ people, addresses, threshold }) {
  const count = people.length + addresses.length;
  const rows = people.map((person) =>
    h(
      "div",
      { class: "pay-person" },
      avatar(person),
      h(
        "span",
        { class: "row-text" },
        h("strong", {}, person.full_name),
        h("span", { class: "faint" }, person.identity_number),
      ),
    ),
  );
  const shared = count > 1 && h("p", { class: "faint" }, `Shared wallet: ${threshold} of ${count} must agree to spend`);
  return h(
    "div",
    { class: "pay-to" },
    h("p", { class: "faint" }, "To"),
    shared,
    ...rows,
    ...addresses.map((address) => h("code", {}, address)),
  );
}

async function pay(pane, sheet, confirmation, what) {
  const step = h("p", { role: "status" }, STEPS.checking);
  sheet.body.replaceChildren(
    h("div", { class: "pay-wait" }, h("span", { class: "spinner", "aria-hidden": "true" }), step),
  );
  sheet.heading.focus();
  const unwatch = pane.watch((event) => {
    if (event.type === "payment" && event.trace === confirmation.trace) step.textContent = STEPS[event.step];
  });
  try {
    await pane.api.post("/pay", confirmation);
    showPaid(sheet, `${amountText(confirmation.amount)} ${what.asset().symbol}`);
  } catch (error) {
    showRefusal(sheet, "Not paid", error.message);
  } finally {
    unwatch();
  }
}

function showPaid(sheet, amount) {
  const done = h("button", { type: "button", class: "primary wide", onclick: () => sheet.close() }, "Done");
  sheet.body.replaceChildren(
    h(
      "div",
      { class: "pay-end good", role: "status" },
      h("span", { class: "mark" }, icon("check")),
      h("h3", {}, "Paid"),
      h("p", {}, amount),
    ),
    done,
  );
  if (sheet.isOpen()) done.focus();
}

function showRefusal(sheet, title, words) {
  const done = h("button", { type: "button", class: "primary wide", onclick: () => sheet.close() }, "OK");
  sheet.body.replaceChildren(
    h("div", { class: "pay-end", role: "alert" }, h("h3", {}, title), h("p", {}, words)),
    done,
  );
  if (sheet.isOpen()) done.focus();
}
