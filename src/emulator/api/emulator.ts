import { type ApiRequest, maybeOfDevice, type Routes } from './handler.ts';
import { json, type LocalAnswer } from './local.ts';

/** What concerns the emulator as a whole. */
export const EMULATOR_ROUTES: Routes = {
  health: { methods: { GET: health } },
  reset: { methods: { POST: reset } },
  tokens: {
    methods: {
      DELETE: maybeOfDevice(async ({ platform }, device) =>
        json(JSON.stringify({ revoked: await platform.revokeTokens(device) })),
      ),
    },
    query: ['device'],
  },
  export: { methods: { GET: exportAll } },
};

function health({ platform }: ApiRequest): LocalAnswer {
  const products = [...platform.registry.products()].length;
  return json(JSON.stringify({ status: 'ok', products, devices: platform.registry.countAllDevices() }));
}

async function reset({ platform }: ApiRequest): Promise<LocalAnswer> {
  await platform.reset();
  return json('{"status":"ok"}');
}

function exportAll({ platform }: ApiRequest): LocalAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: platform.exportState() };
}
