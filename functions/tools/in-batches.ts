// Enough to be fast; each is a connection and a document in memory.
const AT_ONCE = 10;

/** What work comes to for each of a list, in its order, a few at a time. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let next = 0; next < items.length; next += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(next, next + AT_ONCE).map(work))));
  }
  return results;
}
