import type { Device } from '../../registry/device.ts';
import { statusOf } from '../../registry/device-status.ts';
import { MOST_DEVICES, problemOfDeviceName, problemOfNickname } from '../../registry/rules.ts';
import {
  type Action,
  type ActionRefusal,
  type Context,
  type Fields,
  isRefusal,
  refuseAction,
} from '../action.ts';
import { findDevice, findProduct } from '../find.ts';
import { countPages, type Page, readPage } from '../paging.ts';
import type { Parameters } from '../parameters.ts';
import { beijingText, gmtText, utcText } from '../time-text.ts';

const MOST_PER_PAGE = 50;

/** QueryDevice: beyond so many devices pages are not counted, but follow one another by NextToken. */
const MOST_COUNTED = 10_000;

/** The actions on devices. */
export const DEVICE_ACTIONS: Readonly<Record<string, Action>> = {
  RegisterDevice: {
    needs: ['ProductKey'],
    async run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      const { registry } = context.platform;
      const deviceName = parameters.text('DeviceName');
      const nickname = parameters.text('Nickname');
      const refusal =
        refuseName(deviceName) ?? refuseNickname(nickname) ?? refuseMore(context, product.productKey, 1);
      if (refusal !== undefined) return refusal;
      if (deviceName !== undefined && registry.device(product.productKey, deviceName) !== undefined) {
        return refuseAction(
          'iot.device.AlreadyExistedDeviceName',
          `There is a device ${deviceName} already.`,
        );
      }
      const [device] = await registry.addDevices(product.productKey, [{ deviceName, nickname }]);
      return device === undefined ? {} : { Data: identityOf(device) };
    },
  },

  QueryDevice: {
    needs: ['ProductKey'],
    run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      const page = readPage(parameters, MOST_PER_PAGE);
      if (isRefusal(page)) return page;
      const devices = [...context.platform.registry.devices(product.productKey)];
      const end = endOfPage(devices.length, page, parameters.text('NextToken'));
      if (end === undefined) {
        return refuseAction(
          'iot.common.InvalidFormattedParameter',
          'NextToken is not one that an answer gave.',
        );
      }
      const start = Math.max(0, end - page.size);
      return {
        Data: { DeviceInfo: devices.slice(start, end).reverse().map(deviceInfo) },
        Page: page.number,
        PageSize: page.size,
        PageCount: countPages(devices.length, page),
        Total: devices.length,
        ...(start > 0 && end > 0 ? { NextToken: writeToken(start) } : {}),
      };
    },
  },

  QueryDeviceDetail: {
    needs: [],
    run(context, parameters) {
      const device = findDevice(context, parameters);
      if (isRefusal(device)) return device;
      const { createdAtMs, activatedAtMs, onlineAtMs } = device;
      const Data = {
        ...identityOf(device),
        ProductName: context.platform.registry.product(device.triple.productKey)?.productName,
        Status: statusOf(device).status,
        NodeType: 0,
        Owner: true,
        Region: 'cn-shanghai',
        FirmwareVersion: '',
        IpAddress: '',
        GmtCreate: beijingText(createdAtMs),
        UtcCreate: utcText(createdAtMs),
        GmtActive: beijingText(activatedAtMs),
        UtcActive: utcText(activatedAtMs),
        GmtOnline: beijingText(onlineAtMs),
        UtcOnline: utcText(onlineAtMs),
      };
      return { Data };
    },
  },

  GetDeviceStatus: {
    needs: [],
    run(context, parameters) {
      const device = findDevice(context, parameters);
      if (isRefusal(device)) return device;
      const { status, sinceMs } = statusOf(device);
      return { Data: { Status: status, Timestamp: sinceMs } };
    },
  },

  DeleteDevice: onDevice(({ platform }, device) => platform.registry.removeDevice(device.triple)),
  EnableThing: onDevice(({ platform }, device) => platform.changeDevice(device, { isEnabled: true })),
  DisableThing: onDevice(({ platform }, device) => platform.changeDevice(device, { isEnabled: false })),
};

/** Refuses a name that no device can have. */
export function refuseName(deviceName: string | undefined): ActionRefusal | undefined {
  const problem = deviceName === undefined ? undefined : problemOfDeviceName(deviceName);
  return problem === undefined
    ? undefined
    : refuseAction('iot.device.InvalidFormattedDeviceName', `DeviceName ${problem}.`);
}

/** Refuses a remark name that no device can have. */
export function refuseNickname(nickname: string | undefined): ActionRefusal | undefined {
  const problem = nickname === undefined ? undefined : problemOfNickname(nickname);
  return problem === undefined
    ? undefined
    : refuseAction('iot.device.InvalidDeviceNickNameExisted', `A nickname ${problem}.`);
}

/** Refuses devices beyond what a product can have. */
export function refuseMore(
  { platform }: Context,
  productKey: string,
  count: number,
): ActionRefusal | undefined {
  if (platform.registry.countDevices(productKey) + count <= MOST_DEVICES) return undefined;
  return refuseAction('iot.device.CreateDeviceFailed', `A product can have ${MOST_DEVICES} devices.`);
}

/** An action that changes one device and says nothing but that. */
function onDevice(change: (context: Context, device: Device) => Promise<void>): Action {
  return {
    needs: [],
    async run(context, parameters: Parameters) {
      const device = findDevice(context, parameters);
      if (isRefusal(device)) return device;
      await change(context, device);
      return {};
    },
  };
}

function identityOf({ triple, iotId, nickname }: Device): Fields {
  return {
    ProductKey: triple.productKey,
    DeviceName: triple.deviceName,
    DeviceSecret: triple.deviceSecret,
    IotId: iotId,
    Nickname: nickname,
  };
}

function deviceInfo(device: Device): Fields {
  const { createdAtMs, activatedAtMs = 0, onlineAtMs = 0, offlineAtMs = 0 } = device;
  const modifiedAtMs = Math.max(createdAtMs, activatedAtMs, onlineAtMs, offlineAtMs);
  return {
    ...identityOf(device),
    DeviceId: device.iotId.slice(0, 20),
    DeviceStatus: statusOf(device).status,
    GmtCreate: gmtText(createdAtMs),
    UtcCreate: utcText(createdAtMs),
    GmtModified: gmtText(modifiedAtMs),
    UtcModified: utcText(modifiedAtMs),
  };
}

/**
 * How many devices are older than the page's newest, that one included: pages begin with the newest device.
 * Undefined for a token that is none.
 */
function endOfPage(total: number, { number, size }: Page, token: string | undefined): number | undefined {
  if (token !== undefined) return readToken(token, total);
  return number * size > MOST_COUNTED ? 0 : Math.max(0, total - (number - 1) * size);
}

/** A token says how many devices are older than those shown, which newer ones do not change. */
function writeToken(count: number): string {
  return Buffer.from(`devices:${count}`).toString('base64url');
}

function readToken(token: string, total: number): number | undefined {
  const count = /^devices:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  return count === undefined ? undefined : Math.min(Number(count), total);
}
