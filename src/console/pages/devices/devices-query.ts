import type { DeviceState } from '../../../emulator/api/shapes.ts';
import { apiPath, withQuery } from '../../api.ts';
import { href } from '../../router.ts';

/** The states a list can be narrowed to, in the order they are offered. */
export const STATES: readonly DeviceState[] = ['online', 'offline', 'inactive', 'disabled'];

/** So many devices are listed at once. */
export const DEVICES_A_PAGE = 50;

/** Which devices are listed; what is empty narrows nothing. */
export interface DevicesQuery {
  readonly product: string;
  readonly state: DeviceState | '';
  readonly search: string;
  readonly offset: number;
}

/** All devices, from the first. */
export const ALL_DEVICES: DevicesQuery = { product: '', state: '', search: '', offset: 0 };

/** What the page's address asks for; what no address of this page has counts for nothing. */
export function readDevicesQuery(query: URLSearchParams): DevicesQuery {
  const offset = Number(query.get('offset') ?? 0);
  return {
    product: query.get('product') ?? '',
    state: STATES.find((state) => state === query.get('state')) ?? '',
    search: query.get('search') ?? '',
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
  };
}

/** The page's address for a query. */
export function devicesAddress({ offset, ...query }: DevicesQuery): string {
  return href(['devices'], { ...query, offset: offset === 0 ? undefined : offset });
}

/** Where the emulator's API answers a query. */
export function devicesPath(query: DevicesQuery): string {
  return withQuery(apiPath('devices'), { ...query, limit: DEVICES_A_PAGE });
}

/** Where the last page of so many devices begins. */
export function lastOffset(total: number): number {
  return Math.max(0, Math.ceil(total / DEVICES_A_PAGE) - 1) * DEVICES_A_PAGE;
}
