import { describe, expect, test } from 'vitest';
import { drawChart } from '../../../src/cli/preview/chart.ts';
import { ASCII, BRAILLE, type Glyphs } from '../../../src/cli/preview/glyphs.ts';
import { createRanges, type Range } from '../../../src/cli/preview/ranges.ts';

const SCALE = {
  min: 0,
  max: 3,
  marks: [
    { value: 3, label: 'max 3' },
    { value: 0, label: '0' },
  ],
};

const TIMES = [
  { timeMs: 0, label: '00', group: 'mon' },
  { timeMs: 60, label: '06', group: 'mon' },
  { timeMs: 120, label: '12', group: 'tue' },
];

function draw(columns: readonly (Range | undefined)[], glyphs: Glyphs, height: number): string {
  const width = columns.length / glyphs.across;
  const span = { fromMs: 0, toMs: width * 10 };
  return drawChart({ columns, scale: SCALE, span, times: [], glyphs, width, height }).join('\n');
}

const points = (...values: number[]): Range[] => values.map((value) => ({ min: value, max: value }));

describe('a chart', () => {
  test('puts the greatest value on top and the least at the bottom, each with its label', () => {
    expect(draw(points(0, 1, 2, 3), ASCII, 2)).toBe(
      [
        "  max 3 +  .'", //
        "      0 +.'",
        '        +----',
      ].join('\n'),
    );
  });

  test('is four times as fine in braille', () => {
    expect(draw(points(0, 1, 2, 3), BRAILLE, 1)).toBe(
      [
        '  max 3 ┤⡠⠊', //
        '        └──',
      ].join('\n'),
    );
  });

  test('shows all of a column’s range, so that no spike is lost', () => {
    const spike = [
      { min: 0, max: 0 },
      { min: 0, max: 3 },
      { min: 0, max: 0 },
    ];
    expect(draw(spike, ASCII, 2)).toBe(
      [
        '  max 3 + :', //
        '      0 +.:.',
        '        +---',
      ].join('\n'),
    );
  });

  test('draws from one value to the next without a hole', () => {
    expect(draw(points(0, 3, 0), ASCII, 2)).toBe(
      [
        '  max 3 + :', //
        "      0 +.'.",
        '        +---',
      ].join('\n'),
    );
  });

  test('leaves open what has no value', () => {
    expect(draw([...points(0), undefined, ...points(3)], ASCII, 2)).toBe(
      [
        "  max 3 +  '", //
        '      0 +.',
        '        +---',
      ].join('\n'),
    );
  });

  test('has its times below: a label at each mark, and what it belongs to where that begins', () => {
    const columns = points(...Array.from({ length: 16 }, () => 0));
    const span = { fromMs: 0, toMs: 160 };
    const lines = drawChart({
      columns,
      scale: SCALE,
      span,
      times: TIMES,
      glyphs: ASCII,
      width: 16,
      height: 1,
    });
    expect(lines).toEqual([
      '  max 3 +................',
      '        ++-----+-----+---',
      '         00    06    12',
      '         mon         tue',
    ]);
  });

  test('leaves out a label that has no room', () => {
    const columns = points(...Array.from({ length: 13 }, () => 0));
    const span = { fromMs: 0, toMs: 130 };
    const lines = drawChart({
      columns,
      scale: SCALE,
      span,
      times: TIMES,
      glyphs: ASCII,
      width: 13,
      height: 1,
    });
    expect(lines.slice(1)).toEqual([
      '        ++-----+-----+', //
      '         00    06',
      '         mon',
    ]);
  });

  test('is coloured as it is told, the frame in another way', () => {
    const chart = {
      columns: points(3),
      scale: SCALE,
      span: { fromMs: 0, toMs: 10 },
      times: [],
      glyphs: ASCII,
      width: 1,
      height: 1,
      paint: (text: string) => `<${text}>`,
      paintFrame: (text: string) => `(${text})`,
    };
    expect(drawChart(chart)).toEqual(["(  max 3 +)<'>", '(        +-)']);
  });
});

describe('the columns of a chart', () => {
  const span = { fromMs: 0, toMs: 60, everyMs: 10 };

  test('hold the least and the greatest of the values that fall into them', () => {
    const ranges = createRanges(span, 2);
    for (const [index, value] of [5, 1, 9, 4, 4, 7].entries()) ranges.add(index * 10, value);
    expect(ranges.columns).toEqual([
      { min: 1, max: 9 },
      { min: 4, max: 7 },
    ]);
  });

  test('repeat a value until the next one is due, and no longer', () => {
    const ranges = createRanges(span, 12);
    for (const index of [0, 1, 3]) ranges.add(index * 10, index);
    const shown = ranges.columns.map((range) => range?.max);
    expect(shown).toEqual([0, 0, 1, 1, undefined, undefined, 3, 3, ...Array(4).fill(undefined)]);
  });
});
