import { TemplateError } from './errors.ts';

/**
 * Puts every name after those it depends on and otherwise keeps the given order. `what` is the noun of the error for a cycle,
 * which lists the way round: `A → B → A`.
 */
export function topologicalOrder(
  names: readonly string[],
  dependenciesOf: (name: string) => Iterable<string>,
  what: string,
): readonly string[] {
  const done = new Set<string>();
  const path: string[] = [];

  function visit(name: string): void {
    if (done.has(name)) return;
    const start = path.indexOf(name);
    if (start >= 0) {
      const cycle = [...path.slice(start), name].join(' → ');
      throw new TemplateError(`Circular dependency between ${what}: [${cycle}]`);
    }
    path.push(name);
    for (const dependency of dependenciesOf(name)) visit(dependency);
    path.pop();
    done.add(name);
  }

  for (const name of names) visit(name);
  return [...done];
}
