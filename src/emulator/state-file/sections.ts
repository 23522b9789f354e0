import { isIdentifier } from '../../identifier.ts';
import { isJsonObject, type Json, type JsonObject, writeJson } from '../../json.ts';
import { deviceText, readDeviceText } from '../../protocol/topic.ts';
import { CHECK_MODES } from '../../tsl/check.ts';
import { readExchange } from '../exchange.ts';
import { HISTORY, isSampleSeq, putSample, readSample, type Sample } from '../history.ts';
import { LOG, logKey } from '../log.ts';
import { DEVICE_NAME, DEVICES } from '../registry/device.ts';
import { PRODUCT_KEY, PRODUCTS } from '../registry/product.ts';
import { isSeq } from '../store/sequence.ts';
import type { Change, KeyRange } from '../store/store.ts';
import { TOKENS } from '../tokens.ts';
import {
  anything,
  byName,
  count,
  flag,
  list,
  matching,
  object,
  oneOf,
  optional,
  type Shape,
  text,
  time,
  tsl,
} from './shapes.ts';

/** What a file of state says it is. */
export const STATE_FORMAT = 'iot-sim emulator state';

/** The only version there is so far. */
export const STATE_VERSION = 1;

/** One list of the file, and the part of the store it is for. */
export interface Section {
  readonly name: string;
  readonly range: KeyRange;
  /** An entry of the store as JSON text. */
  readonly write: (key: string, value: string) => string;
  /** What an item of the file must look like. */
  readonly shape: Shape;
  /** The change that puts such an item into the store. */
  readonly read: (item: JsonObject) => Change;
}

const put = (key: string, value: string): Change => ({ type: 'put', key, value });
const member = (item: JsonObject, name: string): string => String(item.get(name));

/** The device that an item names in two members. */
export function itemDevice(item: JsonObject): string {
  return deviceText({ productKey: member(item, 'productKey'), deviceName: member(item, 'deviceName') });
}

const isDevice = (name: string): boolean => {
  const { productKey = '', deviceName = '' } = readDeviceText(name) ?? {};
  return PRODUCT_KEY.test(productKey) && DEVICE_NAME.test(deviceName);
};

const productKey = matching((value) => PRODUCT_KEY.test(value), 'a product key');
const deviceName = matching((value) => DEVICE_NAME.test(value), 'a device name');
const device = matching(isDevice, 'productKey/deviceName');
const secret = matching((value) => value !== '', 'a secret');
const refusal = object({ code: count, message: text });
const outcome = oneOf(['kept', 'outside-model', 'filtered']);
const verdict = { identifier: text, outcome, value: anything, timeMs: time };

/** All but values that were kept as they are say why not. */
const judged = (members: Readonly<Record<string, Shape>>): Shape => {
  const kept = object(members);
  const refused = object({ ...members, refusal });
  return (value, path) =>
    isJsonObject(value) && value.get('outcome') !== 'kept' ? refused(value, path) : kept(value, path);
};

/** The lists, in the order of the file. */
export const SECTIONS: readonly Section[] = [
  {
    name: 'products',
    range: PRODUCTS,
    write: (_key, value) => value,
    shape: object({
      productKey,
      productSecret: secret,
      order: count,
      productName: text,
      description: text,
      netType: text,
      createdAtMs: time,
      mode: oneOf(CHECK_MODES),
      isDynamicRegistration: flag,
      draft: tsl,
      release: optional(object({ version: text, description: text, atMs: time, tsl })),
    }),
    read: (item) => put(`product/${member(item, 'productKey')}`, writeJson(item)),
  },
  {
    name: 'devices',
    range: DEVICES,
    write: (_key, value) => value,
    shape: object({
      productKey,
      deviceName,
      deviceSecret: secret,
      iotId: secret,
      order: count,
      nickname: text,
      isEnabled: flag,
      createdAtMs: time,
      activatedAtMs: optional(time),
      onlineAtMs: optional(time),
      offlineAtMs: optional(time),
    }),
    read: (item) => put(`device/${itemDevice(item)}`, writeJson(item)),
  },
  {
    name: 'tokens',
    range: TOKENS,
    write: (_key, value) => value,
    shape: object({
      token: matching((value) => /^[\da-f]{32}$/.test(value), '32 hexadecimal digits'),
      productKey,
      deviceName,
      expiresAtMs: time,
    }),
    read: (item) => put(`token/${member(item, 'token')}`, writeJson(item)),
  },
  {
    name: 'history',
    range: HISTORY,
    write: (key, value) => writeSampleItem(readSample(key, value)),
    shape: object({
      device,
      timeMs: time,
      seq: matching(isSampleSeq, 'what an export wrote'),
      refusals: optional(byName(isIdentifier, refusal)),
      values: byName(isIdentifier, anything),
    }),
    read: readSampleItem,
  },
  {
    name: 'log',
    range: LOG,
    write: (_key, value) => value,
    shape: object({
      seq: matching(isSeq, 'what an export wrote'),
      at: time,
      path: text,
      device: optional(device),
      code: optional(count),
      messageId: optional(matching((value) => /^\d+$/.test(value), 'digits')),
      notes: list(text),
      fault: optional(text),
      message: optional(
        object({
          topic: text,
          id: optional(text),
          body: text,
          problem: optional(object({ code: count, detail: text })),
          properties: list(judged(verdict)),
          events: list(judged({ ...verdict, name: text, eventType: oneOf(['info', 'alert', 'error']) })),
        }),
      ),
    }),
    read(item) {
      const exchange = writeJson(item);
      return put(logKey(readExchange(exchange)), exchange);
    },
  },
];

function writeSampleItem({ device: name, timeMs, seq, values }: Sample): string {
  const refused = [...values].flatMap(([identifier, { refusal: why }]) => (why ? [[identifier, why]] : []));
  const refusals = refused.length === 0 ? undefined : Object.fromEntries(refused);
  const written = [...values].map(([identifier, { value }]) => `"${identifier}":${writeJson(value)}`);
  const item = JSON.stringify({ device: name, timeMs, seq, refusals });
  return `${item.slice(0, -1)},"values":{${written.join(',')}}}`;
}

function readSampleItem(item: JsonObject): Change {
  const refusals = item.get('refusals');
  const values = [...asObject(item.get('values'))].map(([identifier, value]) => {
    const why = isJsonObject(refusals) ? refusals.get(identifier) : undefined;
    const refused = isJsonObject(why)
      ? { code: Number(why.get('code')), message: member(why, 'message') }
      : undefined;
    return [identifier, { value, refusal: refused }] as const;
  });
  return putSample({
    device: member(item, 'device'),
    timeMs: Number(item.get('timeMs')),
    seq: member(item, 'seq'),
    values: new Map(values),
  });
}

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : new Map();
}
