import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { passagesOf } from '../../../functions/tools/search-documents/passages.ts';
import { memoryLibrary, sampleLibrary } from './memory-library.ts';
import { used } from './used.ts';

interface Found {
  readonly matches: readonly { source: string; title: string; heading: string; text: string; score: number }[];
  readonly note?: string;
}

const found = (query: string, library = sampleLibrary().library, limit?: number) =>
  used<Found>('search-documents', { query, limit }, library);
const sourcesOf = async (...request: Parameters<typeof found>) =>
  (await found(...request)).value.matches.map(({ source }) => source);

describe('search-documents', () => {
  it.each([
    ['turning table', 'visit-dravec-2025-09'],
    ['furnace second line', 'letter-anselmi-2026-01'],
    ['limit for rejected units', 'sourcing-policy'],
    // A plural, an ending and a slip.
    ['containers freight', 'market-note-2026'],
    ['welder', 'visit-dravec-2025-09'],
    ['corective plan', 'sourcing-policy'],
  ])('finds %s first in %s', async (query, source) => {
    expect((await sourcesOf(query))[0]).toBe(source);
  });

  it('tells where a passage is from', async () => {
    const { value, sources } = await found('capacity 18,000 boilers commit', undefined, 3);
    expect(value.matches).toHaveLength(3);
    expect(value.matches[0]).toMatchObject({
      source: 'letter-anselmi-2026-01',
      title: 'Letter from Anselmi Caldaie about the second line',
      heading: 'The letter',
    });
    expect(sources).toEqual([...new Set(value.matches.map(({ source }) => source))]);
  });

  it('finds tables by their names and columns, and says how to read them', async () => {
    const { value } = await found('freight_kg');
    expect(value.matches[0]).toMatchObject({ source: 'boiler-emissions-2025', heading: 'table' });
    expect(value.matches[0]!.text).toContain('Use query-table');
    expect(await sourcesOf('deliveries')).toContain('deliveries-2025');
  });

  it('says what there is when nothing has the words, even if they are in every text', async () => {
    const { value, sources } = await found('the and of');
    expect(value.matches).toEqual([]);
    expect(value.note).toContain('quality-report-2025 (Quality report 2025: boilers)');
    expect(sources).toEqual([]);
    expect((await found('anything', memoryLibrary({}).library)).value.note).toContain('nothing at all');
  });

  it('reads the library once, and again when something has changed', async () => {
    const { library, reads, files } = memoryLibrary({ 'one.md': 'apples', 'two.md': 'pears' });
    await Promise.all([found('apples', library), found('pears', library)]);
    await found('apples', library);
    expect(reads).toEqual(['one', 'two']);
    files.set('two.md', 'apples and plums');
    files.set('three.md', 'plums');
    expect(await sourcesOf('plums', library)).toEqual(['three', 'two']);
    files.delete('three.md');
    expect(await sourcesOf('plums', library)).toEqual(['two']);
  });

  it('tries again what could not be read', async () => {
    const { library } = memoryLibrary({ 'one.md': 'apples' });
    let attempts = 0;
    const flaky = {
      ...library,
      read: (id: string) => (attempts++ === 0 ? Promise.reject(new Error('no connection')) : library.read(id)),
    };
    await expect(found('apples', flaky)).rejects.toThrow('no connection');
    expect(await sourcesOf('apples', flaky)).toEqual(['one']);
  });

  it('finds the other documents when one cannot be read, and tries that one again', async () => {
    const { library } = memoryLibrary({ 'locked.md': 'apples', 'one.md': 'apples and pears' });
    let isLocked = true;
    const partly = {
      ...library,
      read: (id: string) =>
        isLocked && id === 'locked' ? Promise.reject(new Error('Access Denied')) : library.read(id),
    };
    expect((await found('apples', partly)).value).toMatchObject({
      matches: [{ source: 'one' }],
      note: expect.stringContaining('what is in "locked" cannot be searched'),
    });
    expect((await found('locked', partly)).value.matches).toMatchObject([
      { source: 'locked', text: 'This file cannot be read: Access Denied' },
    ]);
    isLocked = false;
    expect((await sourcesOf('apples', partly)).toSorted()).toEqual(['locked', 'one']);
  });

  it('finds documents beside a table that cannot be read', async () => {
    const { library } = memoryLibrary({ 'broken.csv': '"open', 'one.md': 'apples' });
    expect(await sourcesOf('apples', library)).toEqual(['one']);
    expect(await sourcesOf('broken', library)).toEqual(['broken']);
  });

  it('has the same order however the library lists its files', async () => {
    const files = { 'c.md': 'apples', 'a.md': 'apples', 'b.md': 'apples' };
    const turned = Object.fromEntries(Object.entries(files).reverse());
    expect(await sourcesOf('apples', memoryLibrary(files).library)).toEqual(['a', 'b', 'c']);
    expect(await sourcesOf('apples', memoryLibrary(turned).library)).toEqual(['a', 'b', 'c']);
  });

  it('says so when it has not searched the whole library, whether or not it found something', async () => {
    const { library } = memoryLibrary({ 'one.md': 'apples', 'two.md': 'pears' });
    let why: string | undefined = 'two.md is too large';
    const partly = {
      ...library,
      list: async () =>
        (await library.list()).map((entry) => (entry.id === 'two' && why ? { ...entry, unreadable: why } : entry)),
    };
    const note = 'this is not the whole library: what is in "two" cannot be searched; search for an id to see why';
    expect((await found('apples', partly)).value).toMatchObject({ matches: [{ source: 'one' }], note });
    expect((await found('pears', partly)).value).toEqual({
      matches: [],
      note: `nothing has these words; the library holds one (one); two (two). ${note}`,
    });
    // The same file, which may be read from now on.
    why = undefined;
    expect((await found('pears', partly)).value).toEqual({ matches: [expect.objectContaining({ source: 'two' })] });
  });

  it('names a few of very many that it could not search', async () => {
    const files = Array.from({ length: 30 }, (_, n) => [`file-${n}.md`, 'apples'] as const);
    const { library } = memoryLibrary(Object.fromEntries([...files, ['one.md', 'apples']]));
    const list = async () =>
      (await library.list()).map((entry) => (entry.id === 'one' ? entry : { ...entry, unreadable: 'large' }));
    expect((await found('apples', { ...library, list })).value.note).toContain('"file-17" and 20 more cannot');
  });
});

describe('passages', () => {
  it('know their headings', () => {
    expect(passagesOf('a', '# Title\n\nFirst.\n\n## Part\n\nOne.\n\nTwo.\n')).toEqual([
      { source: 'a', title: 'Title', heading: 'Title', text: 'First.' },
      { source: 'a', title: 'Title', heading: 'Part', text: 'One.\n\nTwo.' },
    ]);
  });

  it('are short, and have each word of a text in its order', () => {
    const words = (text: string) => text.split(/\s+/).join('');
    const paragraph = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '.', '|'), maxLength: 3000 });
    fc.assert(
      fc.property(fc.array(paragraph, { maxLength: 8 }), (paragraphs) => {
        const text = paragraphs.join('\n\n');
        const passages = passagesOf('a', text);
        for (const passage of passages) expect(passage.text.length).toBeLessThanOrEqual(1002);
        expect(words(passages.map((passage) => passage.text).join(' '))).toBe(words(text));
      }),
    );
  });
});
