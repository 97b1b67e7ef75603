// Makes an order's page follow its order. Without this script the page loads itself again every few seconds.
(() => {
  "use strict";
  const { locale } = document.documentElement.dataset;
  const FORMATS = {
    time: { timeStyle: "short" },
    // As i18n/format.ts writes it: Arabic's medium date has direction marks in it.
    moment: locale.startsWith("ar")
      ? { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" }
      : { dateStyle: "medium", timeStyle: "short" },
    // Of what is printed: paper does not know its reader's zone.
    stamp: {
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "numeric",
      minute: "2-digit",
      timeZoneName: "short",
    },
  };
  /** Server's clock minus ours: a wrong clock here must not make a quote look expired. */
  let skew = 0;
  let ticking;
  let refreshing = null;
  let isStale = false;

  const order = () => document.getElementById("order");

  function localTimes(root) {
    for (const time of root.querySelectorAll("time[data-show]")) {
      time.textContent = new Intl.DateTimeFormat(locale, FORMATS[time.dataset.show]).format(new Date(time.dateTime));
    }
  }

  /** "1:05" or "2:03:09". */
  function clock(seconds) {
    const two = (value) => String(value).padStart(2, "0");
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }

  /** Runs every clock of the page; the first to reach its end asks what comes then. */
  function countdown() {
    clearInterval(ticking);
    const clocks = [...(order()?.querySelectorAll(".countdown[data-until]") ?? [])];
    if (clocks.length === 0) return;
    for (const part of order().querySelectorAll(".with-script")) part.hidden = false;
    for (const part of order().querySelectorAll(".without-script")) part.hidden = true;
    const tick = () => {
      const left = clocks.map((shown) => {
        const seconds = Math.max(0, Math.ceil((Number(shown.dataset.until) - Date.now() - skew) / 1000));
        shown.textContent = clock(seconds);
        return seconds;
      });
      if (Math.min(...left) > 0) return;
      clearInterval(ticking);
      // Just past the end, so that the server sees it past too.
      setTimeout(refresh, 300);
    };
    ticking = setInterval(tick, 1000);
    tick();
  }

  function begin() {
    const now = Number(order()?.dataset.now);
    if (now) skew = now - Date.now();
    localTimes(document);
    countdown();
    for (const search of document.querySelectorAll(".search")) search.hidden = false;
    offerPrint();
    offerWallet();
    tell();
    goBack();
  }

  /** A view in an app may have no printer. */
  function offerPrint() {
    const button = document.querySelector("[data-print]");
    if (!button || typeof window.print !== "function") return;
    button.hidden = false;
    document.querySelector("[data-print-hint]").hidden = true;
    button.addEventListener("click", () => window.print());
  }

  /** What somebody is typing while the page changes stays where it is. */
  function keepTyped(before, after) {
    const [from, to] = [before, after].map((part) => part.querySelector("input[type=email]"));
    if (!from || !to || (from.value === "" && from !== document.activeElement)) return null;
    to.value = from.value;
    to.closest("details").open = from.closest("details").open;
    return from === document.activeElement ? to : null;
  }

  /** Shows of the ways to pay those that are called so, and the one that is chosen. */
  function narrow(search) {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const field = search.closest("fieldset");
    let found = 0;
    for (const choice of field.querySelectorAll(".choice")) {
      const fits = words.every((word) => choice.dataset.names.includes(word));
      if (fits) found += 1;
      choice.hidden = !fits && !choice.querySelector("input").checked;
    }
    const rest = field.querySelector("details");
    if (rest && words.length > 0) rest.open = true;
    const none = field.querySelector("[data-none]");
    none.textContent = found === 0 ? none.dataset.none : "";
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-search]")) narrow(event.target);
  });
  // Who has typed a name has not chosen yet.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[data-search]")) event.preventDefault();
  });

  /** A wallet that shows this page in a view of its own may pay by itself: `window.mixpayPlus`, as MixPay's wallets have it. */
  function offerWallet() {
    const button = document.getElementById("wallet");
    const wallet = window.mixpayPlus;
    if (!button?.hidden || !wallet?.ready || typeof wallet.pay !== "function") return;
    const { payment, only, says } = button.dataset;
    const pays = Array.isArray(wallet.assetList) && wallet.assetList.length > 0 ? [...wallet.assetList] : null;
    if (pays && !pays.includes(JSON.parse(payment).assetId)) return;
    button.textContent = says.replace("{app}", () => String(wallet.appName || wallet.appId || "").slice(0, 40));
    // Pictures come from us or with the page: nobody else hears who looks at it.
    if (String(wallet.appIcon).startsWith("data:image/")) {
      const icon = document.createElement("img");
      icon.src = wallet.appIcon;
      icon.alt = "";
      button.prepend(icon);
    }
    button.hidden = false;
    colour(button, String(wallet.themeColor ?? ""));
    // The object is asked anew: a native one may not outlive a page that it was put into.
    button.addEventListener("click", () => window.mixpayPlus.pay(payment));
    if (["mixpayplus", "true", "1", wallet.appId].includes(only)) button.closest(".payable").classList.add("in-wallet");
    else document.getElementById("pay").className = "secondary";
  }

  /** The wallet's own colour, with letters that can be read on it; ours, where it names none. */
  function colour(button, theme) {
    if (!/^#([\da-f]{3}|[\da-f]{6})$/i.test(theme)) return;
    Object.assign(button.style, { transition: "none", backgroundColor: theme, borderColor: theme });
    const [red, green, blue] = getComputedStyle(button)
      .backgroundColor.match(/\d+/g)
      .map((part) => (part / 255) ** 2.2);
    button.style.color = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff";
  }

  let looks = 0;
  // They put it into the page when this has long begun.
  const awaiting = setInterval(() => {
    offerWallet();
    if ((looks += 1) >= 40) clearInterval(awaiting);
  }, 250);

  let toldLast = "";

  /** In a frame: tells the page around it where the payment stands. Anybody may know that who knows the trace. */
  function tell() {
    const { tells } = order()?.dataset ?? {};
    if (!tells || tells === toldLast || window.parent === window) return;
    toldLast = tells;
    window.parent.postMessage({ type: "MIXPAY_PAYMENT", data: JSON.parse(tells) }, "*");
  }

  /** Whether this tab has been here before; a browser may keep nothing. */
  function isFirstTime(name) {
    try {
      const first = sessionStorage.getItem(name) === null;
      sessionStorage.setItem(name, "1");
      return first;
    } catch {
      return false;
    }
  }

  // The dialog around our frame closes by Escape, which does not get there by itself; in a search it clears what was typed.
  document.addEventListener("keydown", ({ key, target, defaultPrevented }) => {
    if (key !== "Escape" || defaultPrevented || window.parent === window || !order()?.dataset.tells) return;
    if (!target.matches("[data-search]") || !target.value) window.parent.postMessage({ type: "MIXTILL_CLOSE" }, "*");
  });

  /** Who has just paid goes to the shop, after they have seen that they have; who comes back from there stays. */
  function goBack() {
    const { go } = order()?.dataset ?? {};
    if (!go || window.parent !== window || !isFirstTime(`gone ${location.pathname}`)) return;
    for (const part of order().querySelectorAll(".with-script")) part.hidden = false;
    // In the place of this page: going back from the shop shall not lead to it again.
    setTimeout(() => location.replace(go), 4000);
  }

  /** Asks for the page again and puts its content in the place of ours. */
  function refresh() {
    // What changes while the answer is under way may not be in it.
    if (refreshing) isStale = true;
    refreshing ??= load().finally(() => {
      refreshing = null;
      const wasStale = isStale;
      isStale = false;
      if (wasStale) void refresh();
    });
    return refreshing;
  }

  /** The page as the server has it now; null: it cannot be had. */
  async function fetched() {
    // An answer that never ends would be waited for, and nothing else asked.
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), 15_000);
    try {
      const address = location.pathname.replace(/\/quote$/, "") + location.search;
      const answer = await fetch(address, { cache: "no-store", signal: ending.signal });
      return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  let retrying;

  async function load() {
    const fresh = await fetched();
    clearTimeout(retrying);
    // What changed is told once: where its news got lost nobody would ask again.
    if (!fresh && order()?.matches("[data-order], [data-poll]")) retrying = setTimeout(refresh, 5000);
    if (!fresh) return;
    const [before, after] = [order(), fresh.getElementById("order")];
    if (!before || !after) return;
    const changed = before.dataset.version !== after.dataset.version || before.className !== after.className;
    if (!changed) return;
    const hadFocus = before.contains(document.activeElement);
    const typing = keepTyped(before, after);
    before.replaceWith(document.adoptNode(after));
    document.querySelector("main").className = fresh.querySelector("main").className;
    begin();
    const news = order().querySelector("[data-say]");
    document.getElementById("announce").textContent = news?.dataset.say ?? "";
    if (typing) typing.focus();
    else if (hadFocus && news) {
      news.tabIndex = -1;
      news.focus();
    }
    if (!order().dataset.order) follow(null);
    poll();
  }

  let stream = null;
  let polling;
  let looking;

  /** Hears of changes by server-sent events; looks by itself where those do not get through. */
  function follow(id) {
    stream?.close();
    clearInterval(polling);
    if (!id) return;
    stream = new EventSource(`/code/${id}/events`);
    stream.addEventListener("order", (event) => {
      if (event.data !== order().dataset.version) void refresh();
    });
    stream.addEventListener("error", () => {
      if (stream.readyState !== EventSource.CLOSED) return;
      clearInterval(polling);
      polling = setInterval(refresh, 5000);
    });
  }

  /** Where nothing tells of a change the page looks for it, so many seconds apart. */
  function poll() {
    clearInterval(looking);
    const seconds = Number(order()?.dataset.poll);
    if (seconds) looking = setInterval(refresh, seconds * 1000);
  }

  begin();
  poll();
  if (!order()?.dataset.order) return;
  follow(order().dataset.order);
  // Back from the wallet: a sleeping page has heard nothing.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && order().dataset.order) void refresh();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && order().dataset.order) void refresh();
  });
})();
