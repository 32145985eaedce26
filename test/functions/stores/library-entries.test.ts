import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { LIBRARY_LIMITS, libraryEntries } from '../../../functions/stores/library-entries.ts';
import * as seeding from '../../../scripts/seed/untaken-files.ts';

const object = (key: string, bytes = 1) => ({ key, bytes, etag: key });
const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

describe('the entries of a library', () => {
  it('have ids of their own, whatever the files are called', () => {
    const keys = ['a.csv', 'a.csv.csv.md', 'a.csv.md', 'a.md', 'a.txt', '__proto__.md', '.md', 'b', 'b.md.csv'];
    const entries = [...libraryEntries(keys.map((key) => object(key))).values()];
    expect(entries.map(({ key, entry: { id, unreadable } }) => [key, id, unreadable === undefined])).toEqual([
      ['a.csv', 'a.csv.csv.csv', false],
      ['a.csv.csv.md', 'a.csv.csv', true],
      ['a.csv.md', 'a.csv', true],
      ['a.md', 'a', true],
      ['a.txt', 'a.txt', false],
      ['__proto__.md', '__proto__', true],
      ['b.md.csv', 'b.md', true],
    ]);
  });

  it('are limited by the numbers that seeding warns of', () => {
    expect(seeding.LIBRARY_LIMITS).toEqual(LIBRARY_LIMITS);
  });

  it('leave out the files that seeding warns of, and have each of the others', () => {
    const stem = fc.constantFrom('a', 'b', 'c', 'a.md', 'b.csv', 'é', '\u{1f600}', '\uffee');
    const key = fc
      .tuple(stem, fc.constantFrom('.md', '.txt', '.csv', '.csv.md', '.png', ''))
      .map((parts) => parts.join(''));
    const bytes = fc.constantFrom(0, 1, 1_000_000, 4_000_000, 5_000_000, 5_000_001);
    fc.assert(
      fc.property(fc.dictionary(key, bytes), fc.constantFrom(0, 997), (sizes, more) => {
        const many = Array.from({ length: more }, (_, n) => [`b-${n}.txt`, 1] as const);
        const files = [...Object.entries(sizes), ...many].sort(([one], [other]) => byBytes(one, other));
        const entries = [...libraryEntries(files.map(([name, size]) => object(name, size))).values()];
        const unread = entries.flatMap(({ key, entry }) => (entry.unreadable === undefined ? [] : [key]));
        const untaken = seeding.untakenFiles(files.map(([key, bytes]) => ({ key, bytes })));
        expect(untaken.map(({ key }) => key)).toEqual(unread);
        expect(entries).toHaveLength(files.filter(([name]) => /.\.(md|txt|csv)$/.test(name)).length);
      }),
    );
  });
});
