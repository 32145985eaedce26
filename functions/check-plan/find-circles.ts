/**
 * Circles in what depends on what, each from a step back to itself, e.g. `['a', 'b', 'a']` where a depends on b. No step is in
 * two of them; without those steps nothing is left in a circle.
 */
export function circlesIn(dependsOn: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const left = new Map(dependsOn);
  const circles: (readonly string[])[] = [];
  for (;;) {
    removeFree(left);
    const [start] = left.keys();
    if (start === undefined) return circles;
    const circle = circleFrom(start, left);
    circles.push(circle);
    for (const id of circle) left.delete(id);
  }
}

/** Takes away what can be done, until each that is left depends on another that is left. */
function removeFree(left: Map<string, readonly string[]>): void {
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const [id, needs] of left) if (!needs.some((needed) => left.has(needed))) left.delete(id);
  }
}

/** Follows one dependency after the other; since each step has one, some step comes again. */
function circleFrom(start: string, left: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const seen = new Map<string, number>();
  const path: string[] = [];
  for (let at = start; ;) {
    const first = seen.get(at);
    if (first !== undefined) return [...path.slice(first), at];
    seen.set(at, path.length);
    path.push(at);
    const next = left.get(at)?.find((needed) => left.has(needed));
    if (next === undefined) throw new Error(`step ${at} depends on nothing that is left; remove what is free first`);
    at = next;
  }
}
