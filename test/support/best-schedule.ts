export const WORKERS = 3;

/** Steps with what they depend on and how long they take, in any unit. */
export type Works = Readonly<Record<string, { readonly dependsOn: readonly string[]; readonly takes: number }>>;

/** Three workers are too few for it at first, and the chain prices, compare, draft, check, answer is the longest: 16 units. */
export const NINE_STEPS: Works = {
  history: { dependsOn: [], takes: 5 },
  prices: { dependsOn: [], takes: 4 },
  reviews: { dependsOn: [], takes: 3 },
  laws: { dependsOn: [], takes: 2 },
  compare: { dependsOn: ['prices', 'reviews'], takes: 3 },
  risks: { dependsOn: ['laws'], takes: 2 },
  draft: { dependsOn: ['compare', 'risks'], takes: 4 },
  check: { dependsOn: ['draft'], takes: 2 },
  answer: { dependsOn: ['check', 'history'], takes: 3 },
};

/** The earliest end that any schedule reaches: each step in turn, in every possible order, as early as there is room for it. */
export function bestEnd(works: Works): number {
  let best = Infinity;
  const place = (ends: ReadonlyMap<string, number>, spans: readonly (readonly [number, number])[]) => {
    const end = Math.max(0, ...ends.values());
    if (end >= best) return;
    if (ends.size === Object.keys(works).length) {
      best = end;
      return;
    }
    for (const [id, { dependsOn, takes }] of Object.entries(works)) {
      if (ends.has(id) || !dependsOn.every((one) => ends.has(one))) continue;
      const ready = Math.max(0, ...dependsOn.map((one) => ends.get(one)!));
      const from = [ready, ...ends.values()]
        .filter((at) => at >= ready && hasRoom(spans, at, at + takes))
        .reduce((a, b) => Math.min(a, b));
      place(new Map([...ends, [id, from + takes]]), [...spans, [from, from + takes]]);
    }
  };
  place(new Map(), []);
  return best;
}

/** Whether a worker is free all the time; how many are busy rises only when a span begins. */
function hasRoom(spans: readonly (readonly [number, number])[], from: number, to: number): boolean {
  const moments = [from, ...spans.map(([begin]) => begin).filter((begin) => begin > from && begin < to)];
  return moments.every((at) => spans.filter(([begin, end]) => begin <= at && at < end).length < WORKERS);
}
