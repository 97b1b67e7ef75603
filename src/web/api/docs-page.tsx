import type { PageExamples } from "./docs-page-examples.js";
import { Example, Table } from "./docs-parts.js";

/** What `/pay` reads besides what programs ask by, and which of it pages of `/code/` read, too. */
const PARAMETERS: [name: string, meaning: string][] = [
  ["amount", "The price; goes before quoteAmount. Without either the payer types how much"],
  ["paymentAssetId", "The only asset it can be paid in; absent: the payer chooses"],
  [
    "payerEmail",
    "Where the receipt is mailed once it is paid; of strict orders that have to be converted, once they are settled. Of no effect where this Mixtill has no mail server, or when it is no address",
  ],
  ["style", "iframe: the page may stand in a frame on any site, and tells it where the payment stands. /code/ too"],
  ["lang", "en, zh, de, ja, es or ar; absent: as the browser wishes. /code/ too"],
  [
    "onlyShowWallet",
    "true, 1, mixpayplus or the wallet’s appId: in a wallet that has put window.mixpayPlus into the page, its own button and nothing else. Elsewhere of no effect. /code/ too",
  ],
  ["paymentMethod", "mixpayplus: the same as that word in onlyShowWallet; crypto changes nothing. /code/ too"],
  ["paymentWallet", "Accepted and ignored: a wallet that shows the page gets its first button anyway"],
];

/** How customers get from a shop's own page to that of the payment, and back. */
export const OnYourPage = ({ examples }: { examples: PageExamples }) => (
  <>
    <p>
      One script puts the payment into a dialog on your page; nothing else is needed. Put your own <code>payeeId</code>{" "}
      in the place of the one here.
    </p>
    <Example {...examples.button} />
    <p>
      The button fires <code>mixtill-status</code>, <code>mixtill-paid</code>, <code>mixtill-failed</code> and{" "}
      <code>mixtill-closed</code>. With <code>href</code> in place of payee and price it is a link to a receipt code of
      yours: say <code>html</code> in the chat, and it writes that for you.
    </p>
    <Example {...examples.script} />
    <p>
      <code>pay()</code> takes the parameters of <a href="#post-one-time-payment">one_time_payment</a> and fails with a{" "}
      <code>reason</code>: <code>closed</code>, <code>failed</code>, <code>refused</code>, <code>network</code>,{" "}
      <code>busy</code> or <code>usage</code>. All of it is in the types, at <a href="/mixtill.d.ts">/mixtill.d.ts</a>.
      A page with a Content-Security-Policy allows this address in <code>script-src</code>, <code>connect-src</code> and{" "}
      <code>frame-src</code>.
    </p>
    <p>
      A link to <code>/pay</code> needs no request before it: looking at it makes nothing, the order is made when the
      payer goes on.
    </p>
    <Example {...examples.link} />
    <p>
      It takes what <a href="#post-one-time-payment">one_time_payment</a> takes, and this. Of addresses in it, such as{" "}
      <code>returnTo</code>, encode <code>&amp;</code>, <code>?</code> and <code>#</code>.
    </p>
    <Table
      label="What a link may say besides"
      columns={["Parameter", "Meaning"]}
      rows={PARAMETERS.map(([name, meaning]) => [<code>{name}</code>, meaning])}
      isOfFields
    />
    <p>
      Whoever holds a link can change what it says, so the owner of the shop is told which payments came by one, and an
      order that a program asked for is never paid by it: with the <code>orderId</code> of such an order the page says
      so. Prices that matter are asked for by your server, with <code>one_time_payment</code>.
    </p>
    <Example {...examples.frame} />
    <p>
      In a frame the page does not lead anywhere by itself; whoever made the frame decides what comes next. Pages of{" "}
      <code>/code/</code> can be framed in the same way, with <code>?style=iframe</code>. Whatever a page hears can be
      made up by who sits in front of it: before you deliver, let your server <a href="#result">ask</a>.
    </p>
  </>
);
