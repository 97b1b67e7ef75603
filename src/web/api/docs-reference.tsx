import { answerOf, type Field, parametersOf } from "./docs-fields.js";
import { Table } from "./docs-parts.js";
import type { Endpoint } from "./endpoint.js";

/** Every endpoint with its parameters and answer, from the schemas that validate them. */
export function Reference({ endpoints }: { endpoints: readonly Endpoint[] }) {
  return (
    <>
      {endpoints.map((endpoint) => (
        <One endpoint={endpoint} />
      ))}
    </>
  );
}

/** Where an endpoint is on the page. */
export const anchorOf = ({ method, path }: Endpoint): string =>
  `${method}${path}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");

function One({ endpoint }: { endpoint: Endpoint }) {
  const name = `${endpoint.method} ${endpoint.path}`;
  const parameters = parametersOf(endpoint.input);
  const answer = answerOf(endpoint.data);
  return (
    <>
      <h3 id={anchorOf(endpoint)}>
        <code>{name}</code>
      </h3>
      <p>{sentence(endpoint.summary)}</p>
      {parameters.length === 0 ? (
        <p>No parameters.</p>
      ) : (
        <Table
          label={`Parameters of ${name}`}
          columns={["Parameter", "Meaning"]}
          rows={parameters.map((one) => [<code>{one.name}</code>, <Meaning {...one} />])}
        />
      )}
      <Table
        label={`Answer of ${name}`}
        columns={["In data", "Type", "Meaning"]}
        rows={answer.map((one) => [<code>{one.name}</code>, typeText(one), one.text])}
      />
    </>
  );
}

const Meaning = ({ isRequired, text }: Field) => (
  <>
    {isRequired ? <b>Required. </b> : null}
    {text}
  </>
);

const typeText = ({ type, isRequired }: Field): string => (isRequired ? type : `${type}, or absent`);

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
