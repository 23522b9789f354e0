import type { JSX } from 'preact';
import { NotFound } from './components/page.tsx';
import { DevicePage } from './pages/device/device-page.tsx';
import { DevicesPage } from './pages/devices/devices-page.tsx';
import { FaultsPage } from './pages/faults/faults-page.tsx';
import { ProductPage } from './pages/product/product-page.tsx';
import { ProductsPage } from './pages/products/products-page.tsx';
import type { Route } from './router.ts';

/** What is shown at a place of the page. Keys: another product or device begins anew. */
export function findView({ parts, query }: Route): JSX.Element {
  const [area = 'products', first, second, third] = parts;
  if (area === 'products' && first === undefined) return <ProductsPage />;
  if (area === 'products' && first !== undefined) {
    return <ProductPage key={first} productKey={first} tab={second} />;
  }
  if (area === 'devices' && first === undefined) return <DevicesPage query={query} />;
  if (area === 'devices' && first !== undefined && second !== undefined) {
    const device = { productKey: first, deviceName: second };
    return <DevicePage key={`${first}/${second}`} {...device} tab={third} query={query} />;
  }
  if (area === 'faults') return <FaultsPage />;
  return <NotFound />;
}
