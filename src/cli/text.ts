import { Chalk, type ChalkInstance } from 'chalk';
import { formatDuration } from '../config/duration.ts';
import type { Output } from './io.ts';

/** Colours for one output, none where it shows none. */
export function colors(output: Output, isColored = true): ChalkInstance {
  return new Chalk({ level: isColored ? output.colorLevel : 0 });
}

/** A time of day: `20:31:05`. */
export function clockTime(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}

/** A day and time: `2026-11-28 20:31`. */
export function dateTime(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A measured time: `0.8 ms`, `12 ms`, `1m30s`. */
export function formatMs(ms: number): string {
  if (ms >= 10_000) return formatDuration(ms);
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** Breaks text into lines of at most `width`, the second and later ones indented; long words stay whole. */
export function wrap(text: string, { width, indent }: { width: number; indent: number }): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width, indent))
    .join('\n');
}

function wrapLine(line: string, width: number, indent: number): string {
  const lead = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = lead;
  for (const word of line.trim().split(' ')) {
    const isFull = current.trim() !== '' && current.length + word.length + 1 > width;
    if (isFull) lines.push(current);
    current = isFull
      ? ' '.repeat(indent) + word
      : current.trim() === ''
        ? current + word
        : `${current} ${word}`;
  }
  return [...lines, current].join('\n');
}

/** A painted label and a text beside it; on a terminal broken into lines that stay beside the label. */
export function labelled(
  output: Output,
  { label, text, paint }: { label: string; text: string; paint: (label: string) => string },
): string {
  const width = output.isTerminal ? output.columns : Number.POSITIVE_INFINITY;
  const lines = wrap(`${label} ${printableLines(text)}`, { width, indent: label.length + 1 });
  return `${paint(label)}${lines.slice(label.length)}\n`;
}

/** Text from outside, safe to print: control characters, which could move the cursor or colour the screen, are shown. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (symbol) => `\\x${symbol.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** The same for several lines: line breaks stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
