export function amountText(amount: string): string;
export function dollars(value: string): string;
export function times(a: string, b: string): string;
export function isLess(a: string, b: string): boolean;
export function isAmount(text: string): boolean;
export function clock(iso: string): string;
export function day(iso: string): string;
export function when(iso: string): string;
export function memoText(hex: string): string;
