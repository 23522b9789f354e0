import type { Io } from '../io.ts';

/** What a chart is drawn with: each character is a grid of dots. */
export interface Glyphs {
  /** Dots of a character, side by side. */
  readonly across: number;
  /** Dots of a character, one above the other. */
  readonly down: number;
  /** The bit of a dot, counted from the top left. */
  readonly bit: (x: number, y: number) => number;
  /** The character that has these dots. */
  readonly character: (bits: number) => string;
  readonly frame: {
    readonly side: string;
    readonly tick: string;
    readonly corner: string;
    readonly floor: string;
    readonly mark: string;
  };
}

/** How Unicode counts the dots of a braille character, row by row. */
const BRAILLE_BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

/** Fine: eight dots a character. */
export const BRAILLE: Glyphs = {
  across: 2,
  down: 4,
  bit: (x, y) => BRAILLE_BITS[y]?.[x] ?? 0,
  character: (bits) => (bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits)),
  frame: { side: '│', tick: '┤', corner: '└', floor: '─', mark: '┬' },
};

/** For terminals that show nothing else: two dots a character. */
export const ASCII: Glyphs = {
  across: 1,
  down: 2,
  bit: (_, y) => 1 << y,
  character: (bits) => [' ', "'", '.', ':'][bits] ?? ' ',
  frame: { side: '|', tick: '+', corner: '+', floor: '-', mark: '+' },
};

/** What the terminal can be expected to show. Where nothing is said of it, it is UTF-8, as nearly all are. */
export function glyphsFor({ env, platform }: Pick<Io, 'env' | 'platform'>): Glyphs {
  const { TERM: terminal = '' } = env;
  if (terminal === 'dumb' || terminal === 'linux') return ASCII; // the console of the kernel has no braille
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  if (locale) return /utf-?8/i.test(locale) ? BRAILLE : ASCII;
  // The old console of Windows has no braille either; the newer terminals say who they are.
  const isOldConsole = platform === 'win32' && !env['WT_SESSION'] && !env['TERM_PROGRAM'] && terminal === '';
  return isOldConsole ? ASCII : BRAILLE;
}
