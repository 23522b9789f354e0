import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE, DEMO_PRODUCT_SECRET } from '../../src/emulator/demo.ts';
import type { Platform } from '../../src/emulator/platform.ts';
import { authenticate, useKeptPlatform } from './kept-platform.ts';

const KEY = DEMO_DEVICE.productKey;
const FORM = 'application/x-www-form-urlencoded';

interface Asking {
  readonly secret?: string;
  readonly type?: string;
  /** Fields that differ; undefined leaves one out. */
  readonly fields?: Readonly<Record<string, string | undefined>>;
}

/** Asks for a device's secret, signed with nothing but node:crypto. */
async function register(
  platform: Platform,
  { secret = DEMO_PRODUCT_SECRET, type = FORM, fields = {} }: Asking = {},
) {
  const {
    productKey = KEY,
    deviceName = DEMO_DEVICE.deviceName,
    random = '567345',
    signMethod = 'hmacsha1',
  } = fields;
  const content = `deviceName${deviceName}productKey${productKey}random${random}`;
  const algorithm = signMethod.toLowerCase().replace('hmac', '');
  const sign = ['md5', 'sha1', 'sha256'].includes(algorithm)
    ? createHmac(algorithm, secret).update(content).digest('hex')
    : 'none';
  const given = Object.entries({ productKey, deviceName, random, sign, signMethod, ...fields });
  const body = new URLSearchParams(
    given.filter((field): field is [string, string] => field[1] !== undefined),
  );
  const headers = { 'Content-Type': type };
  const answer = await platform.handle({ path: '/auth/register/device', headers, body: String(body) });
  return { status: answer.status, ...JSON.parse(answer.body) };
}

describe('dynamic registration', () => {
  test.each(['hmacmd5', 'hmacsha1', 'hmacsha256', 'HmacMD5'])(
    'signed with %s gives the device its secret',
    async (signMethod) => {
      const place = useKeptPlatform();
      const platform = await place.open();
      expect(await register(platform, { fields: { signMethod } })).toEqual({
        status: 200,
        code: 200,
        message: 'success',
        data: DEMO_DEVICE,
      });
      expect(place.exchanges.at(-1)).toMatchObject({ code: 200, device: `${KEY}/${DEMO_DEVICE.deviceName}` });
      expect(place.statuses, 'it is no sign of life').toEqual([]);
    },
  );

  test('may be asked again until the device has authenticated', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    const first = await register(platform);
    expect(await register(platform)).toEqual(first);
    expect((await authenticate(platform, first.data)).code).toBe(0);
    expect(await register(platform)).toMatchObject({ status: 200, code: 6289 });
    expect((await register(await place.open())).code, 'also after a restart').toBe(6289);
  });

  test('that is switched off gives 6288, also after a restart', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    await platform.registry.changeProduct(KEY, { isDynamicRegistration: false });
    expect(await register(platform)).toMatchObject({ code: 6288 });
    const again = await place.open();
    expect(await register(again)).toMatchObject({ code: 6288 });
    await again.registry.changeProduct(KEY, { isDynamicRegistration: true });
    expect(await register(again)).toMatchObject({ code: 200 });
  });

  test('works for a product of one’s own, with its own secret', async () => {
    const platform = await useKeptPlatform().open();
    const { productKey, productSecret } = await platform.registry.addProduct({
      productName: 'own',
      isDynamicRegistration: true,
    });
    const [device] = await platform.registry.addDevices(productKey, [{}]);
    const fields = { productKey, deviceName: device!.triple.deviceName };
    expect(await register(platform, { secret: productSecret, fields })).toMatchObject({
      code: 200,
      data: device!.triple,
    });
    expect(await register(platform, { fields })).toMatchObject({ code: 6600 });
  });

  test.each<[what: string, asking: Asking, code: number]>([
    ['a product that does not exist', { fields: { productKey: 'nowhere' } }, 6250],
    ['a device that does not exist', { fields: { deviceName: 'nobody' } }, 460],
    ['a wrong secret', { secret: 'another' }, 6600],
    ['a signature of something else', { fields: { sign: '0'.repeat(40) } }, 6600],
    ['a method nobody knows', { fields: { signMethod: 'hmacsha512' } }, 6292],
    ['no random', { fields: { random: undefined } }, 460],
    ['an empty name', { fields: { deviceName: '' } }, 460],
    ['no signature', { fields: { sign: undefined } }, 460],
    ['another type of body', { type: 'application/json' }, 460],
  ])('with %s gives a code and no secret', async (_what, asking, code) => {
    const place = useKeptPlatform();
    const platform = await place.open();
    const answer = await register(platform, asking);
    expect(answer).toEqual({ status: 200, code, message: expect.any(String) });
    expect(place.exchanges.at(-1)).toMatchObject({ code });
    expect(place.exchanges.at(-1)?.notes).toHaveLength(1);
  });

  test('of a device that is disabled gives 460', async () => {
    const platform = await useKeptPlatform().open();
    await platform.changeDevice([...platform.registry.devices(KEY)][0]!, { isEnabled: false });
    expect(await register(platform)).toMatchObject({ code: 460 });
  });
});
