import { describe, expect, it } from 'vitest';
import { arrayText, indentJson, itemsOf, membersOf, objectText } from '../../src/console/json-text.ts';

const AWKWARD =
  '{ "10" : "b", "2": [1.0, 892687627916247040] ,"__proto__":{"a\\"}":"x, y: {["},"empty":{ },"e":[ ]}';

describe('JSON as text', () => {
  it('gives members in their order, with every number as it was written', () => {
    expect([...membersOf(AWKWARD)]).toEqual([
      ['10', '"b"'],
      ['2', '[1.0,892687627916247040]'],
      ['__proto__', '{"a\\"}":"x, y: {["}'],
      ['empty', '{}'],
      ['e', '[]'],
    ]);
  });

  it('gives the items of an array, those of none of anything else', () => {
    expect(itemsOf('[ {"a":[1,2]}, "x,y" ,-0.10 ]')).toEqual(['{"a":[1,2]}', '"x,y"', '-0.10']);
    expect([itemsOf('[]'), itemsOf('{"a":1}'), itemsOf('null')]).toEqual([[], [], []]);
    expect([membersOf('null').size, membersOf('[1]').size, membersOf('{}').size]).toEqual([0, 0, 0]);
  });

  it('puts together what it took apart', () => {
    const text = '{"10":"b","2":[1.0],"a\\nb":null}';
    expect(objectText(membersOf(text))).toBe(text);
    expect(arrayText(itemsOf('[1,[2.0],{}]'))).toBe('[1,[2.0],{}]');
  });

  it('writes JSON on lines as JSON.stringify does, without reading it', () => {
    const plain = { a: [1, { b: 'x, "y": [' }], c: {}, d: [], e: null, f: [[]] };
    expect(indentJson(JSON.stringify(plain))).toBe(JSON.stringify(plain, null, 2));
    expect(indentJson('{"2":1.0,"10":12345678901234567890,"1":"x"}')).toBe(
      '{\n  "2": 1.0,\n  "10": 12345678901234567890,\n  "1": "x"\n}',
    );
  });
});
