/** Tells whether two neighbours must change places; one of an expression's own functions answers by and by. */
type MustSwap = (left: unknown, right: unknown) => unknown;

/**
 * `$sort`: stable, with the comparisons of the library's merge sort. That one copies the rest of the array for each of
 * them and keeps the copies to the end, so that 40,000 numbers take gigabytes.
 */
export async function sort(items?: unknown[], mustSwap?: MustSwap): Promise<unknown[] | undefined> {
  if (items === undefined || items.length <= 1) return items;
  return mustSwap === undefined ? sortedByValue(items) : sorted(items, mustSwap);
}

function sortedByValue(items: readonly unknown[]): unknown[] {
  if (items.every((item) => typeof item === 'number')) return items.toSorted((one, other) => one - other);
  // Without a comparison of its own JavaScript orders by code units, as the library does.
  if (items.every((item) => typeof item === 'string')) return items.toSorted();
  throw Object.assign(new Error(), { code: 'D3070', index: 1 });
}

async function sorted(items: readonly unknown[], mustSwap: MustSwap): Promise<unknown[]> {
  if (items.length <= 1) return [...items];
  const middle = Math.floor(items.length / 2);
  const left = await sorted(items.slice(0, middle), mustSwap);
  const right = await sorted(items.slice(middle), mustSwap);
  const merged: unknown[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    merged.push((await mustSwap(left[l], right[r])) ? right[r++] : left[l++]);
  }
  return [...merged, ...left.slice(l), ...right.slice(r)];
}
