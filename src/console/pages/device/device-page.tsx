import type { JSX } from 'preact';
import type { DeviceJson, ProductJson } from '../../../emulator/api/shapes.ts';
import { apiPath } from '../../api.ts';
import { Empty, Loaded, Page, Tabs } from '../../components/page.tsx';
import { StateBadge } from '../../components/parts.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useResource } from '../../resource.ts';
import { href } from '../../router.ts';
import { DisabledNotice } from './disabled-notice.tsx';
import { InfoTab } from './info-tab.tsx';
import { LogTab } from './log/log-tab.tsx';
import { StatusTab } from './status/status-tab.tsx';
import { TslTab } from './tsl-tab.tsx';

const TABS = ['status', 'log', 'information', 'tsl'] as const;

type Tab = (typeof TABS)[number];

/** One device: its values, its log, its certificate and its model. */
export function DevicePage({
  productKey,
  deviceName,
  tab = 'status',
}: {
  productKey: string;
  deviceName: string;
  tab: string | undefined;
  query: URLSearchParams;
}) {
  const { app, device: texts } = useTexts();
  const device = useResource<DeviceJson>(apiPath('devices', productKey, deviceName), { onStatus: true });
  const product = useResource<ProductJson>(apiPath('products', productKey));
  const path = [
    [app.devices, href(['devices'])],
    [product.data?.productName ?? productKey, href(['products', productKey])],
  ] as const;
  const current = TABS.find((id) => id === tab);

  if (product.problem?.status === 404) {
    return <Missing title={deviceName} says={texts.noProduct(productKey)} address={href(['devices'])} />;
  }
  if (device.problem?.status === 404) {
    const address = href(['devices'], { product: productKey });
    return <Missing title={deviceName} says={texts.noDevice(deviceName)} address={address} />;
  }
  return (
    <Page
      title={deviceName}
      path={path}
      badge={device.data !== undefined && <StateBadge state={device.data.state} />}
    >
      <Tabs
        label={texts.tabsLabel}
        current={current ?? ''}
        tabs={TABS.map((id) => ({
          id,
          name: texts.tabs[id],
          address: href(['devices', productKey, deviceName, id]),
        }))}
      />
      <Loaded resource={device}>
        {(data) => (
          <>
            {data.state === 'disabled' && <DisabledNotice device={data} />}
            {current === undefined ? <UnknownTab /> : tabContent(current, data)}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function tabContent(tab: Tab, device: DeviceJson): JSX.Element {
  const { productKey, deviceName } = device;
  switch (tab) {
    case 'status':
      return <StatusTab productKey={productKey} deviceName={deviceName} />;
    case 'log':
      return <LogTab productKey={productKey} deviceName={deviceName} />;
    case 'information':
      return <InfoTab device={device} />;
    case 'tsl':
      return <TslTab productKey={productKey} />;
  }
}

function UnknownTab() {
  return <Empty title={useTexts().common.notFound} />;
}

function Missing({ title, says, address }: { title: string; says: string; address: string }) {
  const { app, device } = useTexts();
  return (
    <Page title={title} path={[[app.devices, href(['devices'])]]}>
      <Empty title={says}>
        <p>{device.missingWhy}</p>
        <a href={address}>{device.toDevices}</a>
      </Empty>
    </Page>
  );
}
