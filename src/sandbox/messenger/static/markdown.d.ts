export interface Block {
  tag: string;
  href?: string;
  children: (Block | string)[];
}
export function parseMarkdown(text: string): Block[];
