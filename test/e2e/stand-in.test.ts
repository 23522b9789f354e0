import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { CA_FILE, DEVICE, type StandIn } from '../helpers/stand-in.ts';
import { FLOAT_MODEL } from '../helpers/stand-in-checks.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

// The stand-in judges the program, so it is judged here: each fault of a request must be found, and only that.

type Headers = Record<string, string>;

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

function send(standIn: StandIn, { method = 'POST', path, headers, body }: Sent): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, ca: readFileSync(CA_FILE), agent: false };
    const client = request(`${standIn.url}${path}`, options, (response) => void text(response).then(resolve));
    client.on('error', reject);
    client.end(body);
  });
}

const withLength = (headers: Headers, body: string): Headers => ({
  ...headers,
  'Content-Length': String(Buffer.byteLength(body)),
});

/** A right request for a token, with changes. */
function authRequest(changes: Record<string, unknown> = {}, headers: Headers = {}): Sent {
  const { productKey, deviceName, deviceSecret } = DEVICE;
  const fields = { clientId: 'c1', deviceName, productKey, timestamp: String(Date.now()), ...changes };
  const { clientId, timestamp } = fields;
  const content = `clientId${clientId}deviceName${deviceName}productKey${productKey}timestamp${timestamp}`;
  const sign = createHmac('sha1', deviceSecret).update(content).digest('hex');
  const body = JSON.stringify({ version: 'default', signmethod: 'hmacsha1', sign, ...fields });
  return {
    path: '/auth',
    headers: withLength({ 'Content-Type': 'application/json', ...headers }, body),
    body,
  };
}

const TOPIC = `/topic/sys/${DEVICE.productKey}/${DEVICE.deviceName}/thing/event/property/post`;

/** A right report with changes. */
async function postRequest(
  standIn: StandIn,
  body: string,
  changes: Partial<Sent> & { headers?: Headers } = {},
) {
  const answer = JSON.parse(await send(standIn, authRequest())) as { info: { token: string } };
  const headers = { 'Content-Type': 'application/octet-stream', password: answer.info.token };
  return { path: TOPIC, body, ...changes, headers: withLength({ ...headers, ...changes.headers }, body) };
}

const report = (
  params: string,
  { id = '"1"', rest = '"version":"1.0","method":"thing.event.property.post"' } = {},
) => `{"id":${id},${rest},"params":${params}}`;

describe('the stand-in', () => {
  test('finds nothing in right requests', async () => {
    const standIn = await useStandIn();
    const body = report('{"temperature":22,"humidity":{"value":60,"time":1524448722000}}');
    const answer = await send(standIn, await postRequest(standIn, body));
    expect(answer).toMatch(/^\{"code":0,"info":\{"messageId":\d{19}\},"message":"success"\}$/);
    expect(standIn.problems).toEqual([]);
  });

  test.each([
    ['a wrong signature', authRequest({ sign: 'aa' }), 'sign is not the hmacsha1'],
    ['an unknown method', authRequest({ signmethod: 'hmacSha1' }), 'signmethod hmacSha1'],
    ['a client id that is too long', authRequest({ clientId: 'x'.repeat(65) }), 'clientId has 65 characters'],
    ['a time out of its window', authRequest({ timestamp: String(Date.now() - 16 * 60_000) }), '15 minutes'],
    ['a time in seconds', authRequest({ timestamp: '1524448722' }), 'not in milliseconds'],
    ['a field too many', authRequest({ resources: '' }), 'unknown field resources'],
    ['another device', authRequest({ deviceName: 'other' }), 'there is no device'],
    [
      'a content type with more',
      authRequest({}, { 'Content-Type': 'application/json; charset=utf-8' }),
      'Content-Type',
    ],
    ['another method of HTTP', { ...authRequest(), method: 'PUT' }, 'method PUT'],
  ])('finds %s', async (_, sent, problem) => {
    const standIn = await useStandIn();
    await send(standIn, sent);
    expect(standIn.problems.join()).toContain(problem);
  });

  test('finds a chunked body', async () => {
    const standIn = await useStandIn();
    const sent = authRequest();
    await send(standIn, {
      ...sent,
      headers: { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
    });
    expect(standIn.problems.join()).toContain('Transfer-Encoding');
    expect(standIn.problems.join()).toContain('Content-Length undefined');
  });

  test.each([
    ['a float for an int', report('{"temperature":22.0}'), '22.0 is not written as int'],
    ['a value out of range', report('{"temperature":51}'), 'temperature 51 is out of range'],
    ['a text', report('{"temperature":"22"}'), 'temperature is no number'],
    ['an unknown property', report('{"light":1}'), 'the model has no light'],
    ['no property', report('{}'), 'params is empty'],
    ['a numeric id', report('{"humidity":1}', { id: '1' }), 'id'],
    ['an id that is too large', report('{"humidity":1}', { id: '"4294967296"' }), 'id "4294967296"'],
    ['an id with a zero in front', report('{"humidity":1}', { id: '"01"' }), 'id "01"'],
    [
      'no version',
      report('{"humidity":1}', { rest: '"method":"thing.event.property.post"' }),
      'version undefined',
    ],
    ['no method', report('{"humidity":1}', { rest: '"version":"1.0"' }), 'method undefined'],
    ['text that is no JSON', 'temperature=22', 'not JSON'],
  ])('finds %s in a report', async (_, body, problem) => {
    const standIn = await useStandIn();
    await send(standIn, await postRequest(standIn, body));
    expect(standIn.problems.join()).toContain(problem);
  });

  test('finds an id that comes twice', async () => {
    const standIn = await useStandIn();
    const sent = await postRequest(standIn, report('{"humidity":1}'));
    await send(standIn, sent);
    await send(standIn, sent);
    expect(standIn.problems).toEqual(['post: id 1 came twice']);
  });

  test('finds another topic, a query and a missing token', async () => {
    const standIn = await useStandIn();
    await send(standIn, await postRequest(standIn, report('{"humidity":1}'), { path: `${TOPIC}?x=1` }));
    const sent = await postRequest(standIn, report('{"humidity":1}', { id: '"2"' }));
    const { password: _, ...headers } = sent.headers as Headers & { password: string };
    expect(await send(standIn, { ...sent, headers })).toContain('"code":20002');
    expect(standIn.problems).toEqual([`path ${TOPIC}?x=1`, 'post: no header password']);
  });

  test('finds a whole number for a float, and a value between two steps', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    await send(standIn, await postRequest(standIn, report('{"temperature":22,"humidity":60.55}')));
    expect(standIn.problems).toEqual([
      'post: temperature 22 is not written as float',
      'post: humidity 60.55 is between two steps',
    ]);
  });
});
