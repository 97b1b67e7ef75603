import { FIATS } from "../../payments/fiat.js";
import type { AssetInfo } from "../../payments/ports.js";
import { NearWords } from "./near.js";
import { foldLetters } from "./text.js";

/** What an amount is counted in. `several`: one symbol on several networks, to be asked which. */
export type Unit =
  | { kind: "fiat"; code: string }
  | { kind: "asset"; assetId: string }
  | { kind: "several"; assetIds: string[] };

/** What a unit may be: the currencies with their decimal places, and the assets that can be paid, most used first. */
export interface Units {
  fiatDigits(code: string): number | null;
  assets: AssetInfo[];
  /** Decides what "¥" means. */
  language: string;
  /** The shop's own currency: decides what "pesos" are. */
  own?: string | undefined;
}

/** What people call currencies in our languages; codes themselves need no entry. "¥" is read by language. */
const FIAT_NAMES: Record<string, string> = {
  ...names("usd", "$|us$|dollar|dollars|us-dollar|us dollar|us dollars|usdollar|bucks|美元|美金|刀|ドル|米ドル|弗"),
  ...names("usd", "dólar|dólares|dólar estadounidense|dólares estadounidenses|دولار|دولارات|دولار أمريكي|$ us"),
  ...names("eur", "€|euro|euros|欧元|歐元|ユーロ|يورو|اليورو"),
  ...names(
    "gbp",
    "£|pound|pounds|pfund|sterling|英镑|英鎊|ポンド|英ポンド|libra|libras|libras esterlinas|جنيه استرليني",
  ),
  ...names(
    "cny",
    "人民币|人民幣|元|块|块钱|元钱|元人民币|圆|rmb|yuan|yuanes|renminbi|cn¥|cnh|人民元|中国元|يوان|يوانات",
  ),
  ...names("jpy", "yen|yenes|jp¥|日元|日圆|日円|円|圓|えん|日本円|ين|ين ياباني"),
  ...names("aed", "dirham|dirhams|dirhem|dirhams|dhs|dh|迪拉姆|迪尔汗|ディルハム|dírham|dírhams|dirhams emiratíes"),
  ...names("aed", "د.إ|درهم|دراهم|درهما|درهم إماراتي"),
  ...names(
    "chf",
    "franken|francs|franc|sfr|瑞士法郎|瑞郎|フラン|スイスフラン|franco|francos|francos suizos|فرنك|فرنك سويسري",
  ),
  ...names("hkd", "hk$|港币|港元|港幣|香港ドル|dólar de hong kong|دولار هونغ كونغ"),
  ...names("twd", "nt$|新台币|台币|新臺幣|台湾ドル|ニュー台湾ドル"),
  ...names("sgd", "s$|新加坡元|新币|シンガポールドル|dólar de singapur|دولار سنغافوري"),
  ...names("aud", "a$|au$|澳元|澳币|豪ドル|オーストラリアドル|dólar australiano|دولار أسترالي"),
  ...names("cad", "c$|ca$|加元|加币|カナダドル|dólar canadiense|دولار كندي"),
  ...names("inr", "₹|rupee|rupees|rupien|rs|卢比|ルピー|rupia|rupias|روبية|روبيات|روبية هندية"),
  ...names("krw", "₩|won|韩元|韩币|ウォン|وون"),
  ...names("rub", "₽|rubel|ruble|rubles|rouble|卢布|ルーブル|rublo|rublos|روبل"),
  ...names("try", "₺|lira|里拉|リラ|トルコリラ|liras|lira turca|ليرة تركية"),
  ...names("thb", "฿|baht|泰铢|バーツ|بات"),
  ...names("vnd", "₫|dong|越南盾|ドン"),
  ...names("mxn", "mx$|墨西哥比索|メキシコペソ|peso mexicano|pesos mexicanos|بيزو مكسيكي"),
  ...names("ars", "peso argentino|pesos argentinos|阿根廷比索|アルゼンチンペソ"),
  ...names("cop", "peso colombiano|pesos colombianos|哥伦比亚比索|コロンビアペソ"),
  ...names("clp", "peso chileno|pesos chilenos|智利比索|チリペソ"),
  ...names("pen", "s/|sol|soles|sol peruano|soles peruanos|秘鲁索尔|ソル"),
  ...names("php", "₱|比索|フィリピンペソ|peso filipino|pesos filipinos"),
  ...names("brl", "r$|real|reais|雷亚尔|レアル|reales|real brasileño"),
  ...names("pln", "zł|zloty|złoty|兹罗提|ズロチ|ズウォティ"),
  ...names("uah", "₴|hryvnia|格里夫纳|フリヴニャ|grivna|grivnas"),
  ...names("ngn", "₦|naira|奈拉|ナイラ|نيرة"),
  ...names("ils", "₪|shekel|schekel|谢克尔|シェケル|séquel|شيكل"),
  ...names("idr", "rp|rupiah|印尼盾|ルピア"),
  ...names("myr", "rm|ringgit|林吉特|令吉|リンギット"),
  ...names("sar", "riyal|riyals|沙特里亚尔|リヤル|サウジリヤル|riyal saudí|riyales|ريال|ريالات|ريال سعودي|ر.س"),
  ...names("qar", "卡塔尔里亚尔|カタールリヤル|riyal catarí|ريال قطري|ر.ق"),
  ...names("omr", "阿曼里亚尔|オマーンリアル|ريال عماني|ر.ع"),
  ...names("kwd", "科威特第纳尔|クウェートディナール|dinar kuwaití|dinares kuwaitíes|دينار كويتي|د.ك"),
  ...names("bhd", "巴林第纳尔|バーレーンディナール|dinar bahreiní|دينار بحريني|د.ب"),
  ...names("jod", "约旦第纳尔|ヨルダンディナール|dinar jordano|دينار أردني|د.أ"),
  ...names("egp", "埃及镑|エジプトポンド|libra egipcia|libras egipcias|جنيه|جنيهات|جنيه مصري|ج.م"),
  ...names("mad", "摩洛哥迪拉姆|モロッコディルハム|dírham marroquí|درهم مغربي"),
};

