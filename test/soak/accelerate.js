// Runs before the program: its time passes IOT_SIM_TEST_SPEED times as fast as the machine's, from IOT_SIM_TEST_ORIGIN on.
// At SIGUSR2 it collects garbage and appends to the file IOT_SIM_TEST_USAGE what the process holds, as one line of JSON.
import { appendFileSync, readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const speed = Number(process.env['IOT_SIM_TEST_SPEED']);
const origin = Number(process.env['IOT_SIM_TEST_ORIGIN']);
const usageFile = process.env['IOT_SIM_TEST_USAGE'] ?? '';

const realNow = Date.now;
Date.now = () => Math.floor(origin + (realNow() - origin) * speed);
const elapsed = performance.now.bind(performance);
performance.now = () => elapsed() * speed;
const { setTimeout: sleep } = timers;
timers.setTimeout = (ms, ...rest) => sleep(ms / speed, ...rest);
syncBuiltinESMExports();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

process.on('SIGUSR2', () => {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const files = readdirSync('/proc/self/fd').length;
  const open = {};
  for (const type of process.getActiveResourcesInfo()) open[type] = (open[type] ?? 0) + 1;
  appendFileSync(usageFile, `${JSON.stringify({ heap: heapUsed + external, rss, files, open })}\n`);
});
