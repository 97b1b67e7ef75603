import { Hono } from "hono";
import { html } from "hono/html";
import { Layout } from "../pages/layout.js";
import { docsScript, docsStyle } from "../static-files.js";
import { docsExamples } from "./docs-examples.js";
import { Guide, guide } from "./docs-guide.js";
import { OwnGuide, ownGuide } from "./docs-own.js";
import { ownExamples } from "./docs-own-examples.js";
import { pageExamples } from "./docs-page-examples.js";
import { Section } from "./docs-parts.js";
import { anchorOf, Reference } from "./docs-reference.js";
import type { Endpoint } from "./endpoint.js";
import { ENDPOINTS } from "./endpoints/index.js";

/** What programs written for MixPay ask for, and the rest. */
const COMPATIBLE = ENDPOINTS.filter(({ scope }) => scope === undefined);
const OWN = ENDPOINTS.filter(({ scope }) => scope !== undefined);

const ENGLISH = { language: "en", chosen: false } as const;

/** `/docs`: how to use the API, for those who write programs. Made once: it changes with the program alone. */
export function docsRoutes(publicUrl: string): Hono {
  const page = html`${<Docs publicUrl={publicUrl} />}`;
  return new Hono().get("/docs", (c) => c.html(page));
}

function Docs({ publicUrl }: { publicUrl: string }) {
  const examples = { ...docsExamples(publicUrl), ...pageExamples(publicUrl) };
  const own = ownExamples(publicUrl);
  return (
    <Layout title="Mixtill: the API" speech={ENGLISH} path={null} wide>
      <link rel="stylesheet" href={docsStyle.path} />
      <script src={docsScript.path} defer></script>
      <article class="card docs">
        <header>
          <h1>The API</h1>
          <p>
            For shops and programs: ask for a payment, send the customer to its page, learn that it is paid. It answers
            as MixPay’s API does, so what was written for MixPay works when its address is changed; what MixPay does not
            have, such as orders to be listed and refunds, <a href="#own">stands apart</a>. This page is in English
            only; machines read <a href="/openapi.json">openapi.json</a>.
          </p>
        </header>
        <nav aria-label="On this page">
          <ul>
            {guide(examples).map(({ id, title }) => (
              <li>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
            <li>
              <a href="#reference">Reference</a>
              <details>
                <summary>Its {COMPATIBLE.length} endpoints</summary>
                <Anchors endpoints={COMPATIBLE} />
              </details>
            </li>
            <li>
              <a href="#own">Our own</a>
              <ul>
                {ownGuide(own).map(({ id, title }) => (
                  <li>
                    <a href={`#${id}`}>{title}</a>
                  </li>
                ))}
              </ul>
            </li>
            <li>
              <a href="#own-reference">Reference of our own</a>
              <details>
                <summary>Its {OWN.length} endpoints</summary>
                <Anchors endpoints={OWN} />
              </details>
            </li>
          </ul>
        </nav>
        <div class="text">
          <Guide examples={examples} />
          <Section id="reference" title="Reference">
            <p>Made from what the program itself checks requests with. A blank parameter is an absent one.</p>
            <Reference endpoints={COMPATIBLE} />
          </Section>
          <Section id="own" title="Our own">
            <p>
              From here on: what MixPay does not have. It works with the same base address and answers in the same way,
              but for the statuses 401, 403 and 409, and acts in the name of a shop, whose key it wants to see.
            </p>
          </Section>
          <OwnGuide examples={own} />
          <Section id="own-reference" title="Reference of our own">
            <p>Made in the same way. Each of these wants a key.</p>
            <Reference endpoints={OWN} />
          </Section>
        </div>
      </article>
    </Layout>
  );
}

const Anchors = ({ endpoints }: { endpoints: readonly Endpoint[] }) => (
  <ul>
    {endpoints.map((endpoint) => (
      <li>
        <a href={`#${anchorOf(endpoint)}`}>
          <code>
            {endpoint.method} {endpoint.path}
          </code>
        </a>
      </li>
    ))}
  </ul>
);
