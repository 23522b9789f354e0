// Runs before the program: names cannot be resolved at the tries that IOT_SIM_TEST_LOOKUPS counts, such as 2,3.
import dns from 'node:dns';

const failing = new Set((process.env['IOT_SIM_TEST_LOOKUPS'] ?? '').split(',').map(Number));
const { lookup } = dns;
let count = 0;

dns.lookup = (hostname, options, callback) => {
  count += 1;
  if (!failing.has(count)) return lookup(hostname, options, callback);
  const error = Object.assign(new Error(`getaddrinfo EAI_AGAIN ${hostname}`), {
    code: 'EAI_AGAIN',
    syscall: 'getaddrinfo',
    hostname,
  });
  process.nextTick(callback, error);
};
