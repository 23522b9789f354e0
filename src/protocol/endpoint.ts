/** Where devices of the international site and of China (Shanghai) report to. Source: the tutorial. */
export const DEFAULT_ENDPOINT = 'https://iot-as-http.cn-shanghai.aliyuncs.com';

/** The emulator's built-in product: a key no real product can have, since theirs have no hyphen. */
export const DEMO_PRODUCT_KEY = 'iot-sim-demo';

/** True for a host name or address that never leaves this machine. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
