import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { citedIn, numbered, withPlainIds } from '../../../functions/markdown/citations.ts';

describe('citations', () => {
  it.each([
    ['A [@a], b [@b][@a].', ['a', 'b']],
    ['spaces [@ a ]', ['a']],
    ['two in one [@a; @b]', ['a; @b']],
    ['none in it [@]', ['']],
    ['no end [@a, no [@b [c]] and no\n[@a\nb]', []],
    ['numbers [@a [1] b]', []],
  ])('of %j', (text, ids) => {
    expect(citedIn(text)).toEqual(ids);
  });

  it('are numbered, and nothing else is a number in brackets', () => {
    const numbers = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    expect(numbered('A [@b] [@a], b [@gone], c [3], [@a][4] [@a](x) [@a [1] b]', numbers)).toBe(
      'A [1, 2], b, c (3), [1]\\(4) [1]\\(x) [@a (1) b]',
    );
    expect(withPlainIds('In [@a] [@b]')).toBe('In a, b');
  });

  it('that are checked are those that are numbered', () => {
    const signs = fc.constantFrom('[@', '[', ']', '@', 'a', 'b', ' ', '\n', '1', '(', '[@a]', '[2]');
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 40 }), (written) => {
        const text = written.join('');
        const ids = citedIn(text);
        const found = numbered(text, new Map(ids.map((id, index) => [id, 1000 + index])));
        const used = found.match(/\b10\d\d\b/g) ?? [];
        expect(new Set(used.map(Number))).toEqual(new Set(ids.map((_, index) => 1000 + index)));
      }),
      { numRuns: 1_000 },
    );
  });
});
