/** The colours of pictures: dark ink on white, one accent; nothing is told by hue alone. */
export const INK = "#10233a";
export const MUTED = "#55657a";
export const ACCENT = "#0b5f66";
export const LINE = "#d9e0e7";
export const PAPER = "#ffffff";
export const TINT = "#eef4f4";
/** Of what stands beside the accent: much lighter, and another hue to every kind of eye. */
export const BESIDE = "#f3cf8f";
