import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../../functions/schemas/review.ts';
import { changesBetween } from '../../functions/serve-page/page/changes.ts';

describe('the changes that a reviewer is shown', () => {
  it.each<[string, unknown, unknown, readonly Change[]]>([
    ['a value', { total: 120 }, { total: 102 }, [{ path: 'total', before: 120, after: 102 }]],
    ['a value that becomes unknown', { tax: 1 }, { tax: null }, [{ path: 'tax', before: 1, after: null }]],
    [
      'an item that is taken out',
      { lines: ['a', 'b', 'c'] },
      { lines: ['a', 'c'] },
      [{ path: 'lines.1', before: 'b' }],
    ],
    ['an item that is put in', { lines: ['a', 'c'] }, { lines: ['a', 'b', 'c'] }, [{ path: 'lines.1', after: 'b' }]],
    [
      'an item that changes, behind one that is taken out',
      { lines: [{ n: 1 }, { n: 2 }, { n: 3, x: 'y' }] },
      { lines: [{ n: 2 }, { n: 4, x: 'y' }] },
      [
        { path: 'lines.0', before: { n: 1 } },
        { path: 'lines.1.n', before: 3, after: 4 },
      ],
    ],
    ['nothing', { lines: [{ a: null }] }, { lines: [{ a: null }] }, []],
  ])('are those of %s', (_, before, after, changes) => {
    expect(changesBetween(before, after)).toEqual(changes);
  });

  const result = fc.record({
    total: fc.option(fc.integer()),
    lines: fc.array(fc.record({ description: fc.constantFrom('a', 'b', 'c'), amount: fc.integer({ max: 3 }) })),
    parties: fc.array(fc.constantFrom('x', 'y', 'z')),
  });

  it('are none exactly when nothing differs, and each tells the truth', () => {
    fc.assert(
      fc.property(result, result, (before, after) => {
        const changes = changesBetween(before, after);
        expect(changes.length === 0).toBe(JSON.stringify(before) === JSON.stringify(after));
        for (const change of changes) {
          if ('after' in change) expect(at(after, change.path)).toEqual(change.after);
          if (!('after' in change)) expect(at(before, change.path)).toEqual(change.before);
        }
      }),
    );
  });

  it('are as many items more or fewer as the lists say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('x', 'y', 'z')),
        fc.array(fc.constantFrom('x', 'y', 'z')),
        (before, after) => {
          const changes = changesBetween(before, after);
          const added = changes.filter((change) => !('before' in change)).length;
          const removed = changes.filter((change) => !('after' in change)).length;
          expect(added - removed).toBe(after.length - before.length);
        },
      ),
    );
  });

  it('are found at once in a long list', () => {
    const lines = Array.from({ length: 2000 }, (_, n) => ({ n }));
    const after = lines.toSpliced(1000, 1).with(5, { n: -1 });
    expect(changesBetween({ lines }, { lines: after })).toHaveLength(2);
  });
});

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((within, step) => (within as Record<string, unknown>)[step], value);
}
