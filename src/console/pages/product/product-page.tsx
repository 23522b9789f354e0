import { Page } from '../../components/page.tsx';

/** To be written. */
export function ProductPage(_: { productKey: string; tab: string | undefined }) {
  return <Page title="ProductPage">…</Page>;
}
