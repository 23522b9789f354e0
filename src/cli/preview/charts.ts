import { describeRange, isNumberType, type ThingModel } from '../../tsl/model.ts';
import { printable } from '../text.ts';
import { CHART_MARGIN, drawChart } from './chart.ts';
import type { Glyphs } from './glyphs.ts';
import { createRanges, rangeOfAll, type Span } from './ranges.ts';
import type { PreviewReading } from './readings.ts';
import { valueScale } from './scale.ts';
import { timeMarks } from './time-axis.ts';

/** How charts look. */
export interface ChartStyle {
  readonly glyphs: Glyphs;
  /** Characters of a line. */
  readonly width: number;
  /** Colours of the charts, one after another. */
  readonly paints: readonly ((text: string) => string)[];
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** The charts of a model's numbers, gathered reading by reading. */
export interface Charts {
  add(reading: PreviewReading): void;
  /** A heading and a chart for each number that has a value, and a blank line behind each. */
  lines(madeBy: (identifier: string) => string): string[];
}

/** Lines of a chart, without its frame. */
const HEIGHT = 9;

/** Makes empty charts. */
export function createCharts(model: ThingModel, span: Span, style: ChartStyle): Charts {
  const { glyphs, paints, strong, dim } = style;
  const width = style.width - CHART_MARGIN;
  const numbers = [...model.properties.values()].flatMap(({ identifier, dataType }) =>
    isNumberType(dataType)
      ? [{ identifier, dataType, ranges: createRanges(span, width * glyphs.across) }]
      : [],
  );
  return {
    add({ takenAtMs, values }) {
      for (const { identifier, ranges } of numbers) {
        const value = values[identifier];
        if (typeof value === 'number') ranges.add(takenAtMs, value);
      }
    },
    lines: (madeBy) =>
      numbers.flatMap(({ identifier, dataType, ranges: { columns } }, index) => {
        const range = rangeOfAll(columns);
        if (range === undefined) return [];
        const name = printable(dataType.unit ? `${identifier}, ${dataType.unit}` : identifier);
        return [
          `${strong(name)}  ${dim(`${madeBy(identifier)}; model ${describeRange(dataType)}`)}`,
          ...drawChart({
            columns,
            scale: valueScale(range, dataType),
            span,
            times: timeMarks(span, width),
            glyphs,
            width,
            height: HEIGHT,
            paint: paints[index % paints.length] ?? strong,
            paintFrame: dim,
          }),
          '',
        ];
      }),
  };
}
