import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { DevicesJson } from '../../../emulator/api/shapes.ts';
import { Empty, Loaded, Page } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { type Resource, useResource } from '../../resource.ts';
import { go, href } from '../../router.ts';
import { AddDevices } from './add-devices.tsx';
import { type Added, AddedNotice } from './added-notice.tsx';
import { DeviceFilters } from './device-filters.tsx';
import { DevicesList } from './devices-list.tsx';
import { ALL_DEVICES, devicesAddress, devicesPath, lastOffset, readDevicesQuery } from './devices-query.ts';
import { useProducts } from './use-products.ts';

/** All devices, narrowed to those that are asked for. */
export function DevicesPage({ query: asked }: { query: URLSearchParams }) {
  const { app, devices: texts } = useTexts();
  const query = useMemo(() => readDevicesQuery(asked), [asked]);
  const products = useProducts();
  const devices = useSteady(useResource<DevicesJson>(devicesPath(query), { onStatus: true }));
  const [isAdding, setIsAdding] = useState(false);
  const [added, setAdded] = useState<Added>();

  const total = devices.data?.total ?? Number.POSITIVE_INFINITY;
  useEffect(() => {
    // What stood at the end of the list was deleted.
    if (query.offset > lastOffset(total)) {
      go(devicesAddress({ ...query, offset: lastOffset(total) }), { replace: true });
    }
  }, [query, total]);

  const finish = (done: Added): void => {
    if (done.only !== undefined) {
      go(href(['devices', done.productKey, done.only, 'information']));
      return;
    }
    setAdded(done);
    go(devicesAddress({ ...ALL_DEVICES, product: done.productKey }));
  };
  if (products.data?.products.length === 0) return <NoProducts />;
  return (
    <Page
      title={app.devices}
      actions={
        <button
          type="button"
          class="primary"
          disabled={products.data === undefined}
          onClick={() => setIsAdding(true)}
        >
          {texts.add}
        </button>
      }
    >
      {added !== undefined && <AddedNotice added={added} onClose={() => setAdded(undefined)} />}
      <DeviceFilters
        query={query}
        products={products.data?.products ?? []}
        total={devices.problem?.status === 404 ? undefined : devices.data?.total}
        hasTriples={added?.productKey !== query.product}
      />
      {devices.problem?.status === 404 ? (
        <Empty title={texts.noProduct(query.product)}>
          <a href={devicesAddress(ALL_DEVICES)}>{texts.showAll}</a>
        </Empty>
      ) : (
        <Loaded resource={devices}>
          {(data) => <DevicesList query={query} data={data} products={products.data?.products ?? []} />}
        </Loaded>
      )}
      {isAdding && products.data !== undefined && (
        <AddDevices
          products={products.data.products}
          productKey={query.product}
          onAdded={finish}
          onClose={() => setIsAdding(false)}
        />
      )}
    </Page>
  );
}

function NoProducts() {
  const { app, devices: texts } = useTexts();
  return (
    <Page title={app.devices}>
      <Empty title={texts.noProducts}>
        <p>{texts.noProductsHint}</p>
        <a href={href(['products'])}>{app.products}</a>
      </Empty>
    </Page>
  );
}

/** What was there before stays until what was asked for comes: a list that is narrowed must not flicker. */
function useSteady<T>(resource: Resource<T>): Resource<T> {
  const last = useRef<T>(undefined);
  if (resource.data !== undefined) last.current = resource.data;
  return resource.problem === undefined ? { ...resource, data: last.current } : resource;
}