/** One word for the money of several countries: the shop's own when it is one of them, otherwise it is asked which. */
const SHARED_NAMES: Record<string, string[]> = {
  ...shared("peso|pesos|$ mn|ペソ|بيزو", "mxn ars cop clp php uyu dop"),
  ...shared("dinar|dinars|dinare|dinares|第纳尔|ディナール|دينار|دنانير", "kwd bhd jod iqd tnd"),
  ...shared("krone|krona|kronor|kroner|kronen|克朗|クローネ|クローナ|corona|coronas|كرونة", "sek nok dkk czk"),
  ...shared("ليرة|ليرات", "try syp lbp"),
};

/** What people call assets, as a symbol. */
const ASSET_NAMES: Record<string, string> = {
  ...names("btc", "₿|bitcoin|bitcoins|比特币|比特幣|ビットコイン|بيتكوين|بتكوين"),
  ...names("eth", "ether|ethereum|以太币|以太坊|イーサ|イーサリアム|éter|إيثر|إيثريوم|ايثيريوم"),
  ...names("usdt", "₮|tether|泰达币|u|テザー|تيثر|تيذر"),
  ...names("usdc", "usdcoin|usd coin|usdコイン"),
};

/** How networks are also called. */
const NETWORK_NAMES: Record<string, string> = {
  ...names("ethereum", "eth|以太坊|イーサリアム|إيثريوم"),
  ...names("tron", "trx|波场|トロン|ترون"),
  ...names("bsc", "bnb|binance|币安|バイナンス|بينانس"),
  ...names("polygon", "pol|matic|ポリゴン|بوليغون"),
  ...names("solana", "sol|ソラナ|سولانا"),
  ...names("lightning", "ln|闪电|ライトニング|البرق"),
};

/** Token standards as the networks they are of: their digits would be taken for the amount's. */
export const spellNetworks = (text: string): string =>
  text
    .replace(/(?<!\p{L})erc-?20(?!\d)/giu, "ethereum")
    .replace(/(?<!\p{L})trc-?20(?!\d)/giu, "tron")
    .replace(/(?<!\p{L})bep-?20(?!\d)/giu, "bsc");

function names(code: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split("|").map((word) => [foldLetters(word), code]));
}

function shared(words: string, codes: string): Record<string, string[]> {
  return Object.fromEntries(words.split("|").map((word) => [foldLetters(word), codes.split(" ")]));
}

