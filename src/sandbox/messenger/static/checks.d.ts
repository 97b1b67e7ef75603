export interface Button {
  label: string;
  action: string;
  color: string;
}
export interface Card {
  title: string;
  description: string;
  action: string;
  icon: string | undefined;
  cover: string | undefined;
  buttons: Button[];
}
export interface Image {
  attachmentId: string;
  width: number;
  height: number;
  caption: string;
}
export interface File {
  attachmentId: string;
  name: string;
  size: number;
  mimeType: string;
}
export interface Unknown {
  unknown: string;
}
export function parseColor(color: unknown): string | undefined;
export function checkButtons(json: string): Unknown | { buttons: Button[]; problems: string[] };
export function checkCard(json: string): Unknown | { card: Card; problems: string[] };
export function checkImage(json: string): Unknown | { image: Image };
export function checkFile(json: string): Unknown | { file: File };
export function parseJson(text: string): unknown;
