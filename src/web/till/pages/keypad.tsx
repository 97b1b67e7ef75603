import { formatBps } from "../../../i18n/format.js";
import { type Language, type Translate, texts } from "../../../i18n/index.js";
import { TIP_PERCENTS } from "../../../shop/till-charge.js";
import type { TillUnit } from "../units.js";
import { Search } from "../../pages/parts.js";
import { type At, Bar, Frame, markOf } from "./frame.js";
import { Icon } from "./icons.js";

/** What was typed before, when the keypad is shown again. */
export interface TypedCharge {
  visit: string;
  amount: string;
  unit: string;
  title: string;
  tip: string;
  tipAmount: string;
}

export interface KeypadProps {
  at: At;
  units: { fiat: TillUnit[]; coins: TillUnit[] };
  /** Ids of those used lately, the shop's own first. */
  lately: string[];
  typed: TypedCharge;
  problem?: { field: "amount" | "tip"; text: string } | null;
}

/** `/till`: an amount, in what, for what, with which tip. Without script its fields are typed into. */
export function Keypad(props: KeypadProps) {
  const { at, units, typed, problem } = props;
  const { language } = at.speech;
  const t = texts(language);
  const chosen = [...units.fiat, ...units.coins].find(({ id }) => id === typed.unit);
  const label = chosen?.label ?? "";
  return (
    <Frame title={t("till.pageTitle", { shop: at.holder.merchant.name })} speech={at.speech} view="keypad">
      <Bar at={at} here="keypad" />
      <h1 class="unseen">{t("till.title")}</h1>
      <form id="keypad" method="post" action="/till/charge" data-swap novalidate data-failed={t("till.keypad.lost")}>
        <input type="hidden" name="visit" value={typed.visit} />
        <input type="hidden" name="written" value={language} />
        <div class="entry">
          <div class="display">
            <label class="unseen" for="amount">
              {t("till.keypad.amount")}
            </label>
            <input
              id="amount"
              name="amount"
              type="text"
              dir="ltr"
              inputmode="decimal"
              autocomplete="off"
              maxlength={40}
              placeholder="0"
              value={typed.amount}
              aria-invalid={problem?.field === "amount" ? "true" : undefined}
              aria-describedby={problem?.field === "amount" ? "problem" : undefined}
            />
            <Units {...props} label={label} />
            <p id="whole" class="hint" data-text={t("till.keypad.withTip", { tip: "{tip}" })} hidden></p>
            {problem ? (
              <p class="error" id="problem" role="alert">
                {problem.text}
              </p>
            ) : null}
          </div>
          <Tips language={language} typed={typed} label={label} isWrong={problem?.field === "tip"} />
          <div class="field">
            <label class="unseen" for="title">
              {t("till.keypad.title")}
            </label>
            <input
              id="title"
              class="long"
              name="title"
              type="text"
              maxlength={64}
              autocomplete="off"
              enterkeyhint="done"
              placeholder={t("till.keypad.title")}
              value={typed.title}
            />
          </div>
        </div>
        <div class="pad">
          <Keys t={t} mark={markOf(language)} />
          <button id="charge" class="primary" type="submit" data-text={t("till.keypad.charge")}>
            {t("till.keypad.charge")}
          </button>
        </div>
      </form>
    </Frame>
  );
}

/** The keys as on a calculator; only a script hears them. */
function Keys({ t, mark }: { t: Translate; mark: string }) {
  const key = (press: string, shown = press) => (
    <button class="key" type="button" data-key={press}>
      {shown}
    </button>
  );
  return (
    <div class="keys with-script" role="group" aria-label={t("till.keypad.keys")} dir="ltr" hidden>
      {["1", "2", "3"].map((digit) => key(digit))}
      <button class="key quiet tall" type="button" data-key="delete" aria-label={t("till.keypad.delete")}>
        <Icon name="delete" />
      </button>
      {["4", "5", "6", "7", "8", "9"].map((digit) => key(digit))}
      <button class="key quiet tall" type="button" data-key="clear" aria-label={t("till.keypad.clear")}>
        C
      </button>
      {key("mark", mark)}
      {key("0")}
      {key("00")}
    </div>
  );
}

interface TipsProps {
  language: Language;
  typed: TypedCharge;
  label: string;
  isWrong: boolean;
}

function Tips({ language, typed, label, isWrong }: TipsProps) {
  const t = texts(language);
  const choice = (value: string, text: string) => (
    <label class="segment">
      <input type="radio" name="tip" value={value} checked={typed.tip === value} />
      <span>{text}</span>
    </label>
  );
  return (
    <fieldset class="tips">
      <legend>{t("till.keypad.tip")}</legend>
      <div class="segments">
        {choice("none", t("till.keypad.noTip"))}
        {TIP_PERCENTS.map((percent) => choice(percent, formatBps(Number(percent) * 100, language)))}
        {choice("own", t("till.keypad.ownTip"))}
      </div>
      <div class="field own-tip">
        <label for="tip-amount" data-unit-text={t("till.keypad.tipAmount", { unit: "{unit}" })}>
          {t("till.keypad.tipAmount", { unit: label })}
        </label>
        <input
          id="tip-amount"
          name="tipAmount"
          type="text"
          dir="ltr"
          inputmode="decimal"
          autocomplete="off"
          maxlength={40}
          value={typed.tipAmount}
          aria-invalid={isWrong ? "true" : undefined}
          aria-describedby={isWrong ? "problem" : undefined}
          data-focus={isWrong ? "" : undefined}
        />
      </div>
    </fieldset>
  );
}

/** What the amount is in: folded away, with a search that the script shows. */
function Units({ at, units, lately, typed, label }: KeypadProps & { label: string }) {
  const t = texts(at.speech.language);
  const all = [...units.fiat, ...units.coins];
  const recent = lately.flatMap((id) => all.find((one) => one.id === id) ?? []);
  const rest = ({ id }: TillUnit) => !recent.some((one) => one.id === id);
  const group = (head: string, list: TillUnit[]) =>
    list.length === 0 ? null : (
      <div class="unit-group">
        <p class="label">{head}</p>
        {list.map((one) => (
          <label class="unit-choice" data-names={`${one.label} ${one.name}`.toLowerCase()}>
            <input
              type="radio"
              name="unit"
              value={one.id}
              checked={one.id === typed.unit}
              data-places={String(one.places)}
              data-label={one.label}
            />
            <b>{one.label}</b>
            <small>
              <bdi>{one.name}</bdi>
            </small>
          </label>
        ))}
      </div>
    );
  return (
    <details class="units" id="units">
      <summary
        data-unit-text={t("till.keypad.unit", { unit: "{unit}" })}
        aria-label={t("till.keypad.unit", { unit: label })}
      >
        <span id="unit">{label}</span>
        <Icon name="down" />
      </summary>
      <div class="sheet" role="group" aria-label={t("till.keypad.unitChoose")}>
        <Search label={t("till.keypad.search")} nothing={t("till.keypad.searchNone")} withScript />
        {group(t("till.keypad.lately"), recent)}
        {group(t("till.keypad.fiat"), units.fiat.filter(rest))}
        {group(t("till.keypad.coins"), units.coins.filter(rest))}
      </div>
    </details>
  );
}
