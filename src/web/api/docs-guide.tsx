import type { Child } from "hono/jsx";
import { CODES } from "../../payments/refund-codes.js";
import type { DocsExamples } from "./docs-examples.js";
import { OnYourPage } from "./docs-page.js";
import type { PageExamples } from "./docs-page-examples.js";
import { Example, Section, Table } from "./docs-parts.js";
import { API_ERRORS } from "./errors.js";
import { LIMITS } from "./limits.js";
import { STATUSES, type Status } from "../../payments/status-words.js";

const STATUS_WORDS: Record<Status, string> = {
  unpaid:
    "Nothing has come. An id that nobody has heard of is unpaid, too: programs that print codes make ids themselves.",
  confirming: "Enough has come, but after the deadline: the shop is asked whether to accept it.",
  paid_less: "A part has come and is kept until the deadline; the payer is shown the rest.",
  pending: "All is paid. The payee's money is on its way.",
  success: "The payee has the money. Never changes.",
  failed: "Over without success, with the reason in failureCode and failureReason. Never changes.",
};

/** Why money goes back to who sent it, and what `failureCode` and memos of refunds say of it. */
const RETURN_WORDS: Record<keyof typeof CODES, string> = {
  late: "after the deadline, or nothing came before it",
  wrongAsset: "an asset that was not asked for; the order stays as it is",
  second: "a second payment of a paid order; the order stays paid",
  unknownOrder: "no order could be found for it",
  wrongAmount: "less than the price when the deadline passed, or a surplus",
  rateExpired: "the rate had changed too much since the amount was shown",
  notSettleable: "it could not be turned into the settlement asset, and strictMode was on",
  byMerchant: "given back by the shop",
  cancelled: "the order was cancelled or replaced",
};

type Examples = DocsExamples & PageExamples;

/** What a newcomer needs, in the order in which it is needed. */
export function guide(examples: Examples): { id: string; title: string; children: Child }[] {
  return [
    { id: "base", title: "Base address", children: <Base examples={examples} /> },
    { id: "answers", title: "Answers", children: <Answers examples={examples} /> },
    { id: "sending", title: "Ways to send", children: <Sending examples={examples} /> },
    { id: "one-time-payment", title: "A one-time payment", children: <OneTime examples={examples} /> },
    { id: "result", title: "Is it paid?", children: <Result examples={examples} /> },
    { id: "callbacks", title: "Callbacks", children: <Callbacks examples={examples} /> },
    { id: "your-page", title: "On your own page", children: <OnYourPage examples={examples} /> },
    { id: "assets", title: "Currencies and assets", children: <Assets examples={examples} /> },
    { id: "limits", title: "Limits", children: <Limits /> },
    { id: "codes", title: "Codes", children: <Codes /> },
    { id: "clients", title: "Clients written for MixPay", children: <Clients examples={examples} /> },
  ];
}

type Given = { examples: Examples };

const Base = ({ examples }: Given) => (
  <>
    <p>
      Every path below follows this address. No key is needed to be paid: whoever asks names the payee by its{" "}
      <code>payeeId</code>, and the money goes there alone. It is the id of a Mixin user or bot, or of a group that
      signs together.
    </p>
    <Example {...examples.payee} />
    <p>
      1190827 is the merchant of the sandbox; put your own Mixin ID there. The examples of this page go on from each
      other: run them in one shell, in their order.
    </p>
  </>
);

const Answers = ({ examples }: Given) => (
  <>
    <p>
      Every answer is one JSON object. <code>code</code> is 0 when the request was fulfilled, and then the answer stands
      in <code>data</code>. Otherwise <code>code</code> is one of <a href="#codes">these</a>, <code>message</code> is a
      sentence for people, and <code>data</code> is an empty list. Refusals have the HTTP status 200, as MixPay’s do;
      only a wrong path (404), a wrong method (405), too large a request (413), too many requests (429) and a fault of
      ours (500) have another, and so has what <a href="#own">MixPay does not have</a>.
    </p>
    <Example {...examples.refusal} />
    <p>
      Amounts are decimal texts, never numbers. Moments are unix seconds, but for <code>timestampMs</code>.
    </p>
  </>
);

