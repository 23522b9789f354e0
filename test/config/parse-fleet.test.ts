import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFleet, parseFleet } from '../../src/config/parse-fleet.ts';
import { writeTriples } from '../../src/emulator/registry/triples.ts';

const triples = [1, 2, 3].map((number) => ({
  productKey: 'a1',
  deviceName: `sensor-${number}`,
  deviceSecret: `secret${number}`,
}));

describe('a file of a fleet', () => {
  test('is read as the console exports it', () => {
    const { entries, issues } = parseFleet(writeTriples(triples));
    expect(entries.map(({ triple }) => triple)).toEqual(triples);
    expect(entries.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(issues).toEqual([]);
  });

  test.each([
    ['other orders and letters', 'device_secret,Product Key,DEVICENAME\nsecret1,a1,sensor-1\n'],
    ['further columns', 'Nickname,DeviceName,DeviceSecret,ProductKey\nx,sensor-1,secret1,a1\n'],
    [
      'quotes, blanks and empty lines',
      '"DeviceName" , DeviceSecret,ProductKey\n\n"sensor-1", secret1 ,a1\n\n',
    ],
    ['a mark of UTF-8', '\ufeffDeviceName,DeviceSecret,ProductKey\r\nsensor-1,secret1,a1\r\n'],
  ])('may have %s', (_, text) => {
    const { entries, issues } = parseFleet(decodeFleet(Buffer.from(text)));
    expect(issues).toEqual([]);
    expect(entries.map(({ triple }) => triple)).toEqual(triples.slice(0, 1));
  });

  test('may be UTF-16, as a spreadsheet saves it', () => {
    const bytes = Buffer.from(`\ufeff${writeTriples(triples)}`, 'utf16le');
    expect(parseFleet(decodeFleet(bytes)).entries).toHaveLength(3);
  });

  test('may say interval and site of each device', () => {
    const text = 'ProductKey,DeviceName,DeviceSecret,interval,site\na1,b,c,10s,roof\na1,d,e,,\n';
    expect(parseFleet(text).entries).toMatchObject([
      { intervalMs: 10_000, site: 'roof' },
      { intervalMs: undefined, site: undefined },
    ]);
  });

  test('names every line that is no device, and gives the others', () => {
    const text = [
      'ProductKey,DeviceName,DeviceSecret,interval',
      'a1,good-1,s,',
      'a1,,s,',
      'a1,bad name,s,5',
      'a1,good-1,s,',
      'a1,short',
      'a1,good-2,s,1m',
    ].join('\n');
    const { entries, issues } = parseFleet(text);
    expect(entries.map(({ triple, index }) => [triple.deviceName, index])).toEqual([
      ['good-1', 0],
      ['good-2', 5],
    ]);
    expect(issues).toEqual([
      { path: 'line 3', message: 'deviceName is missing' },
      {
        path: 'line 4',
        message: expect.stringMatching(/^deviceName may have.*; interval is no duration such as 5s/),
      },
      { path: 'line 5', message: 'a1/good-1 is on line 2 already' },
      { path: 'line 6', message: 'deviceSecret is missing' },
    ]);
  });

  test.each([
    ['', 'the file is empty'],
    ['ProductKey,DeviceName\na,b\n', 'the header has no DeviceSecret'],
    ['a1,b,c\n', 'the header has no ProductKey and no DeviceName and no DeviceSecret'],
    ['ProductKey,DeviceName,DeviceSecret\n', 'there are no devices below the header'],
    ['"', 'the file is no CSV (CSV_QUOTE_NOT_CLOSED)'],
  ])('%j is none, and says why', (text, message) => {
    expect(parseFleet(text)).toEqual({ entries: [], issues: [expect.objectContaining({ message })] });
  });

  test.each(['topsecret', 'topsecret"tail', '"topsecret"tail', '"topsecret'])(
    'never shows a secret in an issue: %s',
    (secret) => {
      const rows = [`bad name,${secret}`, `x,${secret}`, `x,${secret}`].map((row) => `a1,${row}\n`);
      const text = `ProductKey,DeviceName,DeviceSecret\n${rows.join('')}`;
      expect(parseFleet(text).issues.length).toBeGreaterThan(0);
      expect(JSON.stringify(parseFleet(text).issues)).not.toContain('topsecret');
    },
  );

  test('takes a secret with a quote inside as it is', () => {
    const [entry] = parseFleet('ProductKey,DeviceName,DeviceSecret\na1,x,ab"cd\n').entries;
    expect(entry?.triple.deviceSecret).toBe('ab"cd');
  });

  test('of any text gives devices or issues', () => {
    const cell = fc.oneof(
      fc.constantFrom('ProductKey', 'DeviceName', 'DeviceSecret', 'a1', '"', ''),
      fc.string(),
    );
    const lines = fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 6 });
    fc.assert(
      fc.property(lines, (rows) => {
        const { entries, issues } = parseFleet(rows.map((row) => row.join(',')).join('\n'));
        expect(entries.length + issues.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a file that was edited by hand', () => {
  const header = 'DeviceName,DeviceSecret,ProductKey,interval';

  test('may end each of its lines in another way', () => {
    const text = `${header}\r\na,s,p,\r\nb,s,p,\nc,s,p,\rd,s,p,5s`;
    const { entries, issues } = parseFleet(text);
    expect(entries.map(({ triple }) => triple.deviceName)).toEqual(['a', 'b', 'c', 'd']);
    expect(issues).toEqual([]);
  });

  test('shows no secret that a comma too many shifted', () => {
    const { entries, issues } = parseFleet(`${header},model\nhall,left,s3cr3t,p,5s,\nhall,left,p,s3cr3t\n`);
    expect(entries).toEqual([]);
    expect(issues).toHaveLength(2);
    expect(JSON.stringify(issues)).not.toContain('s3cr3t');
  });
});
