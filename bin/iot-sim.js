#!/usr/bin/env node
const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && (minor < 18 || (minor === 18 && patch < 1)))) {
  process.stderr.write(`iot-sim needs Node 20.18.1 or newer; this is ${process.version}.\n`);
  process.exitCode = 2;
} else {
  const { main, processIo } = await import('../dist/cli/cli.js');
  process.exitCode = await main(processIo());
}
