import type { Child } from "hono/jsx";
import { formatAmount } from "../../i18n/format.js";
import { texts } from "../../i18n/index.js";
import { assetLabel } from "../../payments/labels.js";
import type { Rates } from "../../payments/ports.js";
import type { Remittance } from "../../payments/remittances/read.js";
import type { Choice } from "../../shop/claim-choices.js";
import type { ToProblem } from "../claim-to.js";
import { inSpeech, type Speech } from "../language.js";
import { Currencies } from "./claim-currencies.js";
import { Layout } from "./layout.js";
import { isolated, Moment, paymentText, Shop } from "./parts.js";

/** What all pages of a claim know. */
export interface ClaimFrame {
  /** `/claim/{secret}`. */
  path: string;
  remittance: Remittance;
  sender: { name: string; mixinId: string };
  rates: Rates;
  speech: Speech;
  now: Date;
}

export interface ClaimPageProps extends ClaimFrame {
  choices: Choice[];
  chosen: Choice;
  /** Who is recognised, and how. */
  person: { label: string; request: string | null } | null;
  /** Whether the chosen currency can go to an address on its chain. */
  leaves: boolean;
  bot: string;
  typed?: Partial<Record<"id" | "mix" | "address" | "tag", string>>;
  problem?: { field: ToProblem["field"] | "currency" | "signIn"; text: string } | null;
}

/** The card around each page of a claim: who sends, how much, what they write. */
export function ClaimCard(props: ClaimFrame & { children: Child; poll?: number; orderId?: string; version?: string }) {
  const { path, remittance, sender, rates, speech, now, children, poll, orderId, version } = props;
  const { language } = speech;
  const t = texts(language);
  const amount =
    remittance.amount && remittance.assetId ? paymentText(remittance.amount, remittance.assetId, rates, language) : "";
  return (
    <Layout
      title={t("claim.pageTitle", { amount, sender: sender.name })}
      speech={speech}
      path={path}
      reload={poll ?? (orderId ? 6 : undefined)}
    >
      <p id="announce" class="unseen" role="status" aria-live="polite"></p>
      <div
        id="order"
        class="card claim"
        data-order={orderId}
        data-poll={poll === undefined ? undefined : String(poll)}
        data-version={version ?? ""}
        data-now={String(now.getTime())}
      >
        <header>
          <p class="kind">{t("claim.kind")}</p>
          <Shop name={sender.name} mixinId={sender.mixinId} language={language} />
          <h1>{t("claim.sends", { sender: isolated(sender.name) })}</h1>
          <p class="price">
            <bdi>{amount}</bdi>
          </p>
          {remittance.note ? (
            <p>
              <span class="label">{t("claim.note")}:</span> <bdi>{remittance.note}</bdi>
            </p>
          ) : null}
        </header>
        {children}
      </div>
    </Layout>
  );
}

/** `/claim/{secret}`: what somebody gets, in which currency, and the ways to get it. */
export function ClaimPage(props: ClaimPageProps) {
  const { remittance, chosen, person, problem, rates, speech } = props;
  const { language } = speech;
  const t = texts(language);
  return (
    <ClaimCard {...props}>
      <section class="field">
        {chosen.rate === null ? null : (
          <>
            <p class="label">{t("claim.get")}</p>
            <p class="amount">
              <bdi>{formatAmount(chosen.amount, assetLabel(chosen.assetId, rates), language)}</bdi>
            </p>
            <p class="hint">{t("claim.currency.hint")}</p>
          </>
        )}
        {problem?.field === "currency" ? <Problem id="currency-error" text={problem.text} /> : null}
        {remittance.expiresAt ? (
          <p class="hint">
            {t("claim.until")} <Moment at={remittance.expiresAt} language={language} />. {t("claim.after")}
          </p>
        ) : null}
      </section>
      <Currencies {...props} />
      <h2>{t("claim.how")}</h2>
      {person ? <Recognised {...props} person={person} /> : null}
      {person ? (
        <details open={Boolean(problem) && problem?.field !== "person"}>
          <summary>{t("claim.person.other")}</summary>
          <Ways {...props} />
        </details>
      ) : (
        <Ways {...props} />
      )}
    </ClaimCard>
  );
}

