import { isSegwit } from "./bech32.js";
import type { CatalogueAsset } from "./catalogue.js";

const EVM = /^0x[0-9a-f]{40}$/i;
const BASE58 = "[1-9A-HJ-NP-Za-km-z]";

const BITCOIN = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";

/** The form of addresses by chain id. Of their checksums only that of `bc1…` is looked at. */
const FORMS: Record<string, RegExp> = {
  [BITCOIN]: new RegExp(`^[13]${BASE58}{25,34}$`),
  "43d61dcd-e413-450d-80b8-101d5e903357": EVM,
  "b7938396-3f94-4e0a-9179-d3440718156f": EVM,
  "1949e683-6a08-49e2-b087-d6b72398588f": EVM,
  "25dabac5-056a-48ff-b9f9-f67395dc407c": new RegExp(`^T${BASE58}{33}$`),
  "64692c23-8971-4cf4-84a7-4dd1271dd887": new RegExp(`^${BASE58}{32,44}$`),
};
const ANY = /^\S{10,128}$/;

/** Whether this can be an address of the asset's chain. */
export const isAddress = (asset: Pick<CatalogueAsset, "chain_id">, address: string): boolean =>
  (FORMS[asset.chain_id] ?? ANY).test(address) || (asset.chain_id === BITCOIN && isSegwit(address));
