import { useEffect, useRef } from 'preact/hooks';
import type { DeviceJson, DevicesJson, ProductJson } from '../../../emulator/api/shapes.ts';
import { Empty } from '../../components/page.tsx';
import { Pager, StateBadge, Time } from '../../components/parts.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { href } from '../../router.ts';
import { ALL_DEVICES, DEVICES_A_PAGE, type DevicesQuery, devicesAddress } from './devices-query.ts';

/** One page of the list of devices. */
export function DevicesList({
  query,
  data: { devices, total },
  products,
}: {
  query: DevicesQuery;
  data: DevicesJson;
  products: readonly ProductJson[];
}) {
  const { devices: texts } = useTexts();
  const table = useRef<HTMLDivElement>(null);
  const shown = useRef(query.offset);
  useEffect(() => {
    if (shown.current === query.offset) return;
    shown.current = query.offset;
    // The pager stands at the end of the list; what it leads to begins at the top.
    if ((table.current?.getBoundingClientRect().top ?? 0) < 0) table.current?.scrollIntoView();
  }, [query.offset]);
  if (total === 0) return <NoDevices query={query} />;
  const nameOf = new Map(products.map(({ productKey, productName }) => [productKey, productName]));
  return (
    <div class="section" ref={table}>
      <div class="table">
        <table class="devices">
          <thead>
            <tr>
              <th scope="col" class="state-column">
                {texts.state}
              </th>
              <th scope="col" class="name-column">
                DeviceName
              </th>
              <th scope="col" class="minor">
                {texts.nickname}
              </th>
              <th scope="col" class="minor">
                {texts.product}
              </th>
              <th scope="col" class="time">
                {texts.lastOnline}
              </th>
              <th scope="col" class="time minor">
                {texts.activated}
              </th>
            </tr>
          </thead>
          <tbody>
            {devices.map((device) => (
              <Row key={device.iotId} device={device} productName={nameOf.get(device.productKey)} />
            ))}
          </tbody>
        </table>
      </div>
      <Pager
        offset={query.offset}
        limit={DEVICES_A_PAGE}
        total={total}
        addressOf={(offset) => devicesAddress({ ...query, offset })}
      />
    </div>
  );
}

function Row({ device, productName }: { device: DeviceJson; productName: string | undefined }) {
  const { common } = useTexts();
  const { productKey, deviceName, nickname, state, onlineAtMs, activatedAtMs } = device;
  return (
    <tr>
      <td>
        <StateBadge state={state} />
      </td>
      <td>
        <a class="code" href={href(['devices', productKey, deviceName])}>
          {deviceName}
        </a>
      </td>
      <td class="minor">{nickname === '' ? common.none : nickname}</td>
      <td class="minor">
        <a href={href(['products', productKey])}>{productName ?? productKey}</a>
      </td>
      <td class="time">
        <Time ms={onlineAtMs} />
      </td>
      <td class="time minor">
        <Time ms={activatedAtMs} />
      </td>
    </tr>
  );
}

function NoDevices({ query: { product, state, search } }: { query: DevicesQuery }) {
  const { devices: texts } = useTexts();
  if (state === '' && search === '') {
    return (
      <Empty title={product === '' ? texts.empty : texts.emptyProduct}>
        <p>{texts.emptyHint}</p>
      </Empty>
    );
  }
  return (
    <Empty title={texts.noMatch}>
      <a href={devicesAddress({ ...ALL_DEVICES, product })}>{texts.showAll}</a>
    </Empty>
  );
}
