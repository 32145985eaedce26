import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { splitText } from '../../functions/open-document/split-text.ts';

/** Texts with all that a cut has to look at: paragraphs, lines, blanks, pairs, and halves of pairs. */
const piece = fc.constantFrom('word ', 'x', '\n', '\n\n', '\n \t\n', '\r\n', '😀', '\ud83d', '\ude00', ' ');
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
const most = fc.integer({ min: 2, max: 30 });

describe('a text that is cut into parts', () => {
  it('T1: is covered exactly', () => {
    fc.assert(
      fc.property(text, most, (whole, limit) => {
        const stretches = splitText(whole, limit);
        expect(stretches.map(({ from, to }) => whole.slice(from, to)).join('')).toBe(whole);
        expect(stretches.every(({ from }, index) => from === (stretches[index - 1]?.to ?? 0))).toBe(true);
      }),
    );
  });

  it('T2: has parts of at most the limit and at least half of it', () => {
    fc.assert(
      fc.property(text, most, (whole, limit) => {
        const lengths = splitText(whole, limit).map(({ from, to }) => to - from);
        expect(lengths.every((length) => length > 0 && length <= limit)).toBe(true);
        expect(lengths.slice(0, -1).every((length) => length >= limit / 2)).toBe(true);
      }),
    );
  });

  it('T3: never loses half a character', () => {
    fc.assert(
      fc.property(text, most, (whole, limit) => {
        const parts = splitText(whole, limit).map(({ from, to }) => whole.slice(from, to));
        expect(parts.map((part) => part.toWellFormed()).join('')).toBe(whole.toWellFormed());
      }),
    );
  });

  it.each([
    ['after a paragraph', 'one two\n\nthree\nfour five', 16, ['one two\n\n', 'three\nfour five']],
    ['after the last of several paragraphs', 'aa\n\nbbbb\n\ncc\n\ndddd', 15, ['aa\n\nbbbb\n\ncc\n\n', 'dddd']],
    ['after a line where there is no paragraph', 'one two three\nfour five', 18, ['one two three\n', 'four five']],
    ['after a line when the paragraph would leave less than half', 'a\n\nbbbbbb\ncccc', 12, ['a\n\nbbbbbb\n', 'cccc']],
    ['anywhere where there is no line', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['before a character of two units', 'abc😀def', 4, ['abc', '😀de', 'f']],
    ['not at all when it is short', 'a\n\nb', 4, ['a\n\nb']],
    ['into nothing when it is empty', '', 4, []],
  ])('is cut %s', (_, whole, limit, parts) => {
    expect(splitText(whole, limit).map(({ from, to }) => whole.slice(from, to))).toEqual(parts);
  });
});
