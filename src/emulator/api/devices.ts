import type { Device } from '../registry/device.ts';
import { byOrder } from '../registry/members.ts';
import { MOST_DEVICES, problemOfNickname } from '../registry/rules.ts';
import { addDevices } from './add-devices.ts';
import { answerDevices, deviceJson, MOST_SHOWN, stateOf } from './device-json.ts';
import { type ApiRequest, noProduct, ofDevice, type Routes } from './handler.ts';
import { json, type LocalAnswer, wrongBody } from './local.ts';
import { type Checks, isBoolean, isText, readChanges } from './read-body.ts';
import { readQuery } from './read-query.ts';
import { DEVICE_STATES } from './shapes.ts';

/** Devices, one of them, and its secret. */
export const DEVICE_ROUTES: Routes = {
  devices: {
    methods: { GET: list, POST: addDevices },
    query: ['product', 'search', 'state', 'offset', 'limit'],
  },
  'devices/:productKey/:deviceName': {
    methods: {
      GET: ofDevice((_request, device) => answer(device)),
      PATCH: ofDevice(change),
      DELETE: ofDevice(remove),
    },
  },
  'devices/:productKey/:deviceName/secret': {
    methods: {
      GET: ofDevice((_request, { triple: { deviceSecret } }) => json(JSON.stringify({ deviceSecret }))),
    },
  },
};

type DeviceChanges = Pick<Device, 'isEnabled' | 'nickname'>;

const CHECKS: Checks<DeviceChanges> = {
  isEnabled: isBoolean,
  // An empty one takes the remark name away.
  nickname: isText((text) => (text === '' ? undefined : problemOfNickname(text))),
};

const DEFAULT_LIMIT = 50;

function list({ platform: { registry }, query }: ApiRequest): LocalAnswer {
  const read = readQuery(query);
  const productKey = read.text('product');
  const search = read.text('search')?.toLowerCase();
  const state = read.word('state', DEVICE_STATES);
  const offset = read.whole('offset', 0, MOST_DEVICES) ?? 0;
  const limit = read.whole('limit', 1, MOST_SHOWN) ?? DEFAULT_LIMIT;
  const wrong = read.problem();
  if (wrong !== undefined) return wrong;
  if (productKey !== undefined && registry.product(productKey) === undefined) return noProduct(productKey);

  const keys =
    productKey === undefined ? [...registry.products()].map((product) => product.productKey) : [productKey];
  let devices = keys.flatMap((key) => [...registry.devices(key)]);
  if (search) devices = devices.filter((device) => isNamed(device, search));
  if (state !== undefined) devices = devices.filter((device) => stateOf(device) === state);
  return answerDevices(devices.sort(byOrder), { offset, limit });
}

function isNamed({ triple, nickname }: Device, search: string): boolean {
  return triple.deviceName.toLowerCase().includes(search) || nickname.toLowerCase().includes(search);
}

function answer(device: Device): LocalAnswer {
  return json(JSON.stringify(deviceJson(device)));
}

async function change({ platform, value }: ApiRequest, device: Device): Promise<LocalAnswer> {
  const read = readChanges(value, CHECKS);
  if ('issues' in read) return wrongBody(read.issues);
  await platform.changeDevice(device, read.given);
  return answer(device);
}

async function remove({ platform }: ApiRequest, { triple }: Device): Promise<LocalAnswer> {
  await platform.registry.removeDevice(triple);
  return json('{}');
}