function Recognised(props: ClaimPageProps & { person: NonNullable<ClaimPageProps["person"]> }) {
  const { person, problem, speech } = props;
  const t = texts(speech.language);
  return (
    <To {...props} way="person">
      <p data-say={t("claim.person.as", { name: person.label })}>
        {t("claim.person.as", { name: isolated(person.label) })}
      </p>
      {person.request ? <input type="hidden" name="request" value={person.request} /> : null}
      {problem?.field === "person" ? <Problem id="person-error" text={problem.text} /> : null}
      <button class="primary" type="submit">
        {t("claim.person.button")}
      </button>
    </To>
  );
}

function Ways(props: ClaimPageProps) {
  const { path, chosen, speech, problem, typed, bot, leaves, rates } = props;
  const t = texts(speech.language);
  const network = rates.asset(chosen.assetId)?.network ?? "";
  const error = (field: ToProblem["field"]) => (problem?.field === field ? problem.text : null);
  return (
    <div class="ways">
      <section class="way">
        <h3>{t("claim.mixin.title")}</h3>
        <p class="hint">{t("claim.mixin.text")}</p>
        {problem?.field === "signIn" ? <Problem id="sign-in-error" text={problem.text} /> : null}
        <a class="primary" rel="nofollow" href={inSpeech(`${path}/sign-in`, speech, { asset: chosen.assetId })}>
          {t("claim.mixin.button")}
        </a>
      </section>
      <Way
        {...props}
        way="id"
        title={t("claim.id.title")}
        hint={t("claim.id.hint", { bot })}
        button={t("claim.id.button")}
        error={error("id")}
      >
        <Field
          name="id"
          label={t("claim.id.label")}
          value={typed?.id}
          error={error("id")}
          inputmode="numeric"
          maxlength={20}
        />
      </Way>
      <Way {...props} way="mix" title={t("claim.mix.title")} button={t("claim.mix.button")} error={error("mix")}>
        <Field name="mix" label={t("claim.mix.label")} value={typed?.mix} error={error("mix")} maxlength={2000} />
      </Way>
      {leaves ? (
        <Way
          {...props}
          way="chain"
          title={t("claim.chain.title", { network })}
          hint={t("claim.chain.hint")}
          button={t("claim.chain.button")}
          error={error("chain")}
        >
          <Field
            name="address"
            label={t("claim.chain.label", { network })}
            value={typed?.address}
            error={error("chain")}
            maxlength={200}
          />
          <Field name="tag" label={t("claim.chain.tag")} value={typed?.tag} error={null} maxlength={120} optional />
        </Way>
      ) : (
        <p class="hint">{t("claim.problem.otherFee", { network })}</p>
      )}
    </div>
  );
}

interface WayProps extends ClaimPageProps {
  way: "id" | "mix" | "chain";
  title: string;
  hint?: string;
  button: string;
  error: string | null;
  children: Child;
}

/** One way to get it, folded up until it is wanted. */
function Way(props: WayProps) {
  const { title, hint, button, error, children } = props;
  return (
    <details class="way" open={error !== null}>
      <summary>{title}</summary>
      <To {...props}>
        {children}
        {error === null ? null : <Problem id={`${props.way}-error`} text={error} />}
        {hint === undefined ? null : <p class="hint">{hint}</p>}
        <button class="secondary" type="submit">
          {button}
        </button>
      </To>
    </details>
  );
}

function To({ path, chosen, speech, way, children }: ClaimPageProps & { way: string; children: Child }) {
  return (
    <form method="post" action={inSpeech(`${path}/to`, speech)} novalidate>
      <input type="hidden" name="way" value={way} />
      <input type="hidden" name="asset" value={chosen.assetId} />
      {children}
    </form>
  );
}

interface FieldProps {
  name: "id" | "mix" | "address" | "tag";
  label: string;
  value: string | undefined;
  error: string | null;
  maxlength: number;
  inputmode?: "numeric";
  optional?: boolean;
}

function Field({ name, label, value, error, maxlength, inputmode, optional }: FieldProps) {
  const way = name === "address" ? "chain" : name;
  return (
    <div class="field">
      <label for={`claim-${name}`}>{label}</label>
      <input
        id={`claim-${name}`}
        name={name}
        type="text"
        dir="ltr"
        class={name === "id" ? undefined : "long"}
        value={value ?? ""}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        maxlength={maxlength}
        inputmode={inputmode}
        required={!optional}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error ? `${way}-error` : undefined}
        autofocus={Boolean(error)}
      />
    </div>
  );
}

export function Problem({ id, text }: { id: string; text: string }) {
  return (
    <p class="error" id={id} role="alert">
      {text}
    </p>
  );
}
