import { COMPARISONS, FIGURES, type FigureUnit, type Threshold } from '../engine/fleet/report/thresholds.ts';
import { parseDuration } from './duration.ts';
import { didYouMean } from './nearest.ts';
import { parseRate } from './outbox-settings.ts';
import type { Parsed } from './parse-text.ts';

const FORM = /^([^<>=]*)(>=|<=|>|<)([^<>=]*)$/;

/** Reads a threshold: a figure, a comparison and a limit with its unit, such as `error_rate>1%` or `p99 > 800ms`. */
export function parseThreshold(text: string): Parsed<Threshold> {
  const quoted = JSON.stringify(text);
  const [, name = '', sign, given = ''] = FORM.exec(text) ?? [];
  const comparison = COMPARISONS.find((known) => known === sign);
  // What a shell leaves of p99>800ms: the rest has become the name of a file.
  if (comparison === undefined)
    return {
      problem: `${quoted} compares nothing: write for example 'p99>800ms', with the quotes and one of > >= < <=`,
    };
  const figure = name.trim();
  const unit = FIGURES.get(figure)?.unit;
  if (unit === undefined) {
    const names = [...FIGURES.keys()];
    const list = names.filter((known) => !/^(?:service|lateness)_/.test(known)).join(', ');
    return {
      problem: `${JSON.stringify(figure)} is no figure of a run.${didYouMean(figure, names)} There are ${list}; service_p99 and lateness_p99 and so on`,
    };
  }
  const limit = parseLimit(given.replace(/\s+/g, ''), unit);
  if ('problem' in limit) return { problem: `${quoted}: ${limit.problem}` };
  return { value: { text: text.trim(), figure, comparison, limit: limit.value } };
}

function parseLimit(text: string, unit: FigureUnit): Parsed<number> {
  const isNumber = /^\d+(?:\.\d+)?$/.test(text);
  switch (unit) {
    case 'share':
      return parseShare(text, isNumber);
    case 'ms':
      return isNumber ? { problem: `${text} has no unit: write ${text}ms` } : parseDuration(text);
    case 'perSecond':
      return isNumber ? { problem: `${text} has no unit: write ${text}/s` } : parseRate(text);
    case 'count':
      return /^\d{1,15}$/.test(text)
        ? { value: Number(text) }
        : { problem: `${JSON.stringify(text)} is not a whole number from 0 on` };
  }
}

function parseShare(text: string, isNumber: boolean): Parsed<number> {
  if (isNumber && Number(text) > 1) return { problem: `${text} is more than all: write ${text}%` };
  if (isNumber) return { value: Number(text) };
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent === undefined) return { problem: `${JSON.stringify(text)} is no share: write for example 1%` };
  if (Number(percent) > 100) return { problem: `${text} is more than all` };
  return { value: Number(`${percent}e-2`) }; // a division would not give the nearest number to it
}
