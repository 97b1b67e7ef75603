/*
 * Mixtill on your own page: <script src="https://your.mixtill.example/mixtill.js"></script>
 *
 * The script adds `MixPay`, `MixPayError` and the element <mixtill-button>. It wants of the page's Content-Security-Policy
 * script-src, connect-src and frame-src with Mixtill's origin, and no 'unsafe-inline'. Whatever a page hears can be made
 * up by whoever sits in front of it: let your server ask /v1/payments_result before it delivers.
 */

/** Where a payment stands. Paid is `pending` (the payee's money is on its way) and `success`. */
type MixPayStatus = "unpaid" | "confirming" | "paid_less" | "pending" | "success" | "failed";

/** What is asked for: the parameters of POST /v1/one_time_payment, which explains them. */
interface MixPayOptions {
  /** Who gets the money: UUID of a payee, or of a Mixin user or bot. */
  payeeId: string;
  /** The price as text: "10.50". A number is refused, because it loses cents. */
  quoteAmount: string;
  /** What the price is in: a currency such as "usd", or an asset id. */
  quoteAssetId: string;
  /** What the payee receives; absent: whatever is paid. */
  settlementAssetId?: string;
  /** Your own number: 6 to 36 letters, digits, - and _. The same number and price lead to the same payment. */
  orderId?: string;
  /** The UUID that the payment is to have; absent: a fresh one. */
  traceId?: string;
  /** The only asset it can be paid in; absent: the payer chooses. */
  paymentAssetId?: string;
  /** Return what cannot be settled in the settlement asset; else it is settled as paid. */
  strictMode?: boolean | 0 | 1;
  /** What it is for; the payer sees it. */
  remark?: string;
  /** What the payee finds on the settlement. */
  settlementMemo?: string;
  /** Where the payment's page leads back to. */
  returnTo?: string;
  failedReturnTo?: string;
  /** Where your server is told that there is news. */
  callbackUrl?: string;
  callbackEvent?: string;
  /** When it is too late to pay: unix seconds or milliseconds. */
  expiredTimestamp?: number | string;
  /** False: the page behind the dialog is not darkened. */
  isShowBg?: boolean;
  /** "en", "zh", "de", "ja", "es" or "ar"; absent: as the browser wishes. */
  lang?: string;
}

interface MixPayNews {
  /** What your server asks /v1/payments_result for. */
  readonly traceId: string;
  readonly status: MixPayStatus;
}

interface MixPayPaid extends MixPayNews {
  readonly status: "pending" | "success";
}

/** Why there is no payment. */
declare class MixPayError extends Error {
  /**
   * `usage`: called wrongly. `busy`: another payment is being shown. `refused`: Mixtill said no, see `message` and `code`.
   * `network`: Mixtill did not answer. `failed`: the payment failed, it expired for example. `closed`: the dialog was
   * closed before it was paid; what is paid afterwards arrives all the same, and your server hears of it.
   */
  readonly reason: "usage" | "busy" | "refused" | "network" | "failed" | "closed";
  /** Of a payment that was shown. */
  readonly traceId?: string;
  readonly status?: MixPayStatus;
  /** The API's code for `refused`, the failure's for `failed`. */
  readonly code?: number;
}

interface MixPayEvents {
  /** It stands elsewhere than before; goes on after `paid`, until it is settled or the dialog is closed. */
  status: MixPayNews;
  /** Once. */
  paid: MixPayPaid;
  /** Every reason but `closed`; and, rarely, a payment of strict mode that was paid and could not be settled. */
  failed: MixPayError;
  /** The dialog of a payment is closed, paid or not. */
  closed: MixPayNews;
}

declare class MixPay extends EventTarget {
  /** `baseUrl`: where Mixtill is; absent: where the script was loaded from. Throws when it is no http or https address. */
  constructor(settings?: { baseUrl?: string });

  /**
   * Asks for a payment and shows it in a dialog; one at a time. Where a browser has no dialogs, or the page's policy
   * forbids the frame, the payment's page is opened in this tab.
   *
   * Resolves when it is paid; the dialog stays, with the receipt, until it is closed. Rejects with a `MixPayError` when
   * it failed or was closed. Called wrongly or while another is shown it throws at once. Who listens to the events may
   * leave the promise alone.
   */
  pay(options: MixPayOptions): Promise<MixPayPaid>;

  /** Returns what ends it. */
  on<Type extends keyof MixPayEvents>(type: Type, listener: (news: MixPayEvents[Type]) => void): () => void;

  /** Closes the dialog. */
  close(): void;
}

/**
 * <mixtill-button payee-id="…" amount="10.50" currency="usd" settlement="…" order-id="…" label="Pay with Mixin">
 *
 * Also trace-id, payment-asset-id, remark, return-to, failed-return-to, callback-url, callback-event, expired-timestamp,
 * lang and base-url. With href="https://…/shop/code" it is a link to that page, in a new tab. What is inside the element
 * is shown where there is no script: put a link there. Style it by `mixtill-button::part(button)`.
 */
interface MixtillButton extends HTMLElement {}

interface HTMLElementTagNameMap {
  "mixtill-button": MixtillButton;
}

/** Fired on the button; they bubble. */
interface HTMLElementEventMap {
  "mixtill-status": CustomEvent<MixPayEvents["status"]>;
  "mixtill-paid": CustomEvent<MixPayEvents["paid"]>;
  "mixtill-failed": CustomEvent<MixPayEvents["failed"]>;
  "mixtill-closed": CustomEvent<MixPayEvents["closed"]>;
}

interface DocumentEventMap {
  "mixtill-status": CustomEvent<MixPayEvents["status"]>;
  "mixtill-paid": CustomEvent<MixPayEvents["paid"]>;
  "mixtill-failed": CustomEvent<MixPayEvents["failed"]>;
  "mixtill-closed": CustomEvent<MixPayEvents["closed"]>;
}

interface Window {
  MixPay: typeof MixPay;
  MixPayError: typeof MixPayError;
}
