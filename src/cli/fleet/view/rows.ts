import { printable, wrap } from '../../text.ts';

/** How text is painted. */
export type Paint = (text: string) => string;

/** A part of a row that is never broken: a figure with its words. */
export interface Piece {
  readonly text: string;
  readonly paint?: Paint | undefined;
}

/** A label and what stands beside it. */
export interface Row {
  readonly label: string;
  readonly pieces: readonly Piece[];
  /** Where it fits, each piece is made so wide, so that those of several rows stand below each other. */
  readonly width?: number;
}

/** What all rows share. */
export interface Layout {
  /** No line is wider. */
  readonly columns: number;
  /** @default as they are */
  readonly paintLabel?: Paint | undefined;
}

/** How wide labels are, with the blank after them. */
export const LABEL_WIDTH = 11;
/** Below this, what stands beside labels would have no room: it stands under them. */
const NARROW = 24;

const asItIs: Paint = (text) => text;

/** Pieces of a row that are plain text. */
export function plain(...texts: readonly string[]): Piece[] {
  return texts.map((text) => ({ text }));
}

/** A row as lines, broken between its pieces where it must be. */
export function layRow({ label, pieces, width }: Row, { columns, paintLabel }: Layout): string[] {
  const lead = indent(columns);
  const isAligned = width !== undefined && fitsAligned(pieces, { width, room: columns - lead });
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const [index, { text, paint = asItIs }] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    const shown = cut(text, Math.max(columns - lead - (isLast ? 0 : 1), 1));
    const separator = isLast ? '' : isAligned ? ' '.repeat(width - cells(shown)) : ',';
    const gap = used === 0 || isAligned ? '' : ' ';
    if (used > 0 && lead + used + cells(gap + shown + separator) > columns) {
      lines.push(line);
      line = '';
      used = 0;
    }
    line += `${used === 0 ? '' : gap}${paint(shown)}${separator}`;
    used += cells((used === 0 ? '' : gap) + shown + separator);
  }
  return beside(label, [...lines, line], { columns, paintLabel });
}

function fitsAligned(pieces: readonly Piece[], { width, room }: { width: number; room: number }): boolean {
  const all = pieces.map(({ text }) => cells(text));
  const last = all.pop() ?? 0;
  return all.every((each) => each < width) && all.length * width + last <= room;
}

/** A long text beside its label, in lines of words. @param lines so many at most; what is left is cut off */
export function layText(
  { label, text, paint = asItIs }: Piece & { label: string },
  { columns, paintLabel, lines: most = Number.POSITIVE_INFINITY }: Layout & { lines?: number },
): string[] {
  const room = Math.max(columns - indent(columns), 1);
  const words = wrap(printable(text), { width: room, indent: 0 }).split('\n');
  const shown = words.slice(0, most);
  const rest = words.slice(most - 1).join(' ');
  const lines = shown.map((line, index) => paint(cut(index === most - 1 ? rest : line, room)));
  return beside(label, lines, { columns, paintLabel });
}

/** A text that is at most so wide: the rest is cut off. */
export function cut(text: string, columns: number): string {
  if (cells(text) <= columns) return text;
  let shown = '';
  let used = 0;
  for (const symbol of text) {
    used += cells(symbol);
    if (used > columns - 1) break;
    shown += symbol;
  }
  return `${shown}…`;
}

/** What takes two columns of a terminal, Chinese for one; never less than it may be. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{10000}-\u{10ffff}]/u;

/** How many columns of a terminal a text takes. */
export function cells(text: string): number {
  let count = 0;
  for (const symbol of text) count += WIDE.test(symbol) ? 2 : 1;
  return count;
}

function indent(columns: number): number {
  return columns < NARROW ? 0 : LABEL_WIDTH;
}

/** Lines beside a label; under it where the terminal is too narrow. */
function beside(label: string, lines: readonly string[], { columns, paintLabel }: Layout): string[] {
  const paint = paintLabel ?? asItIs;
  if (indent(columns) === 0)
    return label === '' ? [...lines] : [paint(cut(label, Math.max(columns, 1))), ...lines];
  return lines.map(
    (line, index) => (index === 0 ? paint(label.padEnd(LABEL_WIDTH)) : ' '.repeat(LABEL_WIDTH)) + line,
  );
}
