import type { Change } from '../../schemas/review.ts';
import { isList, isObject, pathText, same } from './json.ts';
import type { Path } from './json.ts';

/** An index before and one after. */
type Pair = readonly [number, number];

/**
 * What differs between two results, for people: an item that was taken out of a list is one removal, and the items behind it
 * are not changed. Indexes are those of `after`; of `before` for what was removed.
 */
export function changesBetween(before: unknown, after: unknown, path: Path = []): readonly Change[] {
  if (same(before, after)) return [];
  if (isList(before) && isList(after)) return listChanges(before, after, path);
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
      changesBetween(before[name], after[name], [...path, name]),
    );
  }
  return [
    {
      path: pathText(path),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

function listChanges(before: readonly unknown[], after: readonly unknown[], path: Path): readonly Change[] {
  const kept = [...commonItems(before, after), [before.length, after.length] as const];
  let [from, to] = [0, 0];
  const changes: Change[] = [];
  for (const [nextFrom, nextTo] of kept) {
    // Between two items that are kept, old and new ones face each other in order.
    for (; from < nextFrom || to < nextTo; from++, to++) {
      if (from < nextFrom && to < nextTo) changes.push(...changesBetween(before[from], after[to], [...path, to]));
      else if (from < nextFrom) changes.push({ path: pathText([...path, from]), before: before[from] });
      else changes.push({ path: pathText([...path, to]), after: after[to] });
    }
    [from, to] = [nextFrom + 1, nextTo + 1];
  }
  return changes;
}

/** The longest common subsequence, as pairs of indexes; few of a long list's items are looked at, since few have changed. */
function commonItems(before: readonly unknown[], after: readonly unknown[]): readonly Pair[] {
  const [old, young] = [before, after].map((items) => items.map((item) => JSON.stringify(item))) as [
    string[],
    string[],
  ];
  const shorter = Math.min(old.length, young.length);
  let head = 0;
  while (head < shorter && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === young.at(-1 - tail)) tail++;
  const within = commonWithin(old.slice(head, old.length - tail), young.slice(head, young.length - tail));
  return [
    ...Array.from({ length: head }, (_, i) => [i, i] as const),
    ...within.map(([i, j]) => [head + i, head + j] as const),
    ...Array.from({ length: tail }, (_, i) => [old.length - tail + i, young.length - tail + i] as const),
  ];
}

function commonWithin(old: readonly string[], young: readonly string[]): readonly Pair[] {
  // lengths[i][j]: of the longest one in what begins at i and at j.
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(young.length + 1));
  const length = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = young.length - 1; j >= 0; j--) {
      const longest = old[i] === young[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
      lengths[i]![j] = longest;
    }
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < old.length && j < young.length;) {
    if (old[i] === young[j]) pairs.push([i++, j++]);
    else if (length(i + 1, j) >= length(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
