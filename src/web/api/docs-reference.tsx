import { answerOf, type Field, parametersOf } from "./docs-fields.js";
import { Table } from "./docs-parts.js";
import type { Endpoint } from "./endpoint.js";
import { IGNORED } from "./fields.js";

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
  const parameters = parametersOf(endpoint.input).toSorted((one, other) => rank(one) - rank(other));
  const answer = answerOf(endpoint.data);
  return (
    <>
      <h3 id={anchorOf(endpoint)}>
        <code>{name}</code>
      </h3>
      <p>
        {sentence(endpoint.summary)}
        {endpoint.scope === undefined ? null : (
          <>
            {" "}
            Scope: <code>{endpoint.scope}</code>.
          </>
        )}
        {endpoint.makes ? (
          <>
            {" "}
            Takes an <a href="#asking-twice">Idempotency-Key</a>.
          </>
        ) : null}
      </p>
      {parameters.length === 0 ? (
        <p>No parameters.</p>
      ) : (
        <Table
          label={`Parameters of ${name}`}
          columns={["Parameter", "Meaning"]}
          rows={parameters.map((one) => [<Name {...one} type={parameterType(one)} />, <Meaning {...one} />])}
          isOfFields
        />
      )}
      <Table
        label={`Answer of ${name}`}
        columns={["In data", "Meaning"]}
        rows={answer.map((one) => [<Name {...one} type={typeText(one)} />, one.text])}
        isOfFields
      />
    </>
  );
}

/** It may break where one of its words begins. */
const Name = ({ name, type }: Pick<Field, "name" | "type">) => (
  <>
    <code>
      {name.split(/(?<=\.)|(?=[A-Z])/).map((part, index) => (
        <>
          {index > 0 ? <wbr /> : null}
          {part}
        </>
      ))}
    </code>
    {type === "" ? null : <span class="type">{type}</span>}
  </>
);

const Meaning = ({ isRequired, text }: Field) => (
  <>
    {isRequired ? <b>Required. </b> : null}
    {text}
  </>
);

/** Everything is sent as text; what else there is to say of it is which texts, and whether it is a list. */
const parameterType = ({ type }: Field): string => (type === "string" || type === "any" ? "" : type);

/** First what has to be sent, last what changes nothing. */
const rank = ({ isRequired, text }: Field): number => (isRequired ? 0 : text.startsWith(IGNORED) ? 2 : 1);

const typeText = ({ type, isRequired }: Field): string => (isRequired ? type : `${type}, or absent`);

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
