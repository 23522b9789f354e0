import { describe, expect, it } from 'vitest';
import {
  insertProperty,
  putProperty,
  removeProperty,
  restoreProperty,
} from '../../../src/console/pages/product/draft-edit.ts';

const property = (identifier: string, more = ''): string =>
  `{"dataType":{"specs":{"10":"b","2":"a"},"type":"enum"},"identifier":"${identifier}"${more}}`;
const tsl = (...properties: string[]): string =>
  `{"services":[{"identifier":"set","n":1.0}],"properties":[${properties.join(',')}],"schema":"s"}`;

describe('editing a draft', () => {
  it('puts a property in its own place and leaves all else as it is written', () => {
    const edited = putProperty(tsl(property('a'), property('b'), property('c')), 'b', (before) => {
      expect(before).toBe(property('b'));
      return '{"identifier":"new"}';
    });
    expect(edited).toEqual({ draft: tsl(property('a'), '{"identifier":"new"}', property('c')), index: 1 });
  });

  it('adds a property at the end, also to a model that lists none', () => {
    const write = (before: string | undefined): string => {
      expect(before).toBeUndefined();
      return '{"identifier":"x"}';
    };
    expect(putProperty(tsl(property('a')), undefined, write)).toEqual({
      draft: tsl(property('a'), '{"identifier":"x"}'),
      index: 1,
    });
    expect(putProperty('{"schema":"s"}', undefined, write).draft).toBe(
      '{"schema":"s","properties":[{"identifier":"x"}]}',
    );
  });

  it('takes a property out, and puts it back where it was', () => {
    const before = tsl(property('a'), property('b', ',"x":1.50'), property('c'));
    const removed = removeProperty(before, 'b');
    expect(removed?.draft).toBe(tsl(property('a'), property('c')));
    expect(insertProperty(removed?.draft ?? '', removed?.index ?? 0, removed?.removed ?? '')?.draft).toBe(
      before,
    );
    expect(removeProperty(before, 'z')).toBeUndefined();
  });

  it('brings a released property back behind the nearest that stood before it', () => {
    const released = tsl(property('a'), property('b'), property('c'), property('d'));
    expect(restoreProperty(tsl(property('a'), property('d')), released, 'c')?.draft).toBe(
      tsl(property('a'), property('c'), property('d')),
    );
    expect(restoreProperty(tsl(property('d')), released, 'a')?.index).toBe(0);
    expect(restoreProperty(tsl(), released, 'b')?.draft).toBe(tsl(property('b')));
    expect(restoreProperty(released, released, 'b')).toBeUndefined();
    expect(restoreProperty(released, 'null', 'b')).toBeUndefined();
  });
});
