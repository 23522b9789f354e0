import { Page } from '../../components/page.tsx';

/** To be written. */
export function DevicesPage(_: { query: URLSearchParams }) {
  return <Page title="DevicesPage">…</Page>;
}
