import { useEffect, useRef } from 'preact/hooks';
import { Empty, Loaded } from '../../../components/page.tsx';
import { useTexts } from '../../../i18n/texts.ts';
import { href, useRoute } from '../../../router.ts';
import type { DeviceName } from '../device-path.ts';
import { DEFAULT_RANGE, type Range, readRange } from './chart-model.ts';
import { ChartSection } from './chart-section.tsx';
import { readSpecs } from './property-specs.ts';
import { PropertyTile } from './property-tile.tsx';
import { type ShownProperty, shownProperties } from './status-model.ts';
import { useStatus } from './use-status.ts';
import { ValueTable } from './value-table.tsx';

/** What a device reported last, live; one of its properties over the time. */
export function StatusTab(device: DeviceName) {
  const { status } = useTexts();
  const { query } = useRoute();
  const { resource, state, time } = useStatus(device);
  const { productKey, deviceName } = device;
  const chosen = query.get('property');
  const range = readRange(query.get('range'));
  const addressOf = (property: string | undefined, shownRange: Range): string =>
    href(['devices', productKey, deviceName, 'status'], {
      property,
      range: property === undefined || shownRange === DEFAULT_RANGE ? undefined : shownRange,
    });
  return (
    <Loaded resource={resource}>
      {() => {
        const properties = shownProperties(state);
        if (properties.length === 0) return <NoModel productKey={productKey} />;
        const open = properties.find(({ identifier }) => identifier === chosen);
        return (
          <>
            {isSilent(properties) && <Silent device={device} />}
            <section class="section">
              <h2>{status.properties}</h2>
              <ul class="tiles">
                {properties.map((shown) => (
                  <PropertyTile
                    key={shown.identifier}
                    shown={shown}
                    time={time}
                    address={addressOf(shown.identifier, range)}
                    logAddress={href(['devices', productKey, deviceName, 'log'], {
                      search: shown.identifier,
                      only: 'problems',
                    })}
                    isOpen={shown === open}
                  />
                ))}
              </ul>
            </section>
            {open !== undefined && (
              <OpenProperty
                key={open.identifier}
                device={device}
                shown={open}
                range={range}
                time={time}
                addressOf={addressOf}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

/** A property over the time: its chart where it has one, and its latest values. */
function OpenProperty({
  device,
  shown: { identifier, property, latest },
  range,
  time,
  addressOf,
}: {
  device: DeviceName;
  shown: ShownProperty;
  range: Range;
  time: number;
  addressOf: (property: string | undefined, range: Range) => string;
}) {
  const { status } = useTexts();
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), []);
  const specs = readSpecs(property, latest?.value);
  const name = property?.name ?? identifier;
  return (
    <section ref={section} class="section history">
      <div class="section-head">
        <h2>{specs.unit === '' ? name : `${name} (${specs.unit})`}</h2>
        <div class="actions">
          <a href={addressOf(undefined, range)}>{status.closeChart}</a>
        </div>
      </div>
      {latest !== undefined && (specs.kind === 'number' || specs.kind === 'choice') && (
        <ChartSection
          device={device}
          identifier={identifier}
          name={name}
          isKept={property !== undefined}
          specs={specs}
          range={range}
          addressOf={(other) => addressOf(identifier, other)}
          time={time}
        />
      )}
      <ValueTable device={device} identifier={identifier} property={property} />
    </section>
  );
}

function Silent({ device: { productKey, deviceName } }: { device: DeviceName }) {
  const { status } = useTexts();
  return (
    <Empty title={status.emptyTitle}>
      <a href={href(['devices', productKey, deviceName, 'information'])}>{status.emptyHint}</a>
    </Empty>
  );
}

function NoModel({ productKey }: { productKey: string }) {
  const { status } = useTexts();
  return (
    <Empty title={status.noModel}>
      <a href={href(['products', productKey, 'features'])}>{status.noModelHint}</a>
    </Empty>
  );
}

function isSilent(properties: readonly ShownProperty[]): boolean {
  return properties.every(({ latest, filtered }) => latest === undefined && filtered === undefined);
}
