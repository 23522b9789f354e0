import { Time } from '../../../components/parts.tsx';
import { useFormats, useTexts } from '../../../i18n/texts.ts';
import { readSpecs } from './property-specs.ts';
import type { FilteredValue, ShownProperty } from './status-model.ts';
import { valueText } from './value-text.ts';

/** A value that became another is marked for so long. */
const FRESH_MS = 1000;
/** A filtered value is spoken of for so long; longer where nothing was kept since. */
const LATELY_MS = 5 * 60_000;
/** Longer texts are set smaller. */
const SHORT_CHARACTERS = 14;

/** A property: its latest value, when that was taken, and what is wrong with it. */
export function PropertyTile({
  shown,
  time,
  address,
  logAddress,
  isOpen,
}: {
  shown: ShownProperty;
  /** The emulator's clock. */
  time: number;
  /** Where its chart is. */
  address: string;
  /** Where the log tells of what was filtered. */
  logAddress: string;
  isOpen: boolean;
}) {
  const { status } = useTexts();
  const { identifier, property, latest, changedAt, filtered } = shown;
  const isFresh = changedAt !== undefined && changedAt > time - FRESH_MS;
  return (
    <li class={`tile${isFresh ? ' is-fresh' : ''}`}>
      <h3>
        <a class="tile-link" href={address} aria-current={isOpen ? 'true' : undefined}>
          {property?.name ?? identifier}
        </a>
        {property?.name !== undefined && <code class="dim">{identifier}</code>}
      </h3>
      {latest === undefined ? <p class="dim">{status.never}</p> : <Latest shown={shown} time={time} />}
      {property === undefined && <p class="is-odd">{status.notInModel}</p>}
      {latest?.refusal !== undefined && (
        <p class="is-odd">{status.outside(latest.refusal.code, latest.refusal.message)}</p>
      )}
      {filtered !== undefined && isLately(filtered, time) && (
        <Filtered filtered={filtered} time={time} logAddress={logAddress} />
      )}
    </li>
  );
}

function Latest({ shown: { property, latest }, time }: { shown: ShownProperty; time: number }) {
  const formats = useFormats();
  if (latest === undefined) return null;
  const specs = readSpecs(property, latest.value);
  const text = valueText(latest.value, specs, formats);
  const isLong = text.length > SHORT_CHARACTERS || typeof latest.value === 'object';
  return (
    <>
      <p class={`reading${isLong ? ' is-long' : ''}${latest.refusal === undefined ? '' : ' is-odd'}`}>
        <bdi>{text}</bdi>
        {specs.unit !== '' && <span class="unit"> {specs.unit}</span>}
      </p>
      <p class="dim taken">
        <Time ms={latest.timeMs} /> <span class="number">· {formats.age(time - latest.timeMs)}</span>
      </p>
    </>
  );
}

function Filtered({
  filtered: { at, code, message },
  time,
  logAddress,
}: {
  filtered: FilteredValue;
  time: number;
  logAddress: string;
}) {
  const { status } = useTexts();
  const formats = useFormats();
  return (
    <p class="is-bad">
      {status.filtered(formats.age(time - at), code, message)}{' '}
      <a class="tile-log" href={logAddress}>
        {status.toLog}
      </a>
    </p>
  );
}

function isLately({ at, isLatest }: FilteredValue, time: number): boolean {
  return isLatest || at > time - LATELY_MS;
}
