import type { DeviceTriple } from '../../protocol/topic.ts';

/** Triples as CSV, in the form of the console's export, so that what reads the one reads the other. */
export function writeTriples(triples: readonly DeviceTriple[]): string {
  const rows = triples.map(
    ({ productKey, deviceName, deviceSecret }) => `${deviceName},${deviceSecret},${productKey}\r\n`,
  );
  return `DeviceName,DeviceSecret,ProductKey\r\n${rows.join('')}`;
}
