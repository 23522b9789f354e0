import { printable } from '../../../text.ts';

/** Text that is HTML already. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup is taken as it is, nothing is left out. */
export type Piece = string | number | Markup | undefined | readonly Piece[];

/** A template of HTML in which no text can become markup, wherever it comes from. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  const markup = strings.reduce((text, part, index) => text + write(pieces[index - 1]) + part);
  return { markup };
}

/** Text that devices, files or answers brought: it cannot turn the direction of what stands around it. */
export function foreign(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}

function write(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return escaped(printable(piece));
  return 'markup' in piece ? piece.markup : piece.map(write).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