const Sending = ({ examples }: Given) => (
  <>
    <p>
      Parameters may stand in the query, also of a POST, in a form (urlencoded or multipart) or in JSON. Lists are
      written <code>receivers[]=…</code> or <code>receivers[0]=…</code>, booleans <code>1</code>, <code>true</code>,{" "}
      <code>0</code> or <code>false</code>. A blank parameter is an absent one, and unknown ones are passed over. Pages
      of every origin may ask (CORS).
    </p>
    <Example {...examples.json} />
  </>
);

const OneTime = ({ examples }: Given) => (
  <>
    <p>
      Say who is paid, how much, and what they receive; you get a <code>code</code>. Send your customer to the page{" "}
      <code>/code/</code> followed by it. It shows every asset that can pay the price, the exact amount, a QR code and a
      link into the wallet.
    </p>
    <Example {...examples.oneTime} />
    <p>
      In the sandbox a customer pays like this: in its messenger choose Ada, paste the address into any chat and tap on
      it.
    </p>
    <p>
      The code is also the order’s <code>traceId</code>. Your own number goes into <code>orderId</code>, and one number
      of a payee has one order that counts: asking again with the same parameters gives the same code, with other
      parameters, or another site in <code>returnTo</code> or <code>failedReturnTo</code>, a new one in place of the
      old. While money is on it, and once it is paid, other parameters are refused with 10011; with another site to
      return to it leads its payer nowhere, for anybody may ask for your numbers. Asked for by <code>orderId</code>, the
      result is that of the newest. The trace of an order that was replaced tells of the new one when price, payee,
      settlement asset and <code>strictMode</code> are the same, and stays <code>unpaid</code> if not; one that has
      failed stays <code>failed</code>.
    </p>
    <p>
      Without <code>expiredTimestamp</code> or <code>expireSeconds</code> an order has no deadline; with both the
      earlier one counts. An <code>expiredTimestamp</code> is more than 10 seconds and less than 2880 minutes away. With
      a blank <code>settlementAssetId</code> the payee receives whatever is paid. When a conversion fails, the payee
      gets what was paid; with <code>strictMode</code> the payer gets it back.
    </p>
  </>
);

const Result = ({ examples }: Given) => (
  <>
    <p>
      Ask with the <code>traceId</code>, or with <code>orderId</code> and <code>payeeId</code>; shops ask every minute.
      Before you hand anything out, compare <code>quoteAssetId</code>, <code>quoteAmount</code>, <code>payeeId</code>{" "}
      and what the payee gets, <code>settleAsset</code>, with your own records: anybody can make orders for anybody.
      What you send besides a <code>traceId</code> has to be true of its order; if not, it is <code>unpaid</code>, like
      an unknown one.
    </p>
    <Example {...examples.result} />
    <Table
      label="Statuses"
      columns={["Status", "Meaning"]}
      rows={STATUSES.map((status) => [<code>{status}</code>, STATUS_WORDS[status]])}
    />
    <p>
      <code>settleStatus</code> is <code>success</code> when the payee’s money has arrived. With{" "}
      <code>with=payment,transactions</code> the answer also says how much of the price has come, and by which
      transfers.
    </p>
  </>
);

const Callbacks = ({ examples }: Given) => (
  <>
    <p>
      When an order has succeeded or failed, we POST this to its <code>callbackUrl</code>, and nothing more: it says
      only that there is news. Ask for the result, then answer with the status 200 and the JSON{" "}
      <code>{'{"code":"SUCCESS"}'}</code>. Anything else counts as not delivered.
    </p>
    <Example {...examples.callbackBody} />
    <Example {...examples.receiver} />
    <p>
      It is sent at once, and again 15, 15, 30, 180, 1800, 1800, 1800, 1800 and 3600 seconds after the attempt before,
      ten times in all, until it is answered as above. Orders do not wait for each other. With{" "}
      <code>callbackEvent</code> you also hear of <code>pending</code>, <code>paid_less</code> and <code>settle</code>;
      put <code>|</code> between several. The address must be https and lead to the internet; redirects are not
      followed. While you develop, set <code>CALLBACKS_TO=anywhere</code>, which also lets http and your own machine
      through; beside a sandbox that is so by itself.
    </p>
    <p>
      MixPay signs nothing; we add the header <code>mixtill-signature: t=…,ed25519=…</code>: an Ed25519 signature, in
      base64, of the seconds in <code>t</code>, a full stop and the body. Its public key is at{" "}
      <a href="/.well-known/mixtill-callbacks.pem">/.well-known/mixtill-callbacks.pem</a>. Checking it is up to you: who
      asks for the result believes no callback anyway.
    </p>
  </>
);

