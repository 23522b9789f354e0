import { Page } from '../../components/page.tsx';

/** To be written. */
export function ProductsPage(_: Record<string, never>) {
  return <Page title="ProductsPage">…</Page>;
}
