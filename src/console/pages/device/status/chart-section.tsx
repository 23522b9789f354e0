import { useState } from 'preact/hooks';
import { Chart } from '../../../components/chart.tsx';
import { Failed } from '../../../components/page.tsx';
import { useFormats, useTexts } from '../../../i18n/texts.ts';
import type { DeviceName } from '../device-path.ts';
import { type Range, type View, whole } from './chart-model.ts';
import { ChartTools } from './chart-tools.tsx';
import type { PropertySpecs } from './property-specs.ts';
import { type ChartData, useChart } from './use-chart.ts';
import { valueText } from './value-text.ts';

/** The widest the page gets; two pixels are a part. */
const WIDEST_PX = 1200;
const PART_PX = 2;

interface Point {
  readonly timeMs: number;
  readonly number: number;
}

/** The chart of a property, with the choice of the time that it shows. */
export function ChartSection({
  device,
  identifier,
  name,
  isKept,
  specs,
  range,
  addressOf,
  time,
}: {
  device: DeviceName;
  identifier: string;
  name: string;
  /** Whether the model has the property, so that more of it may come. */
  isKept: boolean;
  specs: PropertySpecs;
  range: Range;
  /** Where the chart of another range is. */
  addressOf: (range: Range) => string;
  /** The emulator's clock. */
  time: number;
}) {
  const { status } = useTexts();
  const [parts] = useState(() => Math.ceil(Math.min(WIDEST_PX, innerWidth) / PART_PX));
  const [zoomed, setZoomed] = useState<{ view: View; range: Range }>();
  const [point, setPoint] = useState<Point>();
  const zoom = zoomed?.range === range ? zoomed.view : undefined;
  const chart = useChart({ device, identifier, isKept, range, zoom, parts, time });
  const zoomTo = (view: View | undefined): void => {
    setZoomed(view === undefined ? undefined : { view: whole(view), range });
  };
  return (
    <>
      <ChartTools
        range={range}
        addressOf={addressOf}
        view={chart.view}
        isZoomed={zoom !== undefined}
        onZoom={zoomTo}
      />
      {chart.problem !== undefined && <Failed problem={chart.problem} />}
      <div class="chart-box">
        <Chart
          label={status.chartOf(name)}
          times={chart.times}
          numbers={chart.numbers}
          view={chart.view}
          unit={specs.unit}
          bounds={[specs.min, specs.max].filter((bound) => bound !== undefined)}
          names={specs.names}
          onPoint={setPoint}
          onZoom={(from, to) => zoomTo({ from, to })}
          onBack={() => zoomTo(undefined)}
        />
        {chart.count === 0 && !hasAnyInView(chart) && (
          <div class="chart-empty">
            <p>{status.noValues}</p>
            {range !== 'all' && <a href={addressOf('all')}>{status.showAll}</a>}
          </div>
        )}
      </div>
      <Caption chart={chart} specs={specs} point={point} />
    </>
  );
}

/** The value next to the pointer; without one, how many there are. */
function Caption({
  chart,
  specs,
  point,
}: {
  chart: ChartData;
  specs: PropertySpecs;
  point: Point | undefined;
}) {
  const { status } = useTexts();
  const formats = useFormats();
  if (point !== undefined) {
    const value = [valueText(point.number, specs, formats), specs.unit].filter(Boolean).join(' ');
    const at = `${formats.day(point.timeMs)} ${formats.clock(point.timeMs)}`;
    return <p class="chart-caption number">{status.pointAt(value, at)}</p>;
  }
  return (
    <p class="chart-caption dim">
      {chart.count !== undefined && <span>{status.count(formats.number(chart.count))}</span>}
      <span class="chart-hint">{status.zoomHint}</span>
    </p>
  );
}

function hasAnyInView({ times, view }: ChartData): boolean {
  return times.some((timeMs) => timeMs >= view.from && timeMs <= view.to);
}
