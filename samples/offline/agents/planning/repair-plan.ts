import { fieldsIn, isFields, textAt, textsIn } from '../task.ts';
import type { Step } from './plan-for.ts';

// Where the problems name no other limit.
const MOST_STEPS = 9;
const TIERS = ['haiku', 'sonnet', 'opus'] as const;

/**
 * A faulty plan without what is wrong with it: unknown tools and dependencies are dropped, a dependency that closes a circle
 * too, and the steps are cut to the limit with the last one kept, which writes the answer.
 * @param instead the plan that is made where nothing of the faulty one is left
 */
export function repaired(
  plan: unknown,
  problems: readonly string[],
  known: readonly string[],
  instead: readonly Step[],
): readonly Step[] {
  const given = isFields(plan) ? fieldsIn(plan.steps) : [];
  const said = given.filter((step) => textAt(step, 'instruction').trim() !== '' || textAt(step, 'title').trim() !== '');
  if (said.length === 0) return instead;
  const most = limitIn(problems) ?? MOST_STEPS;
  const kept = said.length <= most ? said : [...said.slice(0, most - 1), said.at(-1)!];
  const renamed = withIds(kept.map((step) => textAt(step, 'id')));
  const isCut = kept.length < said.length;
  const steps = kept.map((step, index): Step => {
    const dependsOn = textsIn(step.dependsOn).flatMap((id) => {
      const at = kept.findIndex((other) => textAt(other, 'id') === id);
      return at < 0 || at === index ? [] : [renamed[at]!];
    });
    const isLast = index === kept.length - 1;
    const title = textAt(step, 'title').trim() || textAt(step, 'instruction').trim();
    return {
      id: renamed[index]!,
      title: title.slice(0, 200),
      instruction: (textAt(step, 'instruction').trim() || title).slice(0, 4000),
      // What was cut away in the middle may have been the way to the answer.
      dependsOn: [...new Set(isLast && isCut ? renamed.slice(0, -1) : dependsOn)],
      tools: [...new Set(textsIn(step.tools).filter((name) => known.includes(name)))],
      tier: TIERS.find((tier) => tier === step.tier) ?? 'sonnet',
    };
  });
  return withoutCircles(steps);
}

/** `at most 20 can be run`, `the limit is 20 steps`. */
function limitIn(problems: readonly string[]): number | undefined {
  const found = problems
    .filter((problem) => /\bsteps\b/i.test(problem))
    .flatMap((problem) => /\b(?:at most|limit(?: is| of)?|more than|up to)\D{0,12}(\d+)/i.exec(problem)?.[1] ?? []);
  return found.length === 0 ? undefined : Math.max(1, Math.min(...found.map(Number)));
}

/** Names in the form of ids, each once. */
function withIds(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const plain = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '')
      .slice(0, 32);
    let id = plain === '' ? `step-${index + 1}` : plain;
    for (let number = 2; taken.has(id); number++) id = `${plain.slice(0, 28) || 'step'}-${number}`;
    taken.add(id);
    return id;
  });
}

/** Takes steps as they become ready; where none does, the first that is left waits no longer for those that are left. */
function withoutCircles(steps: readonly Step[]): readonly Step[] {
  const done = new Set<string>();
  let left = [...steps];
  const free = new Map<string, readonly string[]>();
  while (left.length > 0) {
    const next = left.find(({ dependsOn }) => dependsOn.every((id) => done.has(id))) ?? left[0]!;
    free.set(
      next.id,
      next.dependsOn.filter((id) => done.has(id)),
    );
    done.add(next.id);
    left = left.filter((step) => step !== next);
  }
  return steps.map((step) => ({ ...step, dependsOn: free.get(step.id) ?? [] }));
}
