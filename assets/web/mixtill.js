// Mixtill on your own page: new MixPay().pay({...}) and <mixtill-button>. Types, with what each does: /mixtill.d.ts
// Served without comments, indentation and line ends that mean nothing.
(() => {
  "use strict";
  const OWN = document.currentScript?.src;
  /** Name, close, elsewhere, broken, pay. */
  const WORDS = {
    en: ["Payment", "Close", "Open in a new tab", "This cannot be paid just now.", "Pay %"],
    zh: ["付款", "关闭", "在新标签页中打开", "现在无法付款。", "支付 %"],
    de: ["Zahlung", "Schließen", "In neuem Tab öffnen", "Das geht gerade nicht.", "% bezahlen"],
    ja: ["お支払い", "閉じる", "新しいタブで開く", "現在お支払いいただけません。", "% 支払う"],
    es: ["Pago", "Cerrar", "Abrir en otra pestaña", "Ahora mismo no se puede pagar.", "Pagar %"],
    ar: ["الدفع", "إغلاق", "فتح في علامة تبويب جديدة", "لا يمكن الدفع الآن.", "ادفع %"],
  };
  const SOONEST = 2000;
  const LATEST = 15000;

  // Adopted, not written into the page: that a strict style-src of its policy does not forbid. Nothing moves.
  const CSS = `
    :host{--accent:#0b5f66;--on:#fff;--line:#8a97a3}
    @media(prefers-color-scheme:dark){:host{--accent:#63cbc9;--on:#04211f}}
    *{box-sizing:border-box;font:600 16px/1.4 system-ui}
    :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
    dialog{padding:0;border:1px solid var(--line);border-radius:16px;width:480px;height:740px;max-width:100%;max-height:94vh;overflow:hidden;background:Canvas;color:CanvasText;color-scheme:light dark}
    dialog[open]{display:flex;flex-direction:column}
    ::backdrop{background:rgb(6 16 24/60%)}
    .clear::backdrop{background:none}
    header{display:flex;align-items:center;padding:4px 16px;border-bottom:1px solid var(--line)}
    h2{flex:1;margin:0}
    header>:not(h2){min-width:44px;border:0;background:none;color:inherit;font-size:20px;line-height:44px;text-align:center;text-decoration:none;cursor:pointer}
    main{flex:1;position:relative;padding:8px;text-align:center}
    iframe{position:absolute;inset:0;width:100%;height:100%;border:0}
    @media(max-width:640px),(max-height:480px){dialog{width:100vw;height:100vh;height:100dvh;max-height:none;border:0;border-radius:0}}
    .pay{display:inline-block;padding:10px 20px;border:1px solid transparent;border-radius:10px;background:var(--accent);color:var(--on);text-decoration:none;cursor:pointer}`;
  /** Where this is not, dialogs are not either. */
  const canDress = "adoptedStyleSheets" in document;
  const on = (target, type, hear, signal) => target.addEventListener(type, hear, { signal });

  class MixPayError extends Error {
    constructor(reason, message, more) {
      super(message);
      Object.assign(this, { name: "MixPayError", reason }, more);
    }
  }

  /** An address that a browser may be led to; null for any other, such as `javascript:`. */
  function webAddress(text, base) {
    try {
      const url = new URL(text, base);
      return /^https?:$/.test(url.protocol) ? url : null;
    } catch {
      return null;
    }
  }

  function languageOf(wanted) {
    const tags = [wanted, ...navigator.languages].map((tag) => String(tag).toLowerCase().split("-")[0]);
    return tags.find((tag) => WORDS[tag]) ?? "en";
  }

  /** An element; what others wrote gets into it as text alone. */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function rootOf(host) {
    const root = host.attachShadow({ mode: "open", delegatesFocus: true });
    if (canDress) (root.adoptedStyleSheets = [new CSSStyleSheet()])[0].replaceSync(CSS);
    return root;
  }

  /** What is posted to ask for a payment. */
  function fieldsOf(options) {
    const fields = new URLSearchParams();
    for (const [name, value] of Object.entries(options)) {
      if (/^(isShowBg|lang)$/.test(name) || (value ?? "") === "") continue;
      const fits = /amount$/i.test(name) ? typeof value === "string" : Object(value) !== value;
      if (!fits) throw new MixPayError("usage", `${name} must be text, such as "10.50"`);
      fields.set(name, value);
    }
    return fields;
  }

  async function ask(url, body) {
    let answer;
    try {
      const signal = AbortSignal.timeout?.(LATEST);
      answer = await (await fetch(url, { method: body ? "POST" : "GET", body, signal, credentials: "omit" })).json();
    } catch (cause) {
      throw new MixPayError("network", "no answer", { cause });
    }
    if (!answer.success) throw new MixPayError("refused", answer.message, { code: answer.code });
    return answer.data;
  }

  /** The dialog that is open, or was last; one at a time. */
  let open = null;

  /** Shows that something is coming. */
  function shows(lang, isClear) {
    const [name, close, elsewhere, broken] = WORDS[lang];
    const closing = new AbortController();
    const host = make("div", {});
    const closer = make("button", { "aria-label": close }, "✕");
    const said = make("p", {}, "…");
    const main = make("main", {}, said);
    const head = make("header", {}, make("h2", {}, name), closer);
    const look = { lang, dir: lang === "ar" ? "rtl" : "ltr", class: isClear ? "clear" : "" };
    const dialog = make("dialog", { "aria-label": name, ...look }, head, main);
    on(closer, "click", () => dialog.close());
    on(dialog, "close", () => {
      host.remove();
      closing.abort();
    });
    rootOf(host).append(dialog);
    document.body.append(host);
    dialog.showModal();
    open = {
      closed: closing.signal,
      close: () => dialog.close(),
      // The dialog's own event comes only when whoever closed it has gone on, maybe to show the next.
      busy: () => dialog.open,
      fail: () => said.replaceWith(make("p", { role: "alert" }, broken)),
      frame(page) {
        const framed = new URL(page);
        framed.searchParams.set("style", "iframe");
        const link = { href: page, target: "_blank", rel: "noopener", "aria-label": elsewhere };
        closer.before(make("a", link, "↗"));
        const iframe = make("iframe", { src: framed, title: name, allow: "clipboard-write" });
        on(iframe, "load", () => said.remove());
        main.append(iframe);
        return iframe;
      },
    };
    return open;
  }

  class MixPay extends EventTarget {
    #base;

    constructor({ baseUrl = OWN } = {}) {
      super();
      this.#base = webAddress(baseUrl)?.origin;
      if (!this.#base) throw new MixPayError("usage", "baseUrl must be an http address");
    }

    on(type, listener) {
      const hear = ({ detail }) => listener(detail);
      on(this, type, hear);
      return () => this.removeEventListener(type, hear);
    }

    close() {
      open?.close();
    }

    pay(options) {
      const fields = fieldsOf(options);
      if (open?.busy()) throw new MixPayError("busy", "a payment is shown");
      const paying = this.#pay(fields, options);
      // Who listens may leave the promise alone.
      paying.catch((error) => error.reason !== "closed" && this.#tell("failed", error));
      return paying;
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }

    async #pay(fields, { lang, isShowBg }) {
      const language = languageOf(lang);
      const dialog = canDress ? shows(language, isShowBg === false) : null;
      if (!dialog && !fields.has("returnTo")) fields.set("returnTo", location.href);
      let traceId;
      try {
        traceId = (await ask(`${this.#base}/v1/one_time_payment`, fields)).code;
      } catch (error) {
        dialog?.fail();
        throw error;
      }
      const page = `${this.#base}/code/${encodeURIComponent(traceId)}${lang ? `?lang=${language}` : ""}`;
      return new Promise((resolve, reject) => {
        if (dialog) void this.#follow({ traceId, dialog, page, resolve, reject });
        else location.assign(page);
      });
    }

    /** Asks until it is over or the dialog is closed. What the frame says proves nothing: it only says when to ask. */
    async #follow({ traceId, dialog, page, resolve, reject }) {
      const { closed } = dialog;
      const iframe = dialog.frame(page);
      let news = { traceId, status: "unpaid" };
      let isPaid = false;
      let isOver = false;
      let wait = SOONEST;
      let wake;

      const look = async () => {
        const asked = ask(`${this.#base}/v1/payments_result?traceId=${traceId}`);
        const { status, failureReason, failureCode } = await asked.catch(() => news);
        if (status === news.status) return;
        news = { traceId, status };
        isOver = /success|failed/.test(status);
        this.#tell("status", news);
        if (status === "failed") {
          const error = new MixPayError("failed", failureReason, { ...news, code: Number(failureCode) });
          if (isPaid) this.#tell("failed", error);
          reject(error);
        } else if (!isPaid && /success|pending/.test(status)) {
          isPaid = true;
          this.#tell("paid", news);
          resolve(news);
        }
      };
      const hurry = () => {
        wait = 0;
        wake?.();
      };
      on(closed, "abort", hurry);
      on(document, "visibilitychange", hurry, closed);
      const heard = ({ source, origin, data }) => {
        if (source !== iframe.contentWindow || origin !== this.#base) return;
        if (data?.type === "MIXPAY_PAYMENT") hurry();
        if (data?.type === "MIXTILL_CLOSE") dialog.close();
      };
      on(window, "message", heard, closed);
      // The policy of this page has no room for a frame of ours: then it is paid in this tab.
      const forbidden = ({ blockedURI, disposition, effectiveDirective }) => {
        const isFrame = effectiveDirective === "frame-src" && blockedURI.startsWith(this.#base);
        if (isFrame && disposition === "enforce") location.assign(page);
      };
      on(document, "securitypolicyviolation", forbidden, closed);

      while (!isOver && !closed.aborted) {
        await new Promise((next) => {
          wake = next;
          setTimeout(next, wait);
        });
        wait = wait ? Math.min(wait * 1.3, LATEST) : SOONEST;
        if (!closed.aborted) await look();
      }
      if (!closed.aborted) await new Promise((next) => on(closed, "abort", next));
      // It may have been paid just before.
      if (!isOver) await look();
      this.#tell("closed", news);
      reject(new MixPayError("closed", "closed unpaid", news));
    }
  }

  /** Attributes that are called otherwise than the parameter they are; then those that are not. */
  const CALLED = { amount: "quoteAmount", currency: "quoteAssetId", settlement: "settlementAssetId" };
  const SAME = /^(payee|order|trace|paymentAsset)Id$|eturnTo$|^callback|^(remark|expiredTimestamp|lang)$/;

  class MixtillButton extends HTMLElement {
    static observedAttributes = ["href", "label", "amount", "currency", "lang"];

    connectedCallback() {
      const root = this.shadowRoot ?? rootOf(this);
      const told = (name) => this.getAttribute(name) ?? "";
      const words = WORDS[languageOf(this.lang)];
      const unit = told("currency").toUpperCase();
      const price = unit.length === 3 ? `${told("amount")} ${unit}` : "";
      const label = told("label") || words[4].replace("%", price).trim();
      const look = { class: "pay", part: "button", dir: "auto" };
      if (told("href")) {
        const href = webAddress(told("href"), document.baseURI);
        const link = { ...look, target: "_blank", rel: "noopener", title: words[2], ...(href && { href }) };
        root.replaceChildren(make("a", link, label));
      } else {
        const button = make("button", look, label);
        on(button, "click", () => this.#pay());
        root.replaceChildren(button);
      }
    }

    attributeChangedCallback() {
      if (this.isConnected) this.connectedCallback();
    }

    #pay() {
      const asked = {};
      for (const { name, value } of this.attributes) {
        const key = CALLED[name] ?? name.replace(/-./g, (part) => part[1].toUpperCase());
        if (CALLED[name] || SAME.test(key)) asked[key] = value;
      }
      const mixpay = new MixPay({ baseUrl: this.getAttribute("base-url") ?? undefined });
      for (const type of ["status", "paid", "failed", "closed"]) {
        mixpay.on(type, (detail) => {
          this.dispatchEvent(new CustomEvent(`mixtill-${type}`, { detail, bubbles: true, composed: true }));
        });
      }
      void mixpay.pay(asked);
    }
  }

  Object.assign(window, { MixPay, MixPayError });
  if (!customElements.get("mixtill-button")) customElements.define("mixtill-button", MixtillButton);
})();
