import { useMemo } from 'preact/hooks';
import type { HistoryJson, TslProperty, ValueJson } from '../../../../emulator/api/shapes.ts';
import { withQuery } from '../../../api.ts';
import { memo } from '../../../components/memo.ts';
import { Loaded } from '../../../components/page.tsx';
import { useFormats, useTexts } from '../../../i18n/texts.ts';
import { useResource } from '../../../resource.ts';
import { type DeviceName, devicePath } from '../device-path.ts';
import { type HeardValue, newestValues } from './chart-model.ts';
import { readSpecs } from './property-specs.ts';
import { useHeard } from './use-heard.ts';
import { valueText } from './value-text.ts';

const MOST_ROWS = 50;

/** The latest values of a property, newest first, as they come. */
export function ValueTable({
  device,
  identifier,
  property,
}: {
  device: DeviceName;
  identifier: string;
  property: TslProperty | undefined;
}) {
  const { status } = useTexts();
  const history = useResource<HistoryJson>(
    withQuery(devicePath(device, 'history'), { identifier, limit: MOST_ROWS }),
  );
  const heard = useHeard({
    identifier: property === undefined ? undefined : identifier,
    limit: MOST_ROWS,
    read: history,
  });
  return (
    <section class="section">
      <h3>{status.latest}</h3>
      <Loaded resource={history}>
        {({ values }) => <Rows read={values} heard={heard} property={property} />}
      </Loaded>
    </section>
  );
}

function Rows({
  read,
  heard,
  property,
}: {
  read: readonly ValueJson[];
  heard: readonly HeardValue[];
  property: TslProperty | undefined;
}) {
  const { status } = useTexts();
  const values = useMemo(() => newestValues(read, heard, MOST_ROWS), [read, heard]);
  if (values.length === 0) return <p class="dim">{status.never}</p>;
  const hasRefusals = values.some(({ refusal }) => refusal !== undefined);
  const isAligned = readSpecs(property, values[0]?.value).kind === 'number';
  return (
    <div class="table">
      <table class="value-table">
        <thead>
          <tr>
            <th>{status.time}</th>
            <th class={isAligned ? 'number' : undefined}>{status.value}</th>
            {hasRefusals && <th class="check">{status.check}</th>}
          </tr>
        </thead>
        <tbody>
          {values.map((value, index) => (
            <Row
              key={keyOf(values, index)}
              value={value}
              property={property}
              isAligned={isAligned}
              hasRefusals={hasRefusals}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Its time, and which of that time it is. */
function keyOf(values: readonly ValueJson[], index: number): string {
  const timeMs = values[index]?.timeMs;
  return `${timeMs} ${index - values.findIndex((value) => value.timeMs === timeMs)}`;
}

interface RowProps {
  readonly value: ValueJson;
  readonly property: TslProperty | undefined;
  readonly isAligned: boolean;
  readonly hasRefusals: boolean;
}

const Row = memo(({ value: { timeMs, value, refusal }, property, isAligned, hasRefusals }: RowProps) => {
  const formats = useFormats();
  const specs = readSpecs(property, value);
  return (
    <tr>
      <td class="taken">
        <span>{formats.day(timeMs)}</span> <span>{formats.clock(timeMs)}</span>
      </td>
      <td class={isAligned ? 'number' : undefined}>
        <bdi>{valueText(value, specs, formats)}</bdi>
        {specs.unit !== '' && ` ${specs.unit}`}
      </td>
      {hasRefusals && (
        <td class="check is-odd">{refusal !== undefined && `${refusal.code} ${refusal.message}`}</td>
      )}
    </tr>
  );
});
