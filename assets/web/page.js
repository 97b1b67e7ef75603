// Makes an order's page follow its order. Without this script the page loads itself again every few seconds.
(() => {
  "use strict";
  const { locale } = document.documentElement.dataset;
  const FORMATS = {
    time: { timeStyle: "short" },
    moment: { dateStyle: "medium", timeStyle: "short" },
  };
  /** Server's clock minus ours: a wrong clock here must not make a quote look expired. */
  let skew = 0;
  let ticking;
  let refreshing = null;

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
  }

  /** Asks for the page again and puts its content in the place of ours. */
  function refresh() {
    refreshing ??= load().finally(() => (refreshing = null));
    return refreshing;
  }

  async function load() {
    let answer;
    try {
      answer = await fetch(location.pathname.replace(/\/quote$/, "") + location.search, { cache: "no-store" });
    } catch {
      return;
    }
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [before, after] = [order(), fresh.getElementById("order")];
    if (!before || !after) return;
    const changed = before.dataset.version !== after.dataset.version || before.className !== after.className;
    if (!changed) return;
    const hadFocus = before.contains(document.activeElement);
    before.replaceWith(document.adoptNode(after));
    document.querySelector("main").className = fresh.querySelector("main").className;
    begin();
    const news = order().querySelector("[data-say]");
    document.getElementById("announce").textContent = news?.dataset.say ?? "";
    if (hadFocus && news) {
      news.tabIndex = -1;
      news.focus();
    }
    if (!order().dataset.order) follow(null);
  }

  let stream = null;
  let polling;

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

  begin();
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
