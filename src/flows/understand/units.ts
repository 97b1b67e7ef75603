import type { AssetInfo } from "../../payments/ports.js";
import { fold } from "./text.js";

/** What an amount is counted in. `several`: one symbol on several networks, to be asked which. */
export type Unit =
  | { kind: "fiat"; code: string }
  | { kind: "asset"; assetId: string }
  | { kind: "several"; assetIds: string[] };

/** What a unit may be: the currencies with their decimal places, and the assets that can be paid, most used first. */
export interface Units {
  fiatDigits(code: string): number | null;
  assets: AssetInfo[];
  /** Decides what "¥" and "$" mean. */
  language: string;
}

/** What people call currencies, folded; codes themselves need no entry. "¥" is read by language. */
const FIAT_NAMES: Record<string, string> = {
  ...names("usd", "$ us$ dollar dollars us-dollar usdollar bucks 美元 美金 刀"),
  ...names("eur", "€ euro euros 欧元 歐元"),
  ...names("gbp", "£ pound pounds pfund sterling 英镑 英鎊"),
  ...names("cny", "人民币 人民幣 元 块 圆 rmb yuan renminbi cn¥ cnh"),
  ...names("jpy", "yen jp¥ 日元 日圆 日円 円"),
  ...names("aed", "dirham dirhams dhs dh د.إ درهم 迪拉姆 迪尔汗"),
  ...names("chf", "franken francs franc sfr 瑞士法郎 瑞郎"),
  ...names("hkd", "hk$ 港币 港元 港幣"),
  ...names("twd", "nt$ 新台币 台币 新臺幣"),
  ...names("sgd", "s$ 新加坡元 新币"),
  ...names("aud", "a$ au$ 澳元 澳币"),
  ...names("cad", "c$ ca$ 加元 加币"),
  ...names("inr", "₹ rupee rupees rupien rs 卢比"),
  ...names("krw", "₩ won 韩元 韩币"),
  ...names("rub", "₽ rubel ruble rubles rouble 卢布"),
  ...names("try", "₺ lira 里拉"),
  ...names("thb", "฿ baht 泰铢"),
  ...names("vnd", "₫ dong 越南盾"),
  ...names("php", "₱ 比索"),
  ...names("brl", "r$ real reais 雷亚尔"),
  ...names("pln", "zł zloty złoty 兹罗提"),
  ...names("uah", "₴ hryvnia 格里夫纳"),
  ...names("ngn", "₦ naira 奈拉"),
  ...names("ils", "₪ shekel schekel 谢克尔"),
  ...names("idr", "rp rupiah 印尼盾"),
  ...names("myr", "rm ringgit 林吉特 令吉"),
  ...names("sar", "riyal 沙特里亚尔"),
};

/** What people call assets, folded, as a symbol. */
const ASSET_NAMES: Record<string, string> = {
  ...names("btc", "₿ bitcoin bitcoins 比特币 比特幣"),
  ...names("eth", "ether ethereum 以太币 以太坊"),
  ...names("usdt", "₮ tether 泰达币 u"),
  ...names("usdc", "usdcoin"),
};

/** How networks are also called, folded. */
const NETWORK_NAMES: Record<string, string> = {
  ...names("ethereum", "eth 以太坊"),
  ...names("tron", "trx 波场"),
  ...names("bsc", "bnb binance"),
  ...names("polygon", "pol matic"),
  ...names("solana", "sol"),
  ...names("lightning", "ln"),
};

/** Token standards as the networks they are of: their digits would be taken for the amount's. */
export const spellNetworks = (text: string): string =>
  text
    .replace(/(?<!\p{L})erc-?20(?!\d)/giu, "ethereum")
    .replace(/(?<!\p{L})trc-?20(?!\d)/giu, "tron")
    .replace(/(?<!\p{L})bep-?20(?!\d)/giu, "bsc");

function names(code: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(" ").map((word) => [word, code]));
}

/** The currency or asset that people mean by these words; null when there is none. */
export function readUnit(words: string, units: Units): Unit | null {
  const folded = fold(words).trim().replace(/\.$/, "");
  if (folded === "" || folded.length > 60) return null;
  if (folded === "¥") return fiat(units.language === "zh" ? "cny" : "jpy", units);
  return fiat(FIAT_NAMES[folded] ?? folded, units) ?? readAsset(folded, units.assets);
}

function fiat(code: string, units: Units): Unit | null {
  return /^[a-z]{3}$/.test(code) && units.fiatDigits(code) !== null ? { kind: "fiat", code } : null;
}

/** Reads "usdt", "USDT (TRON)", "usdt trc20", "bitcoin", or an asset id. */
export function readAsset(words: string, assets: AssetInfo[]): Unit | null {
  const folded = spellNetworks(fold(words).trim());
  const byId = assets.find((a) => a.assetId === folded);
  if (byId) return { kind: "asset", assetId: byId.assetId };
  const exact = (symbol: string) => assets.filter((a) => fold(a.symbol) === symbol);
  const found = [exact(folded), exact(ASSET_NAMES[folded] ?? ""), assets.filter((a) => fold(a.name) === folded)].find(
    (list) => list.length > 0,
  );
  if (found) return oneOf(found);
  const parts = /^(\S+?)[\s@(（-]+(?:on |auf )?([^()（）]+?)[)）]?$/.exec(folded);
  if (!parts) return null;
  const [, symbol = "", network = ""] = parts;
  const wanted = NETWORK_NAMES[network] ?? network;
  return oneOf(
    exact(ASSET_NAMES[symbol] ?? symbol).filter((a) => {
      const own = fold(a.network);
      return own === wanted || (NETWORK_NAMES[own] ?? own) === wanted;
    }),
  );
}

function oneOf(found: AssetInfo[]): Unit | null {
  const [first, ...more] = found;
  if (!first) return null;
  return more.length === 0
    ? { kind: "asset", assetId: first.assetId }
    : { kind: "several", assetIds: found.map((a) => a.assetId) };
}
