import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeJunit } from '../../../../src/cli/fleet/outputs/junit.ts';
import type { FleetLine } from '../../../../src/cli/reporters/fleet-schema.ts';
import { encodeReport } from '../../../../src/engine/fleet/report/report-json.ts';
import { madeReport, troubledReport } from '../made-report.ts';
import { readXml, type XmlElement } from '../read-xml.ts';

function lineOf(report = madeReport(), changes: Partial<FleetLine> = {}): FleetLine {
  const start = { type: 'fleet', at: 0, seed: 'demo', shard: null, settings: {} } as const;
  return { ...start, ...encodeReport(report), ...changes };
}

/** The one suite of a report. */
function suiteOf(line: FleetLine): XmlElement {
  const root = readXml(writeJunit(line));
  expect(root.name).toBe('testsuites');
  const [suite] = root.children;
  if (suite === undefined || root.children.length > 1) throw new Error('not one suite');
  return suite;
}

const casesOf = (suite: XmlElement): XmlElement[] => suite.children.filter(({ name }) => name === 'testcase');
const failuresOf = (suite: XmlElement): (string | undefined)[] =>
  casesOf(suite).flatMap(({ children }) => children.map(({ attributes }) => attributes['message']));

describe('the report for CI', () => {
  test('has a test that passed for each thing that went well', () => {
    const thresholds = [{ text: 'p99>800ms', isCrossed: false, actual: '20ms' }];
    const suite = suiteOf(lineOf(madeReport({ durationMs: 1_500 }), { thresholds, shard: '3/16' }));
    expect(suite.attributes).toEqual({
      name: 'iot-sim fleet',
      tests: '4',
      failures: '0',
      errors: '0',
      skipped: '0',
      time: '1.500',
      timestamp: '2027-01-15T08:00:00',
    });
    expect(casesOf(suite).map(({ attributes, children }) => [attributes['name'], children])).toEqual([
      ['not p99>800ms', []],
      ['all devices were let in', []],
      ['no message was refused', []],
      ['no reading was given up or left', []],
    ]);
    const [properties] = suite.children;
    expect(properties?.children.map(({ attributes }) => attributes)).toEqual([
      { name: 'seed', value: 'demo' },
      { name: 'shard', value: '3/16' },
    ]);
  });

  test('says what failed, with figures and examples', () => {
    const thresholds = [{ text: 'p99>800ms', isCrossed: true, actual: '900ms' }];
    const suite = suiteOf(lineOf(troubledReport(), { thresholds }));
    expect(suite.attributes).toMatchObject({ tests: '4', failures: '4' });
    expect(failuresOf(suite)).toEqual([
      'p99>800ms: 900ms',
      '4,321 of 100,000 devices were not let in',
      '1,234 of 74,499,345 messages were refused',
      '2,345 readings were given up, 10,655 were left',
    ]);
    const texts = casesOf(suite).map(({ children }) => children[0]?.text);
    expect(texts[1]).toContain(
      '000019: The platform refused to authenticate the device: 20000 auth check error.',
    );
    expect(texts[1]).toMatch(/\nand 4,301 more$/);
    expect(texts[2]).toMatch(
      /\ncode 460 no document names this code: 1,000\ncode 30001 publish message error: 234$/,
    );
    expect(texts[3]).toContain('\n98,000 tries, THROTTLED: ');
  });

  test('is well-formed whatever devices and answers say', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'<>&"\'\n\r\t\0\u000b\u001b\ufffe\uffff\ud800\udc00😀请', ']]>', '<!--', '&amp;'),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
    });
    fc.assert(
      fc.property(text, text, text, (device, reason, seed) => {
        const report = madeReport({
          shutOut: [{ device, reason }],
          shutOutCount: 1,
          pending: 1,
          errors: { TIMED_OUT: { count: 1, example: reason } },
        });
        const suite = suiteOf(
          lineOf(report, { seed, thresholds: [{ text: device, isCrossed: true, actual: reason }] }),
        );
        const isXml = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u.test(seed);
        if (isXml) expect(suite.children[0]?.children[0]?.attributes['value']).toBe(seed);
      }),
    );
  });
});
