import { Page } from '../../components/page.tsx';

/** To be written. */
export function FaultsPage(_: Record<string, never>) {
  return <Page title="FaultsPage">…</Page>;
}
