import { formatDuration } from '../../config/duration.ts';
import type { ReadingEvent, SimEvent, SummaryEvent } from '../../engine/events.ts';
import { encodeAnswer } from '../../protocol/answer.ts';
import { documentedCause } from '../../protocol/codes.ts';
import type { ThingModel } from '../../tsl/model.ts';
import { type Value, writeValue } from '../../tsl/write.ts';
import type { PrintOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { printErrorParts } from '../print-error.ts';
import { warn } from '../tell.ts';
import { clockTime, colors, dateTime, formatMs, printable, wrap } from '../text.ts';
import type { Reporter } from './reporter.ts';

/** Lists that may be long are broken into lines of so many characters. */
const WIDTH = 80;
/** The same trouble is told of again after this, */
const TELL_AGAIN_MS = 60_000;
/** and new trouble, with a success in between, after this: a platform that flaps should not flood the screen. */
const TELL_NEW_MS = 5_000;

/** Lines for people: results on stdout, warnings on stderr. */
export function plainReporter(io: Io, model: ThingModel, print: PrintOptions): Reporter {
  const out = colors(io.stdout, print.isColored);
  /** Readings that have no answer yet, by id; one that is sent twice on purpose has its id twice. */
  const open = new Map<string, ReadingEvent[]>();

  const result = (line: string, answer?: string): void => {
    if (!print.quiet)
      io.stdout.write(`${line}\n${answer === undefined ? '' : `  ${out.dim(printable(answer))}\n`}`);
  };
  const fail = (parts: Parameters<typeof printErrorParts>[1]): void =>
    printErrorParts(io, parts, print.isColored);
  /** The values of a reading that has its answer, and what was done to it on purpose, on a line of its own. */
  const answered = (id: string): { values: string; purpose: string } => {
    const [event, ...later] = open.get(id) ?? [];
    if (later.length > 0) open.set(id, later);
    else open.delete(id);
    if (event === undefined) return { values: `reading ${id}`, purpose: '' };
    const { faults = [] } = event;
    const purpose = wrap(`  on purpose: ${faults.join(', ')}`, { width: WIDTH, indent: 4 });
    return {
      values: describeValues(event, model),
      purpose: faults.length === 0 ? '' : `\n${out.yellow(purpose)}`,
    };
  };

  /** When each kind of trouble was last told of: once a minute is enough, the summary counts them all. */
  const told = new Map<string, number>();
  /** Who was told of trouble is told of its end. */
  let isTroubleTold = false;
  let hasSucceeded = false;
  const isNews = (trouble: string, at: number, afterMs = TELL_AGAIN_MS): boolean => {
    const last = told.get(trouble);
    if (last !== undefined && at - last < afterMs) return false;
    told.set(trouble, at);
    return true;
  };

  return {
    emit(event: SimEvent) {
      const time = out.dim(clockTime(event.at));
      switch (event.type) {
        case 'auth': {
          const { ok, code, message, expiresAt } = event;
          if (!ok) return result(`${time} ${out.red('auth refused')}`, encodeAnswer({ code, message }));
          const until = expiresAt === undefined ? '' : `: token valid until ${dateTime(expiresAt)}`;
          return result(
            `${time} ${out.green('auth success')}${until}`,
            encodeAnswer({ code, message, token: '****' }),
          );
        }
        case 'reading':
          open.set(event.id, [...(open.get(event.id) ?? []), event]);
          for (const { about, warning } of readingWarnings(event))
            if (isNews(about, event.at)) warn(io, print, warning);
          return;
        case 'skipped':
          return result(`${time} ${out.dim(`left out on purpose: ${event.faults.join(', ')}`)}`);
        case 'backlog': {
          const { pending, since } = event;
          const readings = pending === 1 ? 'reading of an earlier run goes' : 'readings of an earlier run go';
          return result(`${time} ${pending} ${readings} first, since ${dateTime(since)}`);
        }
        case 'sent': {
          hasSucceeded = true;
          const { id, message, messageId, ms, attempts } = event;
          const tries = attempts > 1 ? `, ${attempts} tries` : '';
          const cost = out.dim(`(${formatMs(ms)}${tries})`);
          const { values, purpose } = answered(id);
          return result(
            `${time} ${out.green('publish success')}: ${values} ${cost}${purpose}`,
            encodeAnswer({ code: 0, message, ...(messageId === undefined ? {} : { messageId }) }),
          );
        }
        case 'refused': {
          const { id, code, message, hint } = event;
          const { values, purpose } = answered(id);
          result(
            `${time} ${out.red('publish refused')}: ${values}${purpose}`,
            encodeAnswer({ code, message }),
          );
          if (!isNews(`refused: ${code}`, event.at)) return;
          return fail({
            message: `The platform refused the reading: ${code} ${message}.`,
            likely: documentedCause(code),
            hint,
          });
        }
        case 'waiting':
          if (!isNews('waiting', event.at, hasSucceeded ? TELL_NEW_MS : TELL_AGAIN_MS)) return;
          hasSucceeded = false;
          isTroubleTold = true;
          return warn(io, print, `${event.reason} Trying again in ${formatDuration(event.ms)}.`);
        case 'recovered':
          if (!isTroubleTold) return;
          isTroubleTold = false;
          return result(
            `${time} ${out.green('recovered')} after ${formatDuration(event.ms)}, ${event.pending} waiting`,
          );
        case 'dropped': {
          const { values, purpose } = answered(event.id);
          result(`${time} ${out.red('publish failed')}: ${values}${purpose}`);
          if (isNews('given up', event.at))
            fail({
              message: `A reading was given up: ${event.reason}`,
              likely: event.cause,
              hint: event.hint,
            });
          return;
        }
        case 'warning':
          return warn(io, print, event.message);
        case 'stopped':
          return;
        case 'summary':
          return result(describeSummary(event));
      }
    },
    close() {},
  };
}

function describeValues({ values, fitted }: ReadingEvent, model: ThingModel): string {
  return Object.entries(values)
    .map(([identifier, value]) => {
      const from = fitted && Object.hasOwn(fitted, identifier) ? fitted[identifier] : undefined;
      return `${describeValue(model, identifier, value)}${from ? ` (from ${JSON.stringify(from.from)})` : ''}`;
    })
    .join(', ');
}

function describeValue(model: ThingModel, identifier: string, value: Value): string {
  const dataType = model.properties.get(identifier)?.dataType;
  const text = dataType ? writeValue(dataType, value) : JSON.stringify(value);
  const unit = dataType && 'unit' in dataType && dataType.unit !== undefined ? ` ${dataType.unit}` : '';
  return printable(`${identifier} ${text}${unit}`);
}

/** What a person should know of a reading, and which kind of news it is. */
function* readingWarnings({
  fitted,
  unfit,
  faults = [],
}: ReadingEvent): Generator<Record<'about' | 'warning', string>> {
  for (const [identifier, { from, range, clamped }] of Object.entries(fitted ?? {})) {
    const warning = `${identifier} ${JSON.stringify(from)} is outside the model’s ${range} and was clamped.`;
    if (clamped && faults.length === 0) yield { about: `clamped: ${identifier}`, warning };
  }
  if (faults.length > 0) return; // what does not fit was made so
  for (const [identifier, { code, message }] of Object.entries(unfit ?? {})) {
    const warning = `This does not fit the model; in strong mode the platform filters it: ${code} ${message}`;
    yield { about: `unfit: ${identifier} ${code}`, warning };
  }
}

function describeSummary(summary: SummaryEvent): string {
  const { taken, clamped, snapped, sent, refused, dropped, pending, auths, latency, durationMs } = summary;
  const lines = [
    '',
    `${taken} taken, ${sent} sent, ${refused} refused, ${dropped} given up, ${pending} pending, ${auths} auth, in ${formatDuration(durationMs)}`,
  ];
  const fitted = [
    ...(clamped > 0 ? [`${clamped} clamped to the model’s range`] : []),
    ...(snapped > 0 ? [`${snapped} snapped to its steps`] : []),
  ];
  if (fitted.length > 0) lines.push(`values: ${fitted.join(', ')}`);
  const faults = Object.entries(summary.faults).map(([name, count]) => `${name} ${count}`);
  const purpose = `on purpose: ${faults.join(', ')}`;
  if (faults.length > 0) lines.push(wrap(purpose, { width: WIDTH, indent: 2 }));
  if (latency !== null) {
    const { min, p50, p90, p99, max } = latency;
    const parts = Object.entries({ min, p50, p90, p99, max }).map(
      ([name, value]) => `${name} ${formatMs(value)}`,
    );
    lines.push(`latency ${parts.join(', ')}`);
  }
  return lines.join('\n');
}
