// The counter: hears keys, changes pages without leaving the one that may make a sound, and shows at once what was paid.
// Without this script every page is a form or a link, and what is awaited loads itself again.
(() => {
  "use strict";
  /** As the page in view writes numbers: the next may be in another language, chosen in the chat or in another window. */
  let locale, mark;
  const FORMATS = {
    time: () => ({ timeStyle: "short" }),
    // As i18n/format.ts writes it: Arabic's medium date has direction marks in it.
    moment: () =>
      locale.startsWith("ar")
        ? { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" }
        : { dateStyle: "medium", timeStyle: "short" },
  };
  const ANSWER_MS = 15_000;
  const LOOK_MS = 10_000;
  const PRESS_MS = 3_000;
  const AGAIN_MS = 5_000;
  const UNREAD_MS = 500;
  const MOST_DIGITS = 12;

  const byId = (id) => document.getElementById(id);
  const main = () => byId("till");
  const isView = (view) => main().dataset.view === view;

  /** Read out politely; the same words twice are read twice. */
  function announce(text, id = "announce") {
    byId(id).textContent = "";
    setTimeout(() => (byId(id).textContent = text), 50);
  }

  // —— The page as it is ————————————————————————————————————————————————————————————————————————————————————————

  /** Server's clock minus ours. */
  let skew = 0;
  let ticking;
  /** The amount is read out once nobody types any more. */
  let saying;

  function begin() {
    clearTimeout(saying);
    ({ locale, mark } = document.documentElement.dataset);
    const now = Number(main().dataset.now);
    if (now) skew = now - Date.now();
    for (const part of main().querySelectorAll(".with-script")) part.hidden = false;
    for (const part of main().querySelectorAll(".without-script")) part.hidden = true;
    for (const time of main().querySelectorAll("time[data-show]")) {
      time.textContent = new Intl.DateTimeFormat(locale, FORMATS[time.dataset.show]()).format(new Date(time.dateTime));
    }
    countdown();
    showSound();
    if (isView("keypad")) beginKeypad();
    follow(main().dataset.order);
    void stayAwake();
    const again = main().querySelector("[data-again]");
    if (again) comeBack(again);
  }

  /** There is no connection: what was asked for is shown as soon as there is one. */
  function comeBack(again) {
    again.href = location.href;
    const look = async () => {
      try {
        const { status } = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
        if (status < 500) return location.reload();
      } catch {
        // Not yet.
      }
      setTimeout(look, AGAIN_MS);
    };
    setTimeout(look, AGAIN_MS);
  }

  /** "1:05" or "2:03:09". */
  function clock(seconds) {
    const two = (value) => String(value).padStart(2, "0");
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }

  function countdown() {
    clearInterval(ticking);
    const shown = main().querySelector(".countdown[data-until]");
    if (!shown) return;
    // A day before its end a clock says nothing: there is none then.
    const tick = () => {
      const seconds = Math.max(0, Math.ceil((Number(shown.dataset.until) - Date.now() - skew) / 1000));
      shown.textContent = clock(seconds);
      if (seconds > 0) return;
      clearInterval(ticking);
      // Just past the end, so that the server sees it past too.
      setTimeout(refresh, 300);
    };
    ticking = setInterval(tick, 1000);
    tick();
  }

  // —— Typing an amount ——————————————————————————————————————————————————————————————————————————————————————————

  /** Digits with at most one point: a number only on the server. */
  let typed = "";

  const unit = () => main().querySelector("[name=unit]:checked") ?? { dataset: { places: "2", label: "" } };
  const places = () => Number(unit().dataset.places);

  /** "1,234.50" as this page writes it, as digits and a point; empty when it is no number. */
  function plainOf(text) {
    const said = western(text)
      .replace(/[\s\u00a0\u202f'’]/g, "")
      .replace(mark === "," ? /\./g : /,/g, "");
    const plain = said.replace(",", ".");
    return /^\d*\.?\d*$/.test(plain) && /\d/.test(plain) ? plain : "";
  }

  /** What a person typed, as digits and a point, where nobody can read it otherwise; else null: the server knows. */
  function surely(text) {
    const said = western(text).trim();
    if (said === "") return "0";
    const [, whole, fraction = ""] = /^(\d*)(?:[.,](\d+))?$/.exec(said) ?? [];
    // Three digits behind a sign may be thousands.
    if (whole === undefined || fraction.length === 3 || fraction.length > places()) return null;
    return `${whole}.${fraction}`;
  }

  /** Digits and decimal signs of keyboards of other scripts. */
  const western = (text) => text.replace(/[٠-٩۰-۹０-９]/g, (digit) => digit.charCodeAt(0) & 15).replace(/[٫．]/g, ".");

  function beginKeypad() {
    const field = byId("amount");
    typed = plainOf(field.value);
    field.readOnly = true;
    field.inputMode = "none";
    showAmount();
  }

  /** Whole minor units, and back: amounts are never JS numbers. */
  function minor(plain) {
    const [whole = "", fraction = ""] = plain.split(".");
    return BigInt((whole || "0") + fraction.slice(0, places()).padEnd(places(), "0"));
  }

  function shownMinor(units) {
    const text = units.toString().padStart(places() + 1, "0");
    const [whole, fraction] = [text.slice(0, text.length - places()), text.slice(text.length - places())];
    const isCoin = places() > 3;
    const rest = /^0*$/.test(fraction) ? "" : isCoin ? fraction.replace(/0+$/, "") : fraction;
    return grouped(whole) + (rest ? mark + rest : "");
  }

  const grouped = (whole) => new Intl.NumberFormat(locale).format(BigInt(whole || "0"));

  function showAmount() {
    const field = byId("amount");
    const [whole, fraction] = typed.split(".");
    field.value = typed === "" ? "" : grouped(whole) + (fraction === undefined ? "" : mark + fraction);
    field.dataset.size = field.value.length > 13 ? "small" : field.value.length > 8 ? "middle" : "";
    const { label } = unit().dataset;
    byId("unit").textContent = label;
    for (const named of main().querySelectorAll("[data-unit-text]")) {
      const text = named.dataset.unitText.replace("{unit}", () => label);
      if (named.matches("summary")) named.setAttribute("aria-label", text);
      else named.textContent = text;
    }
    main().querySelector('[data-key="mark"]').disabled = places() === 0;
    showWhole(label);
  }

  /** Money in a line that runs from right to left stays in one piece. */
  const inLine = (money) => (document.documentElement.dir === "rtl" ? `\u2068${money}\u2069` : money);

  /** What it comes to with the tip, as the server will say. */
  function showWhole(label) {
    const amount = minor(typed || "0");
    const tip = tipOf(amount);
    const whole = byId("whole");
    whole.hidden = tip === null || tip === 0n || amount === 0n;
    if (!whole.hidden)
      whole.textContent = whole.dataset.text.replace("{tip}", () => inLine(`${shownMinor(tip)} ${label}`));
    const button = byId("charge");
    const sum = tip === null || amount === 0n ? "" : ` ${inLine(`${shownMinor(amount + tip)} ${label}`)}`;
    button.textContent = button.dataset.text + sum;
  }

  /** Null: it is not sure what was typed. */
  function tipOf(amount) {
    const choice = main().querySelector("[name=tip]:checked")?.value ?? "none";
    if (choice === "own") {
      const tip = surely(byId("tip-amount").value);
      return tip === null ? null : minor(tip);
    }
    // The half is rounded up.
    return choice === "none" ? 0n : (amount * BigInt(choice) + 50n) / 100n;
  }

  function press(key) {
    if (key === "clear") typed = "";
    else if (key === "delete") typed = typed.slice(0, -1);
    else if (key === "mark") typed += typed.includes(".") || places() === 0 ? "" : typed === "" ? "0." : ".";
    else for (const digit of key) addDigit(digit);
    showAmount();
    clearTimeout(saying);
    saying = setTimeout(() => announce(`${byId("amount").value || "0"} ${unit().dataset.label}`), 900);
  }

  function addDigit(digit) {
    const [whole, fraction] = typed.split(".");
    if (fraction === undefined ? whole.length >= MOST_DIGITS : fraction.length >= places()) return;
    typed = typed === "0" ? digit : typed + digit;
  }

  document.addEventListener("change", ({ target }) => {
    if (!isView("keypad")) return;
    if (target.matches("[name=unit]")) {
      const [whole, fraction] = typed.split(".");
      if (fraction !== undefined) typed = places() === 0 ? whole : `${whole}.${fraction.slice(0, places())}`;
      byId("units").open = false;
      byId("units").querySelector("summary").focus();
    }
    if (target.value === "own" && target.matches("[name=tip]")) byId("tip-amount").focus();
    showAmount();
  });

  document.addEventListener("input", ({ target }) => {
    if (target.matches("[data-search]")) narrow(target);
    else if (target.id === "tip-amount") showWhole(unit().dataset.label);
  });

  /** Shows of the currencies those that are called so, and the one that is chosen. */
  function narrow(search) {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const group of main().querySelectorAll(".unit-group")) {
      let any = false;
      for (const choice of group.querySelectorAll(".unit-choice")) {
        const fits = words.every((word) => choice.dataset.names.includes(word));
        choice.hidden = !fits;
        any ||= fits;
        if (fits) found += 1;
      }
      group.hidden = !any;
    }
    const none = search.parentElement.querySelector("[data-none]");
    none.textContent = found === 0 ? none.dataset.none : "";
  }

  // Keys that are tapped do not take what Enter means from the whole.
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest?.("[data-key]")) event.preventDefault();
    const menu = main().querySelector("details.menu[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  const isTyped = (target) =>
    target.matches?.("input:not([type=radio], [type=checkbox], [readonly]), textarea, select");

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape") return escape(event);
    if (target.matches?.("[data-search]") && key === "Enter") event.preventDefault();
    if (isTyped(target)) return;
    if (isView("keypad")) return typeKey(event);
    const next = main().querySelector("[data-done] .primary");
    if (next && key === "Enter" && !target.matches("a, button, summary")) next.click();
  });

  function typeKey(event) {
    const { key, target } = event;
    const digit = western(key);
    const does = /^\d$/.test(digit) ? digit : { ".": "mark", ",": "mark", "،": "mark", Backspace: "delete" }[digit];
    if (does) {
      event.preventDefault();
      return press(does);
    }
    if (key !== "Enter" || target.matches("a, button, summary")) return;
    event.preventDefault();
    byId("keypad").requestSubmit();
  }

  /** Out of whatever is open; then off the amount, away from a payment, or on to the next. */
  function escape(event) {
    const open = main().querySelector("details.menu[open], details.units[open], details.sure[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (isView("keypad") && !isTyped(event.target)) press("clear");
    else if (main().querySelector("[data-done]")) main().querySelector("[data-done] .primary").click();
    else main().querySelector(".beside details.sure")?.setAttribute("open", "");
  }

  // —— From page to page —————————————————————————————————————————————————————————————————————————————————————————

  let busy = false;

  document.addEventListener("click", (event) => {
    const key = event.target.closest?.("[data-key]");
    if (key) return press(key.dataset.key);
    if (event.target.closest?.("#sound")) return toggleSound();
    const link = event.target.closest?.("a[data-swap]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void go(link.href);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-swap]")) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    // As this language writes it, and without marks between thousands: nobody can read it otherwise than it is.
    if (form.id === "keypad") fields.set("amount", typed.replace(".", mark));
    if (form.method === "get") void go(`${form.action}?${fields}`, {}, form);
    else void go(form.action, { method: "POST", body: fields }, form);
  });

  /** Counts ways: what was asked for before somebody went back is no longer looked at. */
  let ways = 0;

  addEventListener("popstate", () => void go(location.href, {}, null, false));

  /** Shows what is at an address in the place of this page, which stays: its sound may be heard without another tap. */
  async function go(url, init = {}, form = null, isNew = true) {
    if (busy && isNew) return;
    const way = ++ways;
    const isPost = init.method === "POST";
    busy = true;
    main().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { ...init, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (way !== ways) return;
      if (!fresh.getElementById("till")) return isPost ? failed(form) : location.assign(url);
      const isOwn = !isPost || answer.redirected;
      if (isNew && isOwn && answer.url !== location.href) history.pushState(null, "", answer.url);
      showLost(false);
      swap(fresh);
      scrollTo(0, 0);
      unread();
      if (!celebrated()) focusOnNew();
    } catch {
      if (way === ways) failed(form);
    } finally {
      if (way === ways) arrived();
    }
  }

  /** What money hangs on answers no press that was meant for the page before. */
  function unread() {
    for (const button of main().querySelectorAll(".danger")) {
      button.disabled = true;
      setTimeout(() => (button.disabled = false), UNREAD_MS);
    }
  }

  function arrived() {
    busy = false;
    main().removeAttribute("aria-busy");
    if (isMissed) void refresh();
  }

  function swap(fresh) {
    const opened = [...main().querySelectorAll("details.sure[open]")].length > 0;
    const { lang, dir, dataset } = fresh.documentElement;
    Object.assign(document.documentElement, { lang, dir });
    Object.assign(document.documentElement.dataset, dataset);
    Object.assign(document.body.dataset, fresh.body.dataset);
    main().replaceWith(document.adoptNode(fresh.getElementById("till")));
    document.title = fresh.title;
    const sure = main().querySelector(".beside details.sure");
    if (opened && sure) sure.open = true;
    begin();
  }

  function focusOnNew() {
    const place = main().querySelector("[data-focus]") ?? byId("amount") ?? main().querySelector("[data-say]");
    if (!place) return;
    if (!place.matches("a, button, input")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    const error = main().querySelector(".error");
    const says = main().querySelector("[data-say]");
    if (error) announce(error.textContent, "alert");
    else if (says) announce(says.dataset.say);
  }

  /** No page of ours came back. What was typed stays, and sending it again does it once. */
  function failed(form) {
    if (!form) return showLost(true);
    const text = form.dataset.failed ?? document.body.dataset.failed;
    const before = form.querySelector("#problem");
    const problem = before ?? document.createElement("p");
    Object.assign(problem, { id: "problem", className: "error", textContent: text });
    if (!before) (form.querySelector(".display") ?? form).append(problem);
    announce(text, "alert");
  }

  // —— What becomes of a payment —————————————————————————————————————————————————————————————————————————————————

  let stream = null;
  let looking;
  let following = null;
  let refreshing = null;
  let isStale = false;
  /** Something changed while another page was on its way. */
  let isMissed = false;
  /** Orders that this device has waited for: when one is seen to be paid, wherever from, it is heard once. */
  const awaited = new Set();

  /** Hears of changes by server-sent events, and looks now and then besides: a dead line says nothing. */
  function follow(id = null) {
    clearInterval(looking);
    // A list that nobody looks at can wait until somebody does.
    if (main().dataset.self) looking = setInterval(() => (id !== null || !document.hidden) && refresh(), LOOK_MS);
    if (id !== null && isView("charge") && !doneOf(main())) awaited.add(id);
    if (id === following) return;
    following = id;
    stream?.close();
    stream = null;
    if (id === null) return showLost(false);
    hear(id);
  }

  function hear(id) {
    if (id !== following) return;
    stream = new EventSource(`/code/${id}/events`);
    stream.addEventListener("open", () => {
      showLost(false);
      void refresh();
    });
    stream.addEventListener("order", (event) => {
      if (!main().dataset.version?.endsWith(event.data)) void refresh();
    });
    stream.addEventListener("error", () => {
      if (id !== following) return;
      showLost(true);
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => hear(id), 5000);
    });
  }

  /** Asks for the page again and puts what is new in the place of ours. */
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

  async function load() {
    const { self } = main().dataset;
    isMissed = busy;
    if (!self || busy || (isView("list") && main().querySelector("details.menu[open]"))) return;
    try {
      const answer = await fetch(self, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const after = fresh.getElementById("till");
      // A page that goes between a press and its release takes the press with it.
      while (Date.now() < pressedUntil) await new Promise((goesOn) => setTimeout(goesOn, 20));
      // Meanwhile somebody may have gone on.
      if (!after || busy || main().dataset.self !== self) return;
      if (following === null || stream?.readyState === EventSource.OPEN) showLost(false);
      if (after.dataset.version === main().dataset.version) return;
      const [before, held] = [main(), document.activeElement];
      swap(fresh);
      const place = keepTyped(before, held);
      if (celebrated()) return;
      if (place) place.focus({ preventScroll: true });
      else if (before.contains(held)) focusOnNew();
      // What was paid is not any more: nobody may miss that.
      else announce(main().querySelector("[data-say]")?.dataset.say ?? "", doneOf(before) ? "alert" : "announce");
    } catch {
      showLost(true);
    }
  }

  /** What somebody types and has chosen stays when the page is drawn anew under it. Gives where they were, if it is there. */
  function keepTyped(before, held) {
    const same = (old) =>
      old.matches("a[href]")
        ? main().querySelector(`a[href="${CSS.escape(old.getAttribute("href"))}"]`)
        : [...main().querySelectorAll("input:not([type=hidden])")].find(
            ({ name, type, value }) =>
              name === old.name && type === old.type && (type !== "radio" || value === old.value),
          );
    for (const old of before.querySelectorAll("input:not([type=hidden])")) {
      const fresh = same(old);
      if (fresh?.matches("[type=radio], [type=checkbox]")) fresh.checked = old.checked;
      else if (fresh) fresh.value = old.value;
    }
    return before.contains(held) && held.matches("input, a[href]") ? same(held) : null;
  }

  /** Until when somebody may be pressing something: a release can be missed, and a tap is a click a moment after it. */
  let pressedUntil = 0;
  const pressed = (ms) => () => (pressedUntil = Date.now() + ms);
  addEventListener("pointerdown", pressed(PRESS_MS), true);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, pressed(60), true);

  let wasLost = false;
  let hiding;

  function showLost(isLost) {
    if (isLost === wasLost) return;
    wasLost = isLost;
    clearTimeout(hiding);
    const { lost, back } = document.body.dataset;
    Object.assign(byId("lost"), { hidden: false, className: isLost ? "lost" : "lost good" });
    byId("lost").textContent = isLost ? lost : back;
    if (!isLost) hiding = setTimeout(() => (byId("lost").hidden = true), 2000);
  }

  addEventListener("offline", () => following && showLost(true));
  addEventListener("online", () => void refresh());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    void refresh();
    void stayAwake();
  });

  /** A screen that waits for a customer does not go dark. */
  let awake = null;
  async function stayAwake() {
    const wants = isView("charge") && following !== null && !document.hidden;
    try {
      if (wants && (awake === null || awake.released)) awake = await navigator.wakeLock?.request("screen");
      else if (!wants) await awake?.release();
    } catch {
      // The device decides.
    }
  }

  // —— Sound —————————————————————————————————————————————————————————————————————————————————————————————————————

  const MUTED = "till-muted";
  let speaker = null;

  /** A browser may keep nothing. */
  function kept(change) {
    try {
      if (change !== undefined) localStorage.setItem(MUTED, change ? "1" : "0");
      return localStorage.getItem(MUTED) === "1";
    } catch {
      return change ?? false;
    }
  }
  let isMuted = kept();

  // Browsers let nobody make a sound who was never touched; a finger has touched only once it is lifted.
  for (const touch of ["pointerup", "click", "keydown"]) {
    addEventListener(touch, () => {
      if (!("AudioContext" in window)) return;
      speaker ??= new AudioContext();
      // A telephone call may have taken it, too.
      if (speaker.state !== "running") speaker.resume().catch(() => undefined);
    });
  }

  function showSound() {
    const button = byId("sound");
    if (!button) return;
    button.hidden = false;
    button.setAttribute("aria-pressed", String(!isMuted));
  }

  function toggleSound() {
    isMuted = !isMuted;
    kept(isMuted);
    showSound();
    chime();
  }

  /** Two notes, the second higher. */
  function chime() {
    if (isMuted || !speaker) return;
    for (const [at, pitch, length] of [
      [0, 880, 0.18],
      [0.16, 1318.5, 0.5],
    ]) {
      const begins = speaker.currentTime + at;
      const [note, volume] = [speaker.createOscillator(), speaker.createGain()];
      note.type = "triangle";
      note.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, begins);
      volume.gain.exponentialRampToValueAtTime(0.4, begins + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, begins + length);
      note.connect(volume).connect(speaker.destination);
      note.start(begins);
      note.stop(begins + length);
    }
  }

  const doneOf = (page) => page.querySelector("[data-done]");

  /** True when the page tells that what was waited for is paid: then it is heard. */
  function celebrated() {
    const done = doneOf(main());
    if (!done || !awaited.delete(done.dataset.done)) return false;
    chime();
    navigator.vibrate?.([120, 60, 240]);
    announce(done.dataset.say, "alert");
    main().querySelector("[data-focus]")?.focus({ preventScroll: true });
    return true;
  }

  begin();
  if ("serviceWorker" in navigator && !isView("notice")) {
    const worker = `/till/worker.js?lang=${document.documentElement.lang}`;
    navigator.serviceWorker.register(worker, { scope: "/till" }).catch(() => undefined);
  }
})();
