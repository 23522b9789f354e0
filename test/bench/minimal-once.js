// The least a script must do to report once: the two requests of the vendor's tutorial, with undici.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';

const {
  ENDPOINT: endpoint,
  CA: ca,
  PRODUCT_KEY: productKey,
  DEVICE_NAME: deviceName,
  SECRET: secret,
} = process.env;
const dispatcher = new Agent({ connect: { ca: readFileSync(ca) } });
const timestamp = String(Date.now());
const clientId = 'minimal';
const content = `clientId${clientId}deviceName${deviceName}productKey${productKey}timestamp${timestamp}`;
const sign = createHmac('sha1', secret).update(content).digest('hex');
const auth = await request(`${endpoint}/auth`, {
  dispatcher,
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    version: 'default',
    clientId,
    signmethod: 'hmacsha1',
    sign,
    productKey,
    deviceName,
    timestamp,
  }),
});
const { info } = await auth.body.json();
const params = { temperature: 22, humidity: 60 };
const post = await request(`${endpoint}/topic/sys/${productKey}/${deviceName}/thing/event/property/post`, {
  dispatcher,
  method: 'POST',
  headers: { 'Content-Type': 'application/octet-stream', password: info.token },
  body: JSON.stringify({ id: '1', version: '1.0', params, method: 'thing.event.property.post' }),
});
const answer = await post.body.json();
if (answer.code !== 0) throw new Error(JSON.stringify(answer));
console.log(answer);
await dispatcher.close();
