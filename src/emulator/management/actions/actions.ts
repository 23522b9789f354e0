import type { Action } from '../action.ts';
import { BATCH_ACTIONS } from './batch.ts';
import { DATA_ACTIONS } from './data.ts';
import { DEVICE_ACTIONS } from './device.ts';
import { PRODUCT_ACTIONS } from './product.ts';
import { THING_MODEL_ACTIONS } from './thing-model.ts';

/** The actions that are emulated, by name. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    ...PRODUCT_ACTIONS,
    ...THING_MODEL_ACTIONS,
    ...DEVICE_ACTIONS,
    ...BATCH_ACTIONS,
    ...DATA_ACTIONS,
  }),
);
