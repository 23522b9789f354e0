import type { FleetLine } from '../../reporters/fleet-schema.ts';
import { codeWords, errorTexts, number } from '../view/print-fleet.ts';

const NAME = 'iot-sim fleet';

/** Something that a run was to do, and in which way it did not. */
interface Case {
  readonly name: string;
  readonly failure?: { readonly message: string; readonly details: readonly string[] } | undefined;
}

/** How a fleet's run went, in the form of JUnit's reports: a test for each threshold, and one for each thing that may go wrong. */
export function writeJunit(line: FleetLine): string {
  const cases = [...thresholdCases(line), letIn(line), taken(line), delivered(line)];
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const seconds = (line.durationMs / 1000).toFixed(3);
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  // Without a zone, as the form has it: UTC.
  const timestamp = new Date(line.startedAtMs).toISOString().slice(0, 19);
  const properties = Object.entries({
    seed: line.seed,
    ...(line.shard === null ? {} : { shard: line.shard }),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${NAME}" ${counts} time="${seconds}">`,
    `  <testsuite name="${NAME}" ${counts} skipped="0" time="${seconds}" timestamp="${timestamp}">`,
    '    <properties>',
    ...properties.map(([name, value]) => `      <property name="${name}" value="${attribute(value)}"/>`),
    '    </properties>',
    ...cases.map(writeCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function writeCase({ name, failure }: Case): string {
  const start = `    <testcase name="${attribute(name)}" classname="${NAME}" time="0"`;
  if (failure === undefined) return `${start}/>`;
  const { message, details } = failure;
  const text = content([message, ...details].join('\n'));
  return `${start}>\n      <failure message="${attribute(message)}" type="failure">${text}</failure>\n    </testcase>`;
}

function thresholdCases({ thresholds = [] }: FleetLine): Case[] {
  return thresholds.map(({ text, isCrossed, actual }) => ({
    name: `not ${text}`,
    failure: isCrossed ? { message: `${text}: ${actual}`, details: [] } : undefined,
  }));
}

function letIn({ shutOutCount, shutOut, devices }: FleetLine): Case {
  const name = 'all devices were let in';
  if (shutOutCount === 0) return { name };
  const more = shutOutCount - shutOut.length;
  return {
    name,
    failure: {
      message: `${number(shutOutCount)} of ${number(devices)} devices were not let in`,
      details: [
        ...shutOut.map(({ device, reason }) => `${device}: ${reason}`),
        ...(more > 0 ? [`and ${number(more)} more`] : []),
      ],
    },
  };
}

function taken({ refused, sent, codes }: FleetLine): Case {
  const name = 'no message was refused';
  if (refused === 0) return { name };
  const details = Object.entries(codes)
    .filter(([code]) => code !== '0')
    .map(([code, count]) => `code ${code} ${codeWords(code)}: ${number(count)}`);
  return {
    name,
    failure: { message: `${number(refused)} of ${number(sent + refused)} messages were refused`, details },
  };
}

function delivered(line: FleetLine): Case {
  const { dropped, pending } = line;
  const name = 'no reading was given up or left';
  if (dropped + pending === 0) return { name };
  return {
    name,
    failure: {
      message: `${number(dropped)} readings were given up, ${number(pending)} were left`,
      details: errorTexts(line),
    },
  };
}

/** Text without what XML 1.0 cannot hold, and with its own signs written out. */
function content(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#13;');
}

/** The same for an attribute, where a reader would make blanks of what is none. */
function attribute(text: string): string {
  return content(text).replace(/"/g, '&quot;').replace(/\t/g, '&#9;').replace(/\n/g, '&#10;');
}
