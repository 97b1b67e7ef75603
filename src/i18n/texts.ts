/** The shape a translation must have: the same keys, any text. A missing key does not compile. */
export type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
