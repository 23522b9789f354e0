import type { Issue } from '../../issues.ts';
import type { Platform } from '../platform.ts';
import type { NewDevice } from '../registry/registry.ts';
import {
  MOST_DEVICES,
  MOST_DEVICES_AT_ONCE,
  problemOfDeviceName,
  problemOfNickname,
  takenNames,
} from '../registry/rules.ts';
import { answerDevices, MOST_SHOWN } from './device-json.ts';
import type { ApiRequest } from './handler.ts';
import { type LocalAnswer, problem, taken, wrongBody } from './local.ts';
import { type Checks, isText, isWhole, readMembers } from './read-body.ts';

interface DevicesBody {
  readonly productKey: string;
  readonly deviceName?: string;
  readonly nickname?: string;
  readonly deviceNames?: readonly string[];
  readonly count?: number;
}

/** The ways to say which devices are meant; one of them may be given. */
const WAYS = ['deviceNames', 'count', 'deviceName'] as const;

const COUNT_WORDS = `1 to ${MOST_DEVICES_AT_ONCE}`;

const CHECKS: Checks<DevicesBody> = {
  productKey: isText(),
  deviceName: isText(problemOfDeviceName),
  nickname: isText((text) => (text === '' ? undefined : problemOfNickname(text))),
  deviceNames: (value) =>
    Array.isArray(value) && isWhole(value.length, 1, MOST_DEVICES_AT_ONCE)
      ? undefined
      : `must be a list of ${COUNT_WORDS} names`,
  count: (value) =>
    isWhole(value, 1, MOST_DEVICES_AT_ONCE) ? undefined : `must be a whole number of ${COUNT_WORDS}`,
};

/** Makes one device, those of a list of names, or so many whose names are made up. */
export async function addDevices({ platform, value }: ApiRequest): Promise<LocalAnswer> {
  const { registry } = platform;
  const read = readMembers(value, CHECKS, ['productKey']);
  if ('issues' in read) return wrongBody(read.issues);
  const { given } = read;
  const issues = [...problemsOf(given), ...missingProduct(platform, given)];
  if (issues.length > 0) return wrongBody(issues);
  const { productKey } = given;
  const wanted = wantedOf(given);
  const conflicts = conflictsOf(platform, given, wanted);
  if (conflicts.length > 0) return taken(conflicts);
  if (registry.countDevices(productKey) + wanted.length > MOST_DEVICES) {
    return problem(409, `A product can have ${MOST_DEVICES} devices.`);
  }
  const devices = await registry.addDevices(productKey, wanted);
  return answerDevices(devices, { limit: MOST_SHOWN, status: 201 });
}

/** What is wrong with members that are right by themselves, and with single names. */
function problemsOf(given: DevicesBody): Issue[] {
  const [way, ...others] = WAYS.filter((name) => given[name] !== undefined);
  const hasStrayNickname = given.nickname !== undefined && way !== undefined && way !== 'deviceName';
  const stray = hasStrayNickname ? [...others, 'nickname'] : others;
  const issues = stray.map((path) => ({ path, message: `cannot be given with ${way}` }));
  for (const [index, name] of (given.deviceNames ?? []).entries()) {
    const message = isText(problemOfDeviceName)(name);
    if (message !== undefined) issues.push({ path: `deviceNames.${index}`, message });
  }
  return issues;
}

function missingProduct({ registry }: Platform, { productKey }: DevicesBody): Issue[] {
  const isThere = registry.product(productKey) !== undefined;
  return isThere ? [] : [{ path: 'productKey', message: `there is no product ${productKey}` }];
}

function wantedOf({ deviceName, nickname, deviceNames, count = 1 }: DevicesBody): NewDevice[] {
  if (deviceNames !== undefined) return deviceNames.map((name) => ({ deviceName: name }));
  return Array.from({ length: count }, () => ({ deviceName, nickname }));
}

/** Names that another device has, or that stand in the list before. */
function conflictsOf(
  { registry }: Platform,
  { productKey, deviceNames }: DevicesBody,
  wanted: readonly NewDevice[],
): Issue[] {
  const names = wanted.flatMap(({ deviceName }) => deviceName ?? []);
  return takenNames(registry, productKey, names).map((index) => {
    const name = names[index] ?? '';
    const isThere = registry.device(productKey, name) !== undefined;
    const path = deviceNames === undefined ? 'deviceName' : `deviceNames.${index}`;
    return {
      path,
      message: isThere ? `there is a device ${name} already` : `${name} stands in the list before`,
    };
  });
}
