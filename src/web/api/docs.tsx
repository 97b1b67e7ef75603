import { Hono } from "hono";
import { html } from "hono/html";
import { Layout } from "../pages/layout.js";
import { docsScript, docsStyle } from "../static-files.js";
import { docsExamples } from "./docs-examples.js";
import { Guide, guide } from "./docs-guide.js";
import { Section } from "./docs-parts.js";
import { anchorOf, Reference } from "./docs-reference.js";
import { ENDPOINTS } from "./endpoints/index.js";

const ENGLISH = { language: "en", chosen: false } as const;

/** `/docs`: how to use the API, for those who write programs. Made once: it changes with the program alone. */
export function docsRoutes(publicUrl: string): Hono {
  const page = html`${<Docs publicUrl={publicUrl} />}`;
  return new Hono().get("/docs", (c) => c.html(page));
}

function Docs({ publicUrl }: { publicUrl: string }) {
  const examples = docsExamples(publicUrl);
  return (
    <Layout title="Mixtill: the API" speech={ENGLISH} path={null} wide>
      <link rel="stylesheet" href={docsStyle.path} />
      <script src={docsScript.path} defer></script>
      <article class="card docs">
        <header>
          <h1>The API</h1>
          <p>
            For shops and programs: ask for a payment, send the customer to its page, learn that it is paid. It answers
            as MixPay’s API does, so what was written for MixPay works when its address is changed. This page is in
            English only; machines read <a href="/openapi.json">openapi.json</a>.
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
              <ul>
                {ENDPOINTS.map((endpoint) => (
                  <li>
                    <a href={`#${anchorOf(endpoint)}`}>
                      <code>
                        {endpoint.method} {endpoint.path}
                      </code>
                    </a>
                  </li>
                ))}
              </ul>
            </li>
          </ul>
        </nav>
        <Guide examples={examples} />
        <Section id="reference" title="Reference">
          <p>Made from what the program itself checks requests with. A blank parameter is an absent one.</p>
          <Reference endpoints={ENDPOINTS} />
        </Section>
      </article>
    </Layout>
  );
}
