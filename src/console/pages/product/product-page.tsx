import type { JSX } from 'preact';
import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { apiPath } from '../../api.ts';
import { Empty, Loaded, NotFound, Page, Tabs } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useResource } from '../../resource.ts';
import { href } from '../../router.ts';
import { FeaturesTab } from './features-tab.tsx';
import { InfoTab } from './info-tab.tsx';
import { TopicsTab } from './topics-tab.tsx';

const TABS: Readonly<Record<TabId, (product: ProductJson, onChanged: () => void) => JSX.Element>> = {
  info: (product, onChanged) => <InfoTab product={product} onChanged={onChanged} />,
  features: (product, onChanged) => <FeaturesTab product={product} onChanged={onChanged} />,
  topics: ({ productKey }) => <TopicsTab productKey={productKey} />,
};

type TabId = 'info' | 'features' | 'topics';

const TAB_IDS = ['info', 'features', 'topics'] as const satisfies readonly TabId[];

/** A product: what it is, its thing model, its topics. */
export function ProductPage({ productKey, tab = 'info' }: { productKey: string; tab: string | undefined }) {
  const { products, product: texts, device } = useTexts();
  const resource = useResource<ProductJson>(apiPath('products', productKey));
  const path = [[products.title, href(['products'])]] as const;
  const shown = TAB_IDS.find((id) => id === tab);
  if (shown === undefined) return <NotFound />;
  if (resource.problem?.status === 404) {
    return (
      <Page title={productKey} path={path}>
        <Empty title={texts.missing(productKey)}>
          <p>{device.missingWhy}</p>
          <a href={href(['products'])}>{texts.allProducts}</a>
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      title={resource.data?.productName ?? productKey}
      path={path}
      badge={<code>{productKey}</code>}
      actions={
        <a class="button" href={href(['devices'], { product: productKey })}>
          {texts.toDevices}
        </a>
      }
    >
      <Tabs
        label={texts.tabs}
        current={shown}
        tabs={TAB_IDS.map((id) => ({ id, name: texts.tab[id], address: href(['products', productKey, id]) }))}
      />
      <Loaded resource={resource}>{(product) => TABS[shown](product, resource.reload)}</Loaded>
    </Page>
  );
}
