import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  type TerminalOptions,
  terminalCommand,
  withSecret,
} from '../../../src/console/pages/device/terminal-command.ts';
import type { TslJson } from '../../../src/emulator/api/shapes.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';
import { writeThingModel } from '../../../src/tsl/write-model.ts';

const preset = (name: keyof typeof PRESETS): TslJson => JSON.parse(writeThingModel(PRESETS[name], 'a1X'));

const own: TslJson = {
  properties: [{ identifier: 'temperature', dataType: { type: 'int', specs: { min: '-40', max: '85' } } }],
};

const options: TerminalOptions = {
  origin: 'http://127.0.0.1:8180',
  productKey: 'a1X',
  deviceName: 'sensor-01',
  tsl: preset('environment'),
};

const commandOf = (change: Partial<TerminalOptions>) => terminalCommand({ ...options, ...change });

describe('the command for a terminal', () => {
  it('is what the emulator prints for its built-in device, in lines that begin with a space', () => {
    expect(withSecret(terminalCommand(options), 's3cret').split('\n')).toEqual([
      ' export IOT_SIM_ENDPOINT=http://127.0.0.1:8180',
      ' export IOT_SIM_PRODUCT_KEY=a1X',
      ' export IOT_SIM_DEVICE_NAME=sensor-01',
      ' export IOT_SIM_DEVICE_SECRET=s3cret',
      ' iot-sim publish --interval 5s',
    ]);
    expect(terminalCommand(options).hints).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('gives a shell the very values, whatever is in them', () => {
    const odd = `a'b"$(exit 3)\`c\\ d`;
    const text = withSecret(commandOf({ productKey: odd, deviceName: 'a:b@c.d-_1' }), odd);
    const script = text.replace(
      /\n iot-sim .*$/,
      '\n printf "%s|%s|%s" "$IOT_SIM_PRODUCT_KEY" "$IOT_SIM_DEVICE_NAME" "$IOT_SIM_DEVICE_SECRET"',
    );
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`${odd}|a:b@c.d-_1|${odd}`);
  });

  it.each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])(
    'names the preset %s where the model keeps it',
    (name) => {
      const { tail, hints } = commandOf({ tsl: preset(name) });
      expect(tail.includes('--tsl')).toBe(name !== 'environment');
      if (name !== 'environment') expect(tail).toContain(`--tsl ${name}`);
      expect(hints).toEqual([]);
    },
  );

  it('asks for the file of any other model', () => {
    const { tail, hints } = commandOf({ tsl: own });
    expect(tail).toContain(' --tsl tsl-a1X.json');
    expect(hints).toEqual(['tsl']);
  });

  it('asks for the file where the range is narrower than what would be drawn', () => {
    const text = JSON.stringify(preset('environment')).replaceAll('"max":"50"', '"max":"30"');
    expect(commandOf({ tsl: JSON.parse(text) }).hints).toEqual(['tsl']);
  });

  it('needs no file where nothing is released', () => {
    expect(commandOf({ tsl: undefined }).tail).toBe('\n iot-sim publish --interval 5s');
  });

  it.each(['http://localhost:8180', 'http://[::1]:8180', 'http://127.1.2.3:8180'])(
    'takes %s for this machine',
    (origin) => {
      expect(commandOf({ origin }).hints).toEqual([]);
    },
  );

  it('says what plain HTTP to another machine means', () => {
    const { tail, hints } = commandOf({ origin: 'http://192.168.1.9:8180' });
    expect(tail).toContain(' --insecure-http');
    expect(hints).toEqual(['insecure']);
  });

  it('names the certificate authority over HTTPS', () => {
    const { head, tail, hints } = commandOf({ origin: 'https://emulator.example:8443' });
    expect(head).toContain('IOT_SIM_ENDPOINT=https://emulator.example:8443');
    expect(tail).toContain(' --ca ca.pem');
    expect(hints).toEqual(['ca']);
  });

  it('lets the demo device report from the emulator’s own machine alone', () => {
    const { head, tail, hints } = commandOf({
      origin: 'http://192.168.1.9:8180',
      productKey: 'iot-sim-demo',
    });
    expect(head).toContain('IOT_SIM_ENDPOINT=http://localhost:8180');
    expect(tail).not.toContain('--insecure-http');
    expect(hints).toEqual(['demo']);
  });
});
