import type { ExchangeJson } from '../../../../emulator/api/shapes.ts';
import type { Texts } from '../../../i18n/en.ts';
import type { Formats } from '../../../i18n/texts.ts';
import { outcomesOf, refusalText } from './log-model.ts';

/** A piece of what became of a request: colour says how bad it is. */
export interface Piece {
  readonly tone: 'plain' | 'dim' | 'is-odd' | 'is-bad';
  readonly text: string;
}

/** So many kept values are named in a row. */
const MOST_NAMED = 4;
/** Longer values are cut in a row. */
const MOST_CHARACTERS = 40;

/** What became of a request, in words: the worst first, what was kept before what is worth a note. */
export function describeOutcome(
  exchange: ExchangeJson,
  log: Texts['log'],
  formats: Pick<Formats, 'number'>,
): Piece[] {
  const { message, fault, notes } = exchange;
  const { kept, outside, filtered } = outcomesOf(exchange);
  const pieces: Piece[] = [];
  const add = (tone: Piece['tone'], ...texts: readonly string[]): void => {
    pieces.push(...texts.map((text) => ({ tone, text })));
  };
  if (fault !== undefined) add('plain', log.fault(fault));
  if (message?.problem !== undefined)
    add('is-bad', log.filteredWhole(message.problem.code, message.problem.detail));
  if (filtered.length > 0) add('is-bad', log.filtered(filtered.length), ...filtered.map(refusalText));
  if (outside.length > 0) add('is-odd', log.outside(outside.length), ...outside.map(refusalText));
  if (kept.length > 0) {
    add('plain', log.kept(kept.length));
    add(
      'dim',
      ...kept.slice(0, MOST_NAMED).map(({ identifier, value }) => `${identifier} ${shortValue(value)}`),
    );
  }
  if (message !== undefined && pieces.length === 0)
    add('plain', log.taken(formats.number(message.body.length)));
  add('dim', ...notes);
  return pieces;
}

/** A value as JSON, cut where it is long. */
export function shortValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
