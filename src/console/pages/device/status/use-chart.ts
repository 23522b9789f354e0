import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ChartJson } from '../../../../emulator/api/shapes.ts';
import type { ApiProblem } from '../../../api.ts';
import { withQuery } from '../../../api.ts';
import { useResource } from '../../../resource.ts';
import { type DeviceName, devicePath } from '../device-path.ts';
import { type Drawn, drawnPoints, type Range, rangeStart, rangeView, type View } from './chart-model.ts';
import { useHeard } from './use-heard.ts';

/** So many values are added to what was read before it is read anew. */
const MOST_ADDED = 1500;

/** A chart's values, and the part of the time that it shows. */
export interface ChartData extends Drawn {
  readonly view: View;
  /** How many values there are in that time; undefined before the emulator answered. */
  readonly count: number | undefined;
  readonly problem: ApiProblem | undefined;
}

/** Which values a chart shows. */
export interface ChartQuery {
  readonly device: DeviceName;
  readonly identifier: string;
  /** Whether the model has the property, so that more of it may come. */
  readonly isKept: boolean;
  readonly range: Range;
  /** What of it was zoomed into; undefined where the range as a whole is shown and goes on with the time. */
  readonly zoom: View | undefined;
  /** In how many parts the emulator is to draw the time together. */
  readonly parts: number;
  /** The emulator's clock. */
  readonly time: number;
}

/**
 * Reads what a chart shows, adds what comes, and reads it anew where that is not enough: where much was added, or
 * something that was taken before what is there.
 */
export function useChart({ device, identifier, isKept, range, zoom, parts, time }: ChartQuery): ChartData {
  const [round, setRound] = useState(0);
  const clock = useRef(time);
  clock.current = time;
  // A new round asks for the range as it is then.
  const path = useMemo(
    () =>
      withQuery(devicePath(device, 'chart'), {
        identifier,
        from: zoom?.from ?? rangeStart(range, clock.current),
        to: zoom?.to,
        parts,
      }),
    [device.productKey, device.deviceName, identifier, range, zoom, parts, round],
  );
  const resource = useResource<ChartJson>(path);
  const { data, problem, reload } = resource;
  const kept = useRef<{ identifier: string; chart: ChartJson }>(undefined);
  if (data !== undefined) kept.current = { identifier, chart: data };
  // Until the answer comes, the one before is drawn where it belongs.
  const chart = kept.current?.identifier === identifier ? kept.current.chart : undefined;

  const heard = useHeard({
    identifier: isKept ? identifier : undefined,
    limit: MOST_ADDED,
    read: resource,
    newestMs: chart?.points.at(-1)?.[0],
  });
  const drawn = useMemo(() => drawnPoints(chart, heard), [chart, heard]);
  const isWanting = heard.length >= MOST_ADDED || heard.some(({ isLate }) => isLate);
  const isAnswered = data !== undefined || problem !== undefined;
  // Looked at once a second, which bounds how often is asked.
  useEffect(() => {
    if (!isWanting || !isAnswered) return;
    // A range begins later each time; all of the time, and a part of it, are the same that were asked for.
    if (zoom === undefined && range !== 'all') setRound((last) => last + 1);
    else reload();
  }, [time]);

  const view = zoom ?? rangeView(range, time, drawn.times);
  const added = drawn.times.slice(chart?.points.length ?? 0).filter((at) => at >= view.from && at <= view.to);
  return { ...drawn, view, count: chart && chart.count + added.length, problem };
}
