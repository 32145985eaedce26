import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beginningOf, cutAt, withoutMiddle } from '../../functions/schemas/shortened.ts';

describe('a text that is too long', () => {
  it('is its beginning, and says so', () => {
    expect(beginningOf('abc', 3)).toBe('abc');
    expect(beginningOf('abcd', 3)).toBe('abc\n[cut here, after 3 of 4 characters]');
    expect(beginningOf('abcd', 3, 'ask for less')).toBe('abc\n[cut here, after 3 of 4 characters; ask for less]');
  });

  it('is its beginning and its end', () => {
    expect(withoutMiddle('abcdef', 4, 2)).toBe('abcdef');
    expect(withoutMiddle('abcdefg', 4, 1)).toBe('abcd\n[2 characters left out]\ng');
    expect(withoutMiddle('ab', 0, 0)).toBe('\n[2 characters left out]\n');
  });

  it('is never cut within a character, and says truly what is missing', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ü', '😀', '\u{1F1E9}'), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, fc.nat(20), fc.nat(20), (whole, head, tail) => {
        expect(beginningOf(whole, head).isWellFormed()).toBe(true);
        const [, from, count, to] = /^([^]*)\n\[(\d+) characters left out\]\n([^]*)$/.exec(
          withoutMiddle(whole, head, tail),
        ) ?? [undefined, whole, 0, ''];
        expect(from.isWellFormed() && to.isWellFormed()).toBe(true);
        expect(whole.startsWith(from) && whole.endsWith(to)).toBe(true);
        expect(from.length + Number(count) + to.length).toBe(whole.length);
        expect(from.length).toBeLessThanOrEqual(head + tail);
        const at = cutAt(whole, head);
        expect([head, head - 1]).toContain(at);
      }),
    );
  });
});