const own = <T>(table: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** The currency or asset that people mean by these words; null when there is none. */
export function readUnit(words: string, units: Units): Unit | null {
  const folded = foldLetters(words)
    .trim()
    .replace(/(?<=.{2})\.$/u, "");
  if (folded === "" || folded.length > 60) return null;
  if (folded === "¥") return fiat(units.language === "zh" ? "cny" : "jpy", units);
  const home = own(SHARED_NAMES, folded)?.find((code) => code === units.own);
  return fiat(home ?? own(FIAT_NAMES, folded) ?? folded, units) ?? readAsset(folded, units.assets);
}

function fiat(code: string, units: Units): Unit | null {
  return /^[a-z]{3}$/.test(code) && units.fiatDigits(code) !== null ? { kind: "fiat", code } : null;
}

interface AssetIndex {
  byId: Map<string, AssetInfo>;
  bySymbol: Map<string, AssetInfo[]>;
  byName: Map<string, AssetInfo[]>;
}
/** The newest list: another with the same assets, as the next message brings one, is as good. */
let newest: { assets: AssetInfo[]; index: AssetIndex } | null = null;
/** Assets are the same objects from list to list. */
const folded = new WeakMap<AssetInfo, { symbol: string; name: string; network: string }>();

function lettersOf(asset: AssetInfo): { symbol: string; name: string; network: string } {
  const known = folded.get(asset);
  if (known) return known;
  const network = foldLetters(asset.network);
  const letters = {
    symbol: foldLetters(asset.symbol),
    name: foldLetters(asset.name),
    network: own(NETWORK_NAMES, network) ?? network,
  };
  folded.set(asset, letters);
  return letters;
}

function grouped(assets: AssetInfo[], key: (asset: AssetInfo) => string): Map<string, AssetInfo[]> {
  const groups = new Map<string, AssetInfo[]>();
  for (const asset of assets) {
    const group = groups.get(key(asset));
    if (group) group.push(asset);
    else groups.set(key(asset), [asset]);
  }
  return groups;
}

function indexOf(assets: AssetInfo[]): AssetIndex {
  const isKnown = newest?.assets.length === assets.length && assets.every((asset, i) => asset === newest?.assets[i]);
  if (newest && isKnown) return newest.index;
  const index: AssetIndex = {
    byId: new Map(assets.map((asset) => [asset.assetId, asset])),
    bySymbol: grouped(assets, (asset) => lettersOf(asset).symbol),
    byName: grouped(assets, (asset) => lettersOf(asset).name),
  };
  newest = { assets, index };
  return index;
}

/** Reads "usdt", "USDT (TRON)", "usdt trc20", "bitcoin", or an asset id. */
export function readAsset(words: string, assets: AssetInfo[]): Unit | null {
  const said = spellNetworks(foldLetters(words).trim());
  const { byId, bySymbol, byName } = indexOf(assets);
  const named = byId.get(said);
  if (named) return { kind: "asset", assetId: named.assetId };
  const found = bySymbol.get(said) ?? bySymbol.get(own(ASSET_NAMES, said) ?? "") ?? byName.get(said);
  if (found) return oneOf(found);
  const parts = /^(\S+?)[\s@(（-]+(?:on |auf |en |على )?([^()（）]+?)[)）]?$/.exec(said);
  if (!parts) return null;
  const [, symbol = "", network = ""] = parts;
  const wanted = own(NETWORK_NAMES, network) ?? network;
  const twins = bySymbol.get(own(ASSET_NAMES, symbol) ?? symbol) ?? [];
  return oneOf(twins.filter((asset) => lettersOf(asset).network === wanted));
}

/** "eurp" is near to "eur". */
const SHORTEST_UNIT = 3;
const nearNames = new NearWords(
  [
    ...Object.entries(FIAT_NAMES).map(([word, code]) => ({ word, value: [code] })),
    ...FIATS.map(({ code }) => ({ word: code, value: [code] })),
    ...Object.entries(SHARED_NAMES).map(([word, codes]) => ({ word, value: codes })),
  ],
  SHORTEST_UNIT,
);

/** What somebody may have meant by a unit that is none: codes of currencies and ids of assets, the likeliest first. */
export function nearUnits(words: string, units: Units): string[] {
  const said = foldLetters(words).trim();
  const symbols = new NearWords(
    [
      ...units.assets.map(({ symbol, assetId }) => ({ word: symbol, value: assetId })),
      ...Object.entries(ASSET_NAMES).flatMap(([word, symbol]) => {
        const asset = indexOf(units.assets).bySymbol.get(symbol)?.[0];
        return asset ? [{ word, value: asset.assetId }] : [];
      }),
    ],
    SHORTEST_UNIT,
  );
  const coins = symbols.find(said).map(({ value }) => value);
  const currencies = own(SHARED_NAMES, said) ?? nearNames.find(said).flatMap(({ value }) => value);
  const payable = currencies.filter((code) => units.fiatDigits(code) !== null);
  const label = (asset: string) => units.assets.find(({ assetId }) => assetId === asset)?.symbol ?? asset;
  const once = new Map<string, string>();
  for (const asset of [...payable, ...coins]) if (!once.has(label(asset))) once.set(label(asset), asset);
  return [...once.values()];
}

function oneOf(found: AssetInfo[]): Unit | null {
  const [first, ...more] = found;
  if (!first) return null;
  return more.length === 0
    ? { kind: "asset", assetId: first.assetId }
    : { kind: "several", assetIds: found.map((a) => a.assetId) };
}
