import type { NewDevice } from '../../registry/registry.ts';
import { MOST_DEVICES_AT_ONCE, takenNames } from '../../registry/rules.ts';
import { type Action, type ActionRefusal, type Context, isRefusal, refuseAction } from '../action.ts';
import type { Application } from '../applications.ts';
import { findProduct } from '../find.ts';
import { countPages, readPage, takePage } from '../paging.ts';
import type { Parameters } from '../parameters.ts';
import { refuseMore, refuseName, refuseNickname } from './device.ts';

const MOST_PER_PAGE = 50;

/** The actions that register many devices: all is done at once, where the cloud takes a while. */
export const BATCH_ACTIONS: Readonly<Record<string, Action>> = {
  BatchCheckDeviceNames: {
    needs: ['ProductKey'],
    run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      const wanted = readWanted(parameters);
      const refusal = refuseCount(wanted.length) ?? refuseWanted(wanted);
      if (refusal !== undefined) return refusal;
      const { productKey } = product;
      const invalid = takenOf(context, productKey, wanted);
      const status = invalid.length === 0 ? 'CHECK_SUCCESS' : 'CHECK_FAILED';
      return applied(context.applications.add({ productKey, wanted, status, invalid, devices: [] }));
    },
  },

  BatchRegisterDevice: {
    needs: ['ProductKey', 'Count'],
    async run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      const count = parameters.whole('Count') ?? 0;
      const refusal = refuseCount(count) ?? refuseMore(context, product.productKey, count);
      if (refusal !== undefined) return refusal;
      const wanted: NewDevice[] = Array.from({ length: count }, () => ({}));
      const { productKey } = product;
      const devices = await context.platform.registry.addDevices(productKey, wanted);
      const status = 'CREATE_SUCCESS';
      return applied(context.applications.add({ productKey, wanted, status, invalid: [], devices }));
    },
  },

  BatchRegisterDeviceWithApplyId: {
    needs: ['ApplyId', 'ProductKey'],
    async run(context, parameters) {
      const application = findApplication(context, parameters);
      if (isRefusal(application)) return application;
      const { productKey, wanted, status } = application;
      if (status !== 'CHECK_SUCCESS') {
        const message = `Devices are registered after CHECK_SUCCESS, once; the application has ${status}.`;
        return refuseAction('iot.device.IncorrentDeviceApplyInfo', message);
      }
      const refusal = refuseMore(context, productKey, wanted.length);
      if (refusal !== undefined) return refusal;
      const taken = new Set(takenOf(context, productKey, wanted));
      application.status = taken.size === 0 ? 'CREATE_SUCCESS' : 'CREATE_FAILED'; // once, whoever asks meanwhile
      const free = wanted.filter(({ deviceName = '' }) => !taken.has(deviceName));
      try {
        application.devices = await context.platform.registry.addDevices(productKey, free);
      } catch (error) {
        application.status = status;
        throw error;
      }
      application.invalid = [...taken];
      return applied(application);
    },
  },

  QueryBatchRegisterDeviceStatus: {
    needs: ['ApplyId', 'ProductKey'],
    run(context, parameters) {
      const application = findApplication(context, parameters);
      if (isRefusal(application)) return application;
      const { status, invalid, wanted } = application;
      const bad = new Set(invalid);
      const names = bad.size === 0 ? [] : wanted.map(({ deviceName = '' }) => deviceName);
      const Data = {
        Status: status,
        ValidList: { Name: names.filter((name) => !bad.has(name)) },
        InvalidList: { Name: invalid },
      };
      return { Data };
    },
  },

  QueryPageByApplyId: {
    needs: ['ApplyId'],
    run(context, parameters) {
      const application = findApplication(context, parameters);
      if (isRefusal(application)) return application;
      const page = readPage(parameters, MOST_PER_PAGE);
      if (isRefusal(page)) return page;
      const { registry } = context.platform;
      const devices = application.devices.filter((device) => registry.deviceById(device.iotId) === device);
      const ApplyDeviceInfo = takePage(devices, page).map(({ iotId, triple }) => ({
        DeviceId: iotId.slice(0, 20),
        DeviceName: triple.deviceName,
        DeviceSecret: triple.deviceSecret,
        IotId: iotId,
      }));
      return {
        ApplyDeviceList: { ApplyDeviceInfo },
        Page: page.number,
        PageSize: page.size,
        PageCount: countPages(devices.length, page),
        Total: devices.length,
      };
    },
  },
};

function applied({ id }: Application): { Data: { ApplyId: number } } {
  return { Data: { ApplyId: id } };
}

/** The names of a request: of DeviceNameList where it is given, else of DeviceName. */
function readWanted(parameters: Parameters): NewDevice[] {
  const records = parameters.records('DeviceNameList');
  if (records.length === 0) return parameters.list('DeviceName').map((deviceName) => ({ deviceName }));
  return records.map((record) => ({
    deviceName: record.get('DeviceName') ?? '',
    nickname: record.get('DeviceNickname'),
  }));
}

function refuseCount(count: number): ActionRefusal | undefined {
  if (count < 1) return refuseAction('iot.device.NoneDeviceNameElement', 'There is no device to register.');
  if (count <= MOST_DEVICES_AT_ONCE) return undefined;
  return refuseAction(
    'iot.device.DeviceCountExceeded',
    `One call registers ${MOST_DEVICES_AT_ONCE} devices at most.`,
  );
}

/** Refuses names of a wrong form, and says which. */
function refuseWanted(wanted: readonly NewDevice[]): ActionRefusal | undefined {
  const names = wanted.filter(({ deviceName }) => refuseName(deviceName) !== undefined);
  const nicknames = wanted.filter(({ nickname }) => refuseNickname(nickname) !== undefined);
  const refusal = refuseName(names[0]?.deviceName) ?? refuseNickname(nicknames[0]?.nickname);
  if (refusal === undefined) return undefined;
  const Data = {
    InvalidDeviceNameList: { InvalidDeviceName: names.map(({ deviceName }) => deviceName) },
    InvalidDeviceNicknameList: { InvalidDeviceNickname: nicknames.map(({ nickname }) => nickname) },
  };
  return { ...refusal, fields: { Data } };
}

/** Names that another device has, or that stand in the list before. */
function takenOf({ platform }: Context, productKey: string, wanted: readonly NewDevice[]): string[] {
  const names = wanted.map(({ deviceName = '' }) => deviceName);
  const taken = new Set(takenNames(platform.registry, productKey, names));
  return [...new Set(names.filter((_, index) => taken.has(index)))];
}

/** The application that a request names: of a product that is still there, and the one that is named with it. */
function findApplication(
  { applications, platform }: Context,
  parameters: Parameters,
): Application | ActionRefusal {
  const application = applications.find(parameters.whole('ApplyId') ?? 0);
  const productKey = parameters.text('ProductKey') ?? application?.productKey;
  const isKnown =
    application !== undefined &&
    application.productKey === productKey &&
    platform.registry.product(application.productKey) !== undefined;
  return isKnown
    ? application
    : refuseAction('iot.device.DeviceApplyIsNotFound', 'There is no such application.');
}
