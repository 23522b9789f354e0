import { Page } from '../../components/page.tsx';

/** To be written. */
export function DevicePage(_: {
  productKey: string;
  deviceName: string;
  tab: string | undefined;
  query: URLSearchParams;
}) {
  return <Page title="DevicePage">…</Page>;
}
