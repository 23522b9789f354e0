import { requireModel } from '../../config/require.ts';
import type { Resolved } from '../../config/resolve.ts';
import { DEMO_DEVICE } from '../../emulator/demo.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { type Flags, isOn, printOptions, refuseBoth } from '../flags.ts';
import type { Io } from '../io.ts';
import { openGenerators } from '../open-generators.ts';
import type { Preview } from '../preview/preview.ts';
import { printCsv } from '../preview/print-csv.ts';
import { printJson } from '../preview/print-json.ts';
import { printPage } from '../preview/print-page.ts';
import { drawnAt, previewReadings } from '../preview/readings.ts';
import { readSchedule } from '../preview/schedule.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { sourceSpoiler } from '../spoil-source.ts';
import { warn } from '../tell.ts';

/** `iot-sim preview`: shows what publish would send; nothing is sent. */
export async function preview(flags: Flags, io: Io): Promise<ExitCode> {
  refuseBoth(flags, 'csv', 'json');
  const schedule = readSchedule(flags, io.clock.now());
  const resolved = await resolveFlags(flags, io);
  const model = requireModel(resolved);
  const deviceName = deviceNameOf(resolved, flags, io);
  const settings = { model, resolved, client: { device: { deviceName } } };
  const { generators, seed, ...drawn } = openGenerators(settings);
  const opened = { source: drawnAt(schedule, generators), words: drawn.words };
  const { source, words } = sourceSpoiler(settings, flags)(opened, seed);
  const samples = source({
    clock: io.clock,
    signal: io.stop,
    warn: (message) => warn(io, printOptions(flags, io), message),
  });
  const batches = previewReadings(model, samples);
  await print({ model, resolved, schedule, device: deviceName, words, batches }, flags, io);
  return io.stop.aborted ? EXIT.undelivered : EXIT.done;
}

/** As publish has it: with IOT_SIM_LOCAL it is the demo device, whatever the configuration says. */
function deviceNameOf({ settings }: Resolved, flags: Flags, io: Io): string {
  const isLocal = flags['deviceName'] === undefined && isOn(flags, io, 'local');
  return (isLocal ? undefined : settings.deviceName) ?? DEMO_DEVICE.deviceName;
}

async function print(shown: Preview, flags: Flags, io: Io): Promise<void> {
  const { json, quiet, isColored } = printOptions(flags, io);
  if (flags['csv'] === true) await printCsv(shown, io);
  else if (json) await printJson(shown, io);
  else if (!quiet) await printPage(shown, io, isColored);
}
