import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { memoryLibrary } from './memory-library.ts';
import { used } from './used.ts';

interface Part {
  readonly text: string;
  readonly title: string;
  readonly totalCharacters: number;
  readonly next?: number;
}

describe('fetch-document', () => {
  const { library } = memoryLibrary({
    'short.md': 'First words.\n\n## A title ##\n\nMore words.',
    'plain.txt': 'No title here.',
    'prices.csv': 'a,b\n1,2',
  });

  it('gives a whole document with its title', async () => {
    const { value, sources } = await used<Part>('fetch-document', { id: 'short' }, library);
    expect(value).toEqual({
      id: 'short',
      title: 'A title',
      text: 'First words.\n\n## A title ##\n\nMore words.',
      from: 0,
      totalCharacters: 40,
    });
    expect(sources).toEqual(['short']);
    expect((await used<Part>('fetch-document', { id: 'plain' }, library)).value.title).toBe('plain');
  });

  it.each([
    [{ id: 'shrt' }, 'there is no document "shrt"; there are short, plain'],
    [{ id: '../short' }, 'there is no document'],
    [{ id: 'prices' }, 'prices is a table; use query-table'],
    [{ id: 'short', from: 40 }, 'nothing from 40 on'],
    [{ id: 'short', from: -1 }, 'must be at least 0'],
  ])('says what is wrong with %j', async (input, problem) => {
    await expect(used('fetch-document', input, library)).rejects.toThrow(problem);
  });

  it('gives a long document in windows that make the whole together, and cuts no character in two', async () => {
    const line = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.constant('😀'.repeat(20_000)),
      fc.constant('word '.repeat(5000)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
        const text = `${lines.join('\n')}.`;
        const long = memoryLibrary({ 'long.md': text }).library;
        const parts: string[] = [];
        let next: number | undefined = 0;
        while (next !== undefined) {
          const { value }: { value: Part } = await used<Part>('fetch-document', { id: 'long', from: next }, long);
          expect(value.text.length).toBeLessThanOrEqual(20_000);
          expect(value.text.isWellFormed()).toBe(true);
          parts.push(value.text);
          next = value.next;
        }
        expect(parts.join('')).toBe(text);
      }),
      { numRuns: 50 },
    );
  });
});
