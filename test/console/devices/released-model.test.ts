import { describe, expect, it } from 'vitest';
import { readReleasedModel } from '../../../src/console/pages/device/released-model.ts';

describe('the released model', () => {
  it('keeps numbers and the order of keys as they were released', () => {
    const released = '{"properties":[{"specs":{"10":"a","2":"b"}}],"max":12345678901234567890,"min":1.0}';
    const { tsl, text } = readReleasedModel(`{"draft":{},"released":${released},"isChanged":true}`);
    expect(text.replaceAll(/\s/g, '')).toBe(released);
    expect(tsl?.properties).toHaveLength(1);
  });

  it('is none before the first release', () => {
    expect(readReleasedModel('{"draft":{},"released":null,"isChanged":true}').tsl).toBeUndefined();
  });
});
