import type { Child } from "hono/jsx";
import type { Example as ExampleText } from "./docs-examples.js";

/** A heading that can be linked to, and what belongs to it. */
export function Section({ id, title, children }: { id: string; title: string; children: Child }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** Something to copy and run, and what is answered to it; the script adds a button that copies. */
export function Example({ title, language, code, answer }: ExampleText) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <Code language={language} label={title} text={code} isCopied />
      {answer === undefined ? null : <Code language="json" label={`${title}: the answer`} text={answer} />}
    </figure>
  );
}

/** Long lines scroll: whoever has no mouse comes there, too. */
function Code(props: { language: string; label: string; text: string; isCopied?: boolean }) {
  return (
    <pre tabindex={0} role="group" aria-label={props.label} data-copy={props.isCopied ? "" : undefined}>
      <code class={`language-${props.language}`}>{props.text}</code>
    </pre>
  );
}

interface TableProps {
  /** What it is a table of. */
  label: string;
  columns: string[];
  rows: Child[][];
  /** Its first column has long names, which may break. */
  isOfFields?: boolean;
}

/** A table whose first column names its rows. */
export function Table({ label, columns, rows, isOfFields }: TableProps) {
  return (
    <div class={isOfFields ? "scroll fields" : "scroll"} tabindex={0} role="group" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr>
              <th scope="row">{name}</th>
              {cells.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
