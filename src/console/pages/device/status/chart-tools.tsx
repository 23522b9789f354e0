import { useTexts } from '../../../i18n/texts.ts';
import { RANGES, type Range, scaled, shifted, type View } from './chart-model.ts';

/** Chooses the time that a chart shows, and goes through it without a mouse. */
export function ChartTools({
  range,
  addressOf,
  view,
  isZoomed,
  onZoom,
}: {
  range: Range;
  addressOf: (range: Range) => string;
  view: View;
  isZoomed: boolean;
  /** Undefined for the range as a whole. */
  onZoom: (view: View | undefined) => void;
}) {
  const { status } = useTexts();
  const steps = [
    ['‹', status.earlier, () => shifted(view, -0.5)],
    ['›', status.later, () => shifted(view, 0.5)],
    ['+', status.zoomIn, () => scaled(view, 0.5)],
    ['−', status.zoomOut, () => scaled(view, 2)],
  ] as const;
  return (
    <div class="chart-tools">
      <nav class="chart-ranges" aria-label={status.range}>
        {RANGES.map((name) => (
          <a
            key={name}
            href={addressOf(name)}
            aria-current={name === range ? 'true' : undefined}
            onClick={() => onZoom(undefined)}
          >
            {status.ranges[name]}
          </a>
        ))}
      </nav>
      <fieldset class="chart-steps" aria-label={status.zoom}>
        {isZoomed && (
          <button type="button" class="quiet" onClick={() => onZoom(undefined)}>
            {status.back}
          </button>
        )}
        {steps.map(([sign, name, next]) => (
          <button key={sign} type="button" aria-label={name} title={name} onClick={() => onZoom(next())}>
            {sign}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
