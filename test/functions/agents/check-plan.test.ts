import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkPlan } from '../../../functions/check-plan/check-plan.ts';
import { circlesIn } from '../../../functions/check-plan/find-circles.ts';
import type { PlanStep } from '../../../functions/schemas/agent.ts';
import { planOf, planStep } from './plans.ts';

const TOOLS = ['calculate', 'search-documents'];
const LIMITS = { steps: 5 };
const check = (...steps: PlanStep[]) => checkPlan({ plan: { steps }, tools: TOOLS }, LIMITS);
const problems = (...steps: PlanStep[]) => check(...steps).problems;

describe('check-plan', () => {
  it('takes a sound plan as it is', () => {
    const steps = [planStep('find', { tools: ['search-documents'] }), planStep('write', { dependsOn: ['find'] })];
    expect(check(...steps)).toEqual({ plan: { steps }, problems: [] });
  });

  it('puts right what is merely written in another form', () => {
    const { plan, problems } = check(
      planStep(' Find  Prices', { tools: ['Search_Documents', 'search-documents', 'calculate'] }),
      planStep('write_it', { dependsOn: ['find prices', 'Find-Prices'] }),
    );
    expect(problems).toEqual([]);
    expect(plan.steps).toMatchObject([
      { id: 'find-prices', tools: ['search-documents', 'calculate'] },
      { id: 'write-it', dependsOn: ['find-prices'] },
    ]);
  });

  it.each<[string, readonly PlanStep[], string]>([
    ['no steps', [], 'the plan has no steps; it needs at least one'],
    [
      'too many steps',
      [1, 2, 3, 4, 5, 6].map((n) => planStep(`s${n}`)),
      'the plan has 6 steps, and at most 5 can be run; join some',
    ],
    [
      'an id that is none',
      [planStep('1st!')],
      'the id “1st!” of step 1 must be lower-case letters, digits and dashes, with a letter first and at most 32 characters',
    ],
    ['an id of two steps', [planStep('a'), planStep('A')], '2 steps have the id “a”; each needs an id of its own'],
    ['an empty title', [planStep('a', { title: ' ' })], 'step “a”: the title is empty'],
    [
      'a long instruction',
      [planStep('a', { instruction: 'x'.repeat(4_001) })],
      'step “a”: the instruction has 4,001 characters, at most 4,000 are possible',
    ],
    ['a step that waits for itself', [planStep('a', { dependsOn: ['a'] })], 'step “a” depends on itself'],
    [
      'a dependency that is no step',
      [planStep('a', { dependsOn: ['b'] })],
      'step “a” depends on “b”, which is no step of the plan',
    ],
    [
      'a tool that does not exist',
      [planStep('a', { tools: ['web'] })],
      'step “a”: the tool “web” does not exist; the tools are calculate, search-documents',
    ],
  ])('says what is wrong with %s', (_, steps, problem) => {
    expect(problems(...steps)).toEqual([problem]);
  });

  it('names circles by their steps', () => {
    const plan = planOf({ a: ['b'], b: ['c'], c: ['a', 'd'], d: ['e'], e: ['d'] });
    const circle = 'steps depend on each other in a circle, so that none of them could begin:';
    expect(problems(...plan.steps)).toEqual([`${circle} a → b → c → a`, `${circle} d → e → d`]);
  });

  it('refuses a plan that no state could carry beside its results', () => {
    const steps = Array.from({ length: 16 }, (_, n) => planStep(`s${n}`, { instruction: 'x'.repeat(4_000) }));
    const { problems } = checkPlan({ plan: { steps }, tools: [] }, { steps: 20 });
    expect(problems).toEqual([expect.stringMatching(/^the plan has 6\d,\d{3} bytes, and at most 60,000 can be run/)]);
  });

  it('says that there are no tools', () => {
    const { problems } = checkPlan({ plan: { steps: [planStep('a', { tools: ['x'] })] }, tools: [] }, LIMITS);
    expect(problems).toEqual(['step “a”: the tool “x” does not exist; there are no tools']);
  });

  it('says no more than a model can mend, and quotes no more than a reader needs', () => {
    const steps = Array.from({ length: 60 }, (_, n) => planStep(`${n} ${'y'.repeat(400)}`, { dependsOn: ['gone'] }));
    const { problems } = checkPlan({ plan: { steps }, tools: [] }, LIMITS);
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('and 162 more problems');
    expect(problems.every(({ length }) => length < 250)).toBe(true);
  });
});

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const graphs = fc
  .uniqueArray(fc.constantFrom(...ids), { minLength: 1 })
  .chain((steps) =>
    fc.tuple(
      fc.constant(steps),
      fc.tuple(...steps.map(() => fc.subarray(ids, { maxLength: 2 }))),
      fc.tuple(...steps.map(() => fc.subarray([...TOOLS, 'web'], { maxLength: 1 }))),
    ),
  )
  .map(([steps, needed, tools]) =>
    steps.map((id, index) => planStep(id, { dependsOn: needed[index]!, tools: tools[index]! })),
  );

describe('any plan', () => {
  it('is taken when each of its steps can be done after those that it needs, and refused otherwise', () => {
    let taken = 0;
    fc.assert(
      fc.property(graphs, (steps) => {
        const { problems } = checkPlan({ plan: { steps }, tools: TOOLS }, { steps: ids.length });
        const isSound = canBeDone(steps) && steps.every(({ tools }) => tools.every((name) => TOOLS.includes(name)));
        if (isSound) taken += 1;
        expect(problems.length === 0).toBe(isSound);
      }),
      { numRuns: 500 },
    );
    // Otherwise only refusals would have been tested.
    expect(taken).toBeGreaterThan(10);
  });

  it('has only circles in which each step needs the next, and none without their steps', () => {
    fc.assert(
      fc.property(graphs, (steps) => {
        const graph = new Map(steps.map(({ id, dependsOn }) => [id, dependsOn]));
        const circles = circlesIn(graph);
        for (const circle of circles) {
          expect(circle[0]).toBe(circle.at(-1));
          for (const [index, id] of circle.slice(1).entries()) expect(graph.get(circle[index]!)).toContain(id);
        }
        const without = steps.filter(({ id }) => !circles.flat().includes(id));
        const known = new Set(without.map(({ id }) => id));
        const rest = without.map((step) => ({ ...step, dependsOn: step.dependsOn.filter((id) => known.has(id)) }));
        expect(canBeDone(rest)).toBe(true);
      }),
    );
  });
});

/** Does one step after the other, whichever can be done. */
function canBeDone(steps: readonly Pick<PlanStep, 'id' | 'dependsOn'>[]): boolean {
  const ended = new Set<string>();
  for (const _ of steps) {
    const next = steps.find(({ id, dependsOn }) => !ended.has(id) && dependsOn.every((needed) => ended.has(needed)));
    if (next !== undefined) ended.add(next.id);
  }
  return ended.size === steps.length;
}