const Assets = ({ examples }: Given) => (
  <>
    <p>
      A currency is its code in small letters, an asset is its id on Mixin: the same coin on two chains is two assets.
      <code>/setting/quote_assets</code> lists what a price can be in, <code>/setting/settlement_assets</code> what can
      be received, and <code>/setting/payment_assets</code> what can be paid in; a <code>maxPaymentAmount</code> of 0
      marks what cannot pay this price now.
    </p>
    <Example {...examples.assets} />
    <Example {...examples.estimate} />
  </>
);

/** Which requests a limit counts, and by whom. */
const LIMIT_WORDS: Record<keyof typeof LIMITS, [requests: string, countedBy: string]> = {
  usual: ["Without a key, but for those below", "address of the net"],
  results: ["/payments_result", "address of the net"],
  payee: ["What makes orders", "payee, from one network"],
  keyed: ["With a key", "address of the net"],
  shop: ["With a key", "shop, with all its keys"],
};

const Limits = () => (
  <>
    <Table
      label="How many requests may be sent"
      columns={["Requests", "At once", "A second, for long"]}
      rows={Object.entries(LIMIT_WORDS).map(([name, [requests, countedBy]]) => {
        const { burst, perSecond } = LIMITS[name as keyof typeof LIMITS];
        const what = (
          <>
            {requests} <span class="type">by {countedBy}</span>
          </>
        );
        return [what, String(burst), String(perSecond)];
      })}
    />
    <p>
      What is left stands in <code>x-ratelimit-remaining</code>, of <code>x-ratelimit-limit</code>. Beyond it the status
      is 429 and the code 1429, nothing was done, and <code>retry-after</code> says how many seconds to wait. A body may
      have 64 KB.
    </p>
  </>
);

const OK = 200;

const Codes = () => (
  <>
    <p>
      What a request can be refused with. <code>message</code> is often more exact than the sentence here, and names the
      parameter. 10011 has the status 413 when the request is too large; −1 has 200 when Mixin did not answer us; of a
      POST that <a href="#keys">wants a key</a> and names no <code>Idempotency-Key</code> it may have been done all the
      same, as the message says then.
    </p>
    <Table
      label="Codes of refusals"
      columns={["Code", "Meaning", "HTTP"]}
      rows={Object.values(API_ERRORS)
        .toSorted(([one], [other]) => one - other)
        .map(([code, message, status = code === API_ERRORS.server[0] ? 500 : OK]) => [
          String(code),
          message,
          String(status),
        ])}
    />
    <p>
      What a failed order has as <code>failureCode</code>, and money that goes back in its memo,{" "}
      <code>RF|traceId|code</code> in base64:
    </p>
    <Table
      label="Codes of money that goes back"
      columns={["Code", "Why"]}
      rows={Object.entries(CODES).map(([name, code]) => [String(code), RETURN_WORDS[name as keyof typeof CODES]])}
    />
  </>
);

const Clients = ({ examples }: Given) => (
  <>
    <p>They work as they are when their address is changed.</p>
    <Example {...examples.wooCommerce} />
    <p>
      For the plugin of WooCommerce these lines go into <code>wp-config.php</code>.
    </p>
    <Example {...examples.mixpayjs} />
    <p>
      Clients in Go have the address built in: give them an <code>http.Client</code> that sends requests for
      api.mixpay.me here, and make the link from the code yourself.
    </p>
  </>
);

/** The sections as they stand on the page. */
export const Guide = ({ examples }: Given) => (
  <>
    {guide(examples).map(({ id, title, children }) => (
      <Section id={id} title={title}>
        {children}
      </Section>
    ))}
  </>
);
