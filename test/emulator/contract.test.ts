import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { createPlatform, openPlatform } from '../../src/emulator/platform.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { platformContract } from '../contract/platform.contract.ts';
import { httpSend } from '../helpers/http-send.ts';

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

platformContract('the emulator in this process', async () => ({
  device: DEMO_DEVICE,
  send: createPlatform().handle,
}));

platformContract('the emulator behind a socket', async () => {
  const emulator = await startEmulator({ port: 0 });
  const { send, close } = httpSend(emulator.url);
  closing.push(emulator.close, close);
  return { device: emulator.device, send };
});

platformContract('the emulator that keeps everything in a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iot-sim-test-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const platform = await openPlatform({ data: join(folder, 'store') });
  closing.push(platform.close);
  return { device: DEMO_DEVICE, send: platform.handle };
});

// With the triple of a real device in the environment, the real platform is held to the same contract.
const {
  IOT_SIM_REMOTE_ENDPOINT: endpoint,
  IOT_SIM_REMOTE_PRODUCT_KEY: productKey,
  IOT_SIM_REMOTE_DEVICE_NAME: deviceName,
  IOT_SIM_REMOTE_DEVICE_SECRET: deviceSecret,
} = process.env;
if (endpoint && productKey && deviceName && deviceSecret) {
  platformContract('the real one', async () => {
    const { send, close } = httpSend(endpoint);
    closing.push(close);
    return { device: { productKey, deviceName, deviceSecret }, send };
  });
}
