import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Formats, useFormats } from '../i18n/texts.ts';
import { type ChartColours, readChartColours } from './chart-colours.ts';
import { numberTexts, textsWidth, tickTexts } from './chart-ticks.ts';

/** What a chart shows, and what it tells. */
export interface ChartProps {
  /** What it is a chart of, for those who do not see it. */
  readonly label: string;
  /** Ms since 1970, ascending, and as many numbers. */
  readonly times: readonly number[];
  readonly numbers: readonly number[];
  /** The part of the time that is shown. */
  readonly view: { readonly from: number; readonly to: number };
  readonly unit: string;
  /** Numbers beside which a faint line is drawn. */
  readonly bounds: readonly number[];
  /** Where numbers stand for names, each with its name; a value then holds until the next. */
  readonly names: ReadonlyMap<number, string>;
  /** The value next to the pointer; undefined where it leaves. */
  readonly onPoint: (point: { timeMs: number; number: number } | undefined) => void;
  /** A part of the time was dragged over. */
  readonly onZoom: (from: number, to: number) => void;
  /** Somebody wants back what was shown before the zoom. */
  readonly onBack: () => void;
}

const HEIGHT = 260;
const DRAG_LEAST_PX = 5;

/** A line of values over the time, drawn by uPlot. */
export function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const formats = useFormats();
  const { label, times, numbers, view, names, unit } = props;
  const latest = useRef({ ...props, formats });
  latest.current = { ...props, formats };
  const hasNames = names.size > 0;

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let colours = readChartColours(element);
    const own = createPlot(element, { unit, hasNames, colours: () => colours, props: () => latest.current });
    plot.current = own;
    const sizes = new ResizeObserver(() => own.setSize({ width: element.clientWidth, height: HEIGHT }));
    sizes.observe(element);
    const isDark = matchMedia('(prefers-color-scheme: dark)');
    const recolour = (): void => {
      colours = readChartColours(element);
      own.redraw(false);
    };
    isDark.addEventListener('change', recolour);
    return () => {
      isDark.removeEventListener('change', recolour);
      sizes.disconnect();
      own.destroy();
      plot.current = undefined;
    };
  }, [unit, hasNames]);

  // A plot that was made anew needs its values too
  useEffect(() => {
    plot.current?.batch(() => {
      plot.current?.setData([times as number[], numbers as number[]], false);
      plot.current?.setScale('x', { min: view.from, max: view.to });
    });
  }, [times, numbers, view.from, view.to, unit, hasNames, formats]);

  return <div ref={box} class="chart" role="img" aria-label={label} />;
}

interface PlotParts {
  readonly unit: string;
  readonly hasNames: boolean;
  readonly colours: () => ChartColours;
  readonly props: () => ChartProps & { readonly formats: Formats };
}

function createPlot(element: HTMLElement, { unit, hasNames, colours, props }: PlotParts): uPlot {
  const lines = { grid: { stroke: () => colours().grid, width: 1 }, ticks: { show: false } };
  const axis = { stroke: () => colours().text, font: colours().font, ...lines };
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    ms: 1,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, auto: false },
      y: {
        range: (_, min, max) => (hasNames ? rangeOfNames(props().names) : rangeOf(min, max, props().bounds)),
      },
    },
    axes: [
      {
        ...axis,
        space: 80,
        values: (_, splits, __, ___, step) => tickTexts(splits, step, props().formats),
      },
      {
        ...axis,
        size: (_, values) => textsWidth(values ?? []),
        values: (_, splits) => numberTexts(splits, props().names, props().formats),
        ...(hasNames ? { splits: () => [...props().names.keys()] } : {}),
        ...(unit === '' ? {} : { label: unit, labelFont: colours().font, labelSize: 20 }),
      },
    ],
    series: [
      {},
      {
        stroke: () => colours().line,
        width: 1.5,
        points: { size: 5, fill: () => colours().line },
        ...(hasNames && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
      },
    ],
    cursor: {
      y: false,
      points: { size: 8 },
      drag: { x: true, y: false, setScale: false, dist: DRAG_LEAST_PX },
      bind: {
        dblclick: () => () => {
          props().onBack();
          return null;
        },
      },
    },
    hooks: {
      draw: [(plot) => drawBounds(plot, props().bounds, colours())],
      setCursor: [(plot) => props().onPoint(pointOf(plot))],
      setSelect: [(plot) => tellZoom(plot, props().onZoom)],
    },
  };
  return new uPlot(options, [[], []], element);
}

function tellZoom(plot: uPlot, onZoom: ChartProps['onZoom']): void {
  const { left, width } = plot.select;
  if (width < DRAG_LEAST_PX) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
}

function pointOf({ cursor, data }: uPlot): { timeMs: number; number: number } | undefined {
  const { idx, left = -1 } = cursor;
  if (idx === null || idx === undefined || left < 0) return undefined;
  const [timeMs, number] = [data[0]?.[idx], data[1]?.[idx]];
  return typeof timeMs === 'number' && typeof number === 'number' ? { timeMs, number } : undefined;
}

/** Faint lines where the model's bounds are, as far as they are in view. */
function drawBounds(
  { ctx, bbox, scales, valToPos }: uPlot,
  bounds: readonly number[],
  colours: ChartColours,
): void {
  const { min, max } = scales['y'] ?? {};
  if (typeof min !== 'number' || typeof max !== 'number') return;
  ctx.save();
  ctx.strokeStyle = colours.bound;
  ctx.globalAlpha = 0.7;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const bound of bounds) {
    if (bound < min || bound > max) continue;
    const y = Math.round(valToPos(bound, 'y', true));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** Somewhat more than the values need; where there are none, what the model allows. */
function rangeOf(min: number | null, max: number | null, bounds: readonly number[]): uPlot.Range.MinMax {
  if (min === null || max === null)
    return bounds.length > 1 ? [Math.min(...bounds), Math.max(...bounds)] : [0, 1];
  const room = max > min ? (max - min) * 0.1 : Math.abs(max) * 0.1 || 1;
  return [min - room, max + room];
}

function rangeOfNames(names: ReadonlyMap<number, string>): uPlot.Range.MinMax {
  const numbers = [...names.keys()];
  return [Math.min(...numbers) - 0.5, Math.max(...numbers) + 0.5];
}
