/** A price set by hand, which then stays. */
export interface PriceRow {
  readonly asset_id: string;
  /** USD for one whole unit, a decimal string. */
  readonly price_usd: string;
  /** Given to make the price look old; otherwise it is as fresh as the answer. */
  readonly updated_at: string | null;
  /** The asset is not told of any more; who holds it can still spend it. */
  readonly is_gone?: boolean;
}
