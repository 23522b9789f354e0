import type { Texts } from '../../i18n/en.ts';
import type { Formats } from '../../i18n/texts.ts';
import { codeText } from '../device/log/log-model.ts';
import { toDuration } from './duration.ts';
import type { FaultJson, FieldProblem } from './fault-form.ts';

/** The language that faults are told in. */
export interface Words {
  readonly texts: Texts['faults'];
  readonly formats: Pick<Formats, 'number'>;
}

/** A length of time: `2 s`. */
export function durationWords(ms: number, { texts, formats }: Words): string {
  const { amount, unit } = toDuration(ms);
  return `${formats.number(Number(amount))} ${texts.units[unit]}`;
}

/** What a fault does to an answer: `Latency 2 s ± 1 s`. */
export function whatWords(fault: FaultJson, words: Words): string {
  const { what } = words.texts;
  const isAfter = 'when' in fault && fault.when === 'after';
  return isAfter ? what.after(effectWords(fault, words)) : effectWords(fault, words);
}

function effectWords(fault: FaultJson, words: Words): string {
  const { what } = words.texts;
  switch (fault.type) {
    case 'latency': {
      const { delayMs, jitterMs = 0 } = fault;
      return what.latency(durationWords(delayMs, words), jitterMs > 0 ? durationWords(jitterMs, words) : '');
    }
    case 'code':
      return what.code(codeText(fault.code));
    case 'http':
      return what.http(String(fault.status));
    case 'refuse':
      return what.refuse(durationWords(fault.forMs, words));
    default:
      return what[fault.type];
  }
}

/** Which requests a fault strikes: `20 % of messages of pk/dn`; nothing where it strikes connections. */
export function scopeWords(fault: FaultJson, { texts, formats }: Words): string {
  if (fault.type === 'refuse') return '';
  const { probability = 1, on = 'all', device = '' } = fault;
  // Six digits hide what a binary fraction adds: 0.07 is 7 %, not 7.000000000000001 %.
  const share = probability < 1 ? `${formats.number(Number((probability * 100).toPrecision(6)))} %` : '';
  return texts.scope(share, texts.requests[on], device);
}

/** What is left of a fault: `3 of 5 requests, 12 s`. @param nowMs the time of the emulator's machine */
export function leftWords(fault: FaultJson, nowMs: number, words: Words): string {
  const { texts, formats } = words;
  if (!fault.isActive) return texts.over;
  const { struck, forMs } = fault;
  const count = 'count' in fault ? fault.count : undefined;
  const parts = [
    ...(count === undefined
      ? []
      : [texts.requestsLeft(formats.number(count - struck), formats.number(count))]),
    ...(forMs === undefined ? [] : [durationWords(leftMs(fault, nowMs), words)]),
  ];
  return parts.length === 0 ? texts.noEnd : parts.join(' · ');
}

/** How long a fault goes on, to the second or, where it is longer, to the minute; 0 where its time is over. */
export function leftMs({ setAtMs, forMs = 0 }: FaultJson, nowMs: number): number {
  const ms = Math.max(0, setAtMs + forMs - nowMs);
  const step = ms > 120_000 ? 60_000 : 1000;
  return Math.ceil(ms / step) * step;
}

/** What is wrong with a field, in a sentence. */
export function problemWords(problem: FieldProblem, words: Words): string {
  const { problems } = words.texts;
  const { number } = words.formats;
  switch (problem.type) {
    case 'whole':
      return problems.whole(number(problem.least), number(problem.most));
    case 'duration':
      return problems.duration(durationWords(problem.least, words), durationWords(problem.most, words));
    default:
      return problems[problem.type];
  }
}
