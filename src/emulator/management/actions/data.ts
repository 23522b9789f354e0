import { type Json, writeJson } from '../../../json.ts';
import type { DataType, Property } from '../../../tsl/model.ts';
import type { KeptValue } from '../../history.ts';
import type { Device } from '../../registry/device.ts';
import {
  type Action,
  type ActionRefusal,
  type Context,
  type Fields,
  isRefusal,
  refuseAction,
} from '../action.ts';
import { findDevice } from '../find.ts';
import type { Parameters } from '../parameters.ts';
import { type PropertyPage, type PropertyQuery, readPropertyPage } from '../property-pages.ts';

/** Limits page: how long the cloud keeps data; older values cannot be asked for. */
const KEPT_MS = 30 * 24 * 3_600_000;

const MOST_IDENTIFIERS = 10;

/** The actions on what devices reported. */
export const DATA_ACTIONS: Readonly<Record<string, Action>> = {
  QueryDevicePropertyStatus: {
    needs: [],
    async run(context, parameters) {
      const device = findDevice(context, parameters);
      if (isRefusal(device)) return device;
      const module = parameters.text('FunctionBlockId');
      const properties = propertiesOf(context, device).filter(({ identifier }) =>
        isOfModule(identifier, module),
      );
      const latest = await context.platform.history.latest(device.triple);
      const list = properties.map((property) => propertyStatus(property, latest.get(property.identifier)));
      return { Data: { List: { PropertyStatusInfo: list } } };
    },
  },

  QueryDevicePropertyData: {
    needs: ['Asc', 'EndTime', 'Identifier', 'PageSize', 'StartTime'],
    async run(context, parameters) {
      const device = findDevice(context, parameters);
      if (isRefusal(device)) return device;
      const identifier = parameters.text('Identifier') ?? '';
      const { isNewestFirst, startMs, endMs, pageSize } = readRange(parameters);
      const refusal =
        refuseIdentifiers(context, device, [identifier]) ?? refuseAsc(parameters) ?? refuseSize(pageSize, 50);
      if (refusal !== undefined) return refusal;
      if (startMs > endMs) {
        return refuseAction('iot.check.ParameterIsNotLessThanMax', 'StartTime must be less than EndTime.');
      }
      const query = { device: device.triple, identifiers: [identifier], isNewestFirst, pageSize };
      const { values, nextMs } = await read(context, { ...query, fromMs: startMs, toMs: endMs });
      const list = values.get(identifier) ?? [];
      const lastMs = list.at(-1)?.timeMs;
      const afterLastMs = lastMs === undefined ? undefined : lastMs + (isNewestFirst ? -1 : 1);
      const Data = {
        List: {
          PropertyInfo: list.map((value) => ({ Time: String(value.timeMs), Value: valueText(value.value) })),
        },
        NextTime: nextMs ?? afterLastMs,
        NextValid: nextMs !== undefined,
      };
      return { Data };
    },
  },

  QueryDevicePropertiesData: {
    needs: ['Asc', 'EndTime', 'Identifier', 'PageSize', 'StartTime'],
    async run(context, parameters) {
      const device = findDevice(context, parameters);
      if (isRefusal(device)) return device;
      const identifiers = parameters.list('Identifier');
      const { isNewestFirst, startMs, endMs, pageSize } = readRange(parameters);
      const refusal =
        refuseIdentifiers(context, device, identifiers) ?? refuseAsc(parameters) ?? refuseSize(pageSize, 100);
      if (refusal !== undefined) return refusal;
      const [fromMs, toMs] = isNewestFirst ? [endMs, startMs] : [startMs, endMs];
      if (fromMs > toMs) {
        const message = 'StartTime must be greater than EndTime where Asc is 0, and less where it is 1.';
        return refuseAction('iot.device.InvalidTimeBucket', message);
      }
      const query = { device: device.triple, identifiers, isNewestFirst, pageSize };
      const { values, nextMs } = await read(context, { ...query, fromMs, toMs });
      const PropertyDataInfo = [...values].map(([Identifier, list]) => ({
        Identifier,
        List: { PropertyInfo: list.map((value) => ({ Time: value.timeMs, Value: valueText(value.value) })) },
      }));
      return { PropertyDataInfos: { PropertyDataInfo }, NextTime: nextMs, NextValid: nextMs !== undefined };
    },
  },
};

/** What both queries have in common. Times may be equal: the next page may begin where the range ends. */
function readRange(parameters: Parameters): {
  isNewestFirst: boolean;
  startMs: number;
  endMs: number;
  pageSize: number;
} {
  return {
    isNewestFirst: parameters.whole('Asc') === 0,
    startMs: parameters.whole('StartTime') ?? 0,
    endMs: parameters.whole('EndTime') ?? 0,
    pageSize: parameters.whole('PageSize') ?? 0,
  };
}

function read({ platform }: Context, query: PropertyQuery): Promise<PropertyPage> {
  const { history, clock } = platform;
  return readPropertyPage(history, { ...query, fromMs: Math.max(query.fromMs, clock.now() - KEPT_MS) });
}

/** The properties of the released thing model. */
function propertiesOf({ platform }: Context, { triple }: Device): Property[] {
  return [...(platform.registry.product(triple.productKey)?.model.properties.values() ?? [])];
}

/** The default module's properties have no module's name before theirs. */
function isOfModule(identifier: string, module: string | undefined): boolean {
  return module === undefined ? !identifier.includes(':') : identifier.startsWith(`${module}:`);
}

/** What is said of a property; one that was never reported has neither value nor time. */
function propertyStatus({ identifier, name, dataType }: Property, latest: KeptValue | undefined): Fields {
  const about = { Identifier: identifier, Name: name, DataType: dataType.type, Unit: unitOf(dataType) };
  if (latest === undefined) return about;
  return { ...about, Value: valueText(latest.value), Time: String(latest.timeMs) };
}

function unitOf(dataType: DataType): string {
  return 'unit' in dataType ? (dataType.unit ?? '') : '';
}

/** A value as text: a text as it is, everything else as the JSON that was reported. */
function valueText(value: Json): string {
  return typeof value === 'string' ? value : writeJson(value);
}

function refuseIdentifiers(
  context: Context,
  device: Device,
  identifiers: readonly string[],
): ActionRefusal | undefined {
  if (identifiers.length > MOST_IDENTIFIERS) {
    const message = `One call reads ${MOST_IDENTIFIERS} properties at most.`;
    return refuseAction('iot.device.TooManyDevicePropertiesPerTime', message);
  }
  if (new Set(identifiers).size < identifiers.length) {
    return refuseAction('iot.device.InvalidFormattedDevicePropertyKey', 'An Identifier stands twice.');
  }
  const known = new Set(propertiesOf(context, device).map(({ identifier }) => identifier));
  if (identifiers.length > 0 && identifiers.every((identifier) => known.has(identifier))) return undefined;
  return refuseAction(
    'iot.device.NoneDeviceProperties',
    'The published thing model has no property of this Identifier.',
  );
}

function refuseAsc(parameters: Parameters): ActionRefusal | undefined {
  if (['0', '1'].includes(parameters.text('Asc') ?? '')) return undefined;
  return refuseAction(
    'iot.common.InvalidFormattedParameter',
    'Asc must be 0 (newest first) or 1 (oldest first).',
  );
}

function refuseSize(pageSize: number, most: number): ActionRefusal | undefined {
  if (pageSize >= 1 && pageSize <= most) return undefined;
  return refuseAction('iot.common.InvalidPageParams', `PageSize must be 1 to ${most}.`);
}
