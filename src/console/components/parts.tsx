import type { ComponentChildren } from 'preact';
import type { DeviceState } from '../../emulator/api/shapes.ts';
import { useFormats, useTexts } from '../i18n/texts.ts';

/** The state of a device: a dot and a word. */
export function StateBadge({ state }: { state: DeviceState }) {
  const { states } = useTexts();
  return <span class={`badge is-${state}`}>{states[state]}</span>;
}

/** A moment; a dash where there was none. */
export function Time({ ms }: { ms: number | undefined }) {
  const { common } = useTexts();
  const formats = useFormats();
  if (ms === undefined) return <>{common.none}</>;
  return <time dateTime={new Date(ms).toISOString()}>{formats.time(ms)}</time>;
}

/** Names and what they stand for, in two columns that line up. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Goes through a long list part by part; `offset` counts entries. */
export function Pager({
  offset,
  limit,
  total,
  addressOf,
}: {
  offset: number;
  limit: number;
  total: number;
  addressOf: (offset: number) => string;
}) {
  const { common } = useTexts();
  const formats = useFormats();
  if (total <= limit && offset === 0) return null;
  const step = (name: string, to: number, isThere: boolean) =>
    isThere ? <a href={addressOf(to)}>{name}</a> : <span class="dim">{name}</span>;
  return (
    <nav
      class="pager"
      aria-label={common.range(offset + 1, Math.min(offset + limit, total), formats.number(total))}
    >
      {step(common.previous, Math.max(0, offset - limit), offset > 0)}
      <span>{common.range(offset + 1, Math.min(offset + limit, total), formats.number(total))}</span>
      {step(common.next, offset + limit, offset + limit < total)}
    </nav>
  );
}
