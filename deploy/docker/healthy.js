// Says to Docker whether what runs in this container is well, by its exit code.
//
// An emulator is once it answers: until then it is starting, and whoever depends on it has to wait. Every other command
// is well as long as its process lives, and then this is not asked. A fleet above all: a platform that refuses it or
// cannot be reached is what it is there to meet, and a fleet that is started anew has lost what waits to be sent.
import { readFileSync } from 'node:fs';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

/** The process that the container began with; the argument is for a try outside one. */
const [, , commandLine = '/proc/1/cmdline'] = process.argv;
const words = readFileSync(commandLine, 'utf8').split('\0');
const args = words.slice(words.findIndex((word) => word.endsWith('iot-sim.js')) + 1);

if (args[0] === 'emulator' && args[1] !== 'exec' && args[1] !== 'export') askEmulator();

function askEmulator() {
  const { IOT_SIM_PORT, IOT_SIM_HOST, IOT_SIM_HTTPS = '' } = process.env;
  const port = flagOf('--port') ?? IOT_SIM_PORT ?? '8180';
  const host = flagOf('--host') ?? IOT_SIM_HOST ?? '127.0.0.1';
  const isEncrypted = args.includes('--https') || /^(?:true|1)$/i.test(IOT_SIM_HTTPS);
  const options = {
    host: host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host,
    port,
    path: '/_emulator/health',
    timeout: 3_000,
    rejectUnauthorized: false, // its certificate is its own, and nothing secret goes there
  };
  const request = (isEncrypted ? getHttps : getHttp)(options, (response) => {
    response.resume();
    if (response.statusCode !== 200) unwell(`answers ${response.statusCode}`);
  });
  request.on('timeout', () => request.destroy(new Error('no answer within 3 seconds')));
  request.on('error', (error) => unwell(error.message));

  function unwell(reason) {
    process.stdout.write(`The emulator at ${options.host}:${port}: ${reason}\n`);
    process.exitCode = 1;
  }
}

/** What a flag says, `--flag value` or `--flag=value`; the last one holds. */
function flagOf(flag) {
  return args.reduce((value, word, at) => {
    if (word === flag) return args[at + 1];
    return word.startsWith(`${flag}=`) ? word.slice(flag.length + 1) : value;
  }, undefined);
}
