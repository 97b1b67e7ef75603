/** The colours of pictures: dark ink on white, one accent; nothing is told by hue alone. */
export const INK = "#10233a";
export const MUTED = "#55657a";
export const ACCENT = "#0b5f66";
export const LINE = "#d9e0e7";
export const PAPER = "#ffffff";
export const TINT = "#eef4f4";
