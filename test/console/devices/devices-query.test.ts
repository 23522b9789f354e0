import { describe, expect, it } from 'vitest';
import {
  ALL_DEVICES,
  devicesAddress,
  devicesPath,
  lastOffset,
  readDevicesQuery,
} from '../../../src/console/pages/devices/devices-query.ts';

describe('the query of the list of devices', () => {
  it('comes back from the address it was written to', () => {
    const query = { product: 'a1/X&', state: 'online', search: '50%? #ü', offset: 100 } as const;
    const [, search = ''] = devicesAddress(query).split('?', 2);
    expect(readDevicesQuery(new URLSearchParams(search))).toEqual(query);
  });

  it('leaves out of the address what narrows nothing', () => {
    expect(devicesAddress(ALL_DEVICES)).toBe('#/devices');
  });

  it.each(['offset=-50', 'offset=x', 'offset=1.5', 'offset=1e400', 'state=away'])(
    'takes %s for nothing',
    (text) => {
      expect(readDevicesQuery(new URLSearchParams(text))).toEqual(ALL_DEVICES);
    },
  );

  it('asks the emulator for one page', () => {
    expect(devicesPath({ ...ALL_DEVICES, search: 'a b', offset: 50 })).toBe(
      '/_emulator/devices?search=a+b&offset=50&limit=50',
    );
  });

  it.each([
    [0, 0],
    [1, 0],
    [50, 0],
    [51, 50],
    [10_001, 10_000],
  ])('of %i devices begins the last page at %i', (total, offset) => {
    expect(lastOffset(total)).toBe(offset);
  });
});
