/** Forms of a plural that English does not have: Arabic has all of them, Spanish "many" (1,000,000 de pagos). */
type MoreForms = "zero" | "two" | "few" | "many";

/**
 * The shape a translation must have: the same keys, any text. A missing key does not compile. Where English counts, a
 * language may add the forms it has besides "one" and "other"; which ones it must have, a test asks Intl.
 */
export type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> } & {
  [K in keyof T as K extends `${infer Counted}_other` ? `${Counted}_${MoreForms}` : never]?: string;
};
