import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Validation } from '../../../functions/schemas/agent.ts';
import { fairShares } from '../../../functions/validate-results/fair-shares.ts';
import { validateResults } from '../../../functions/validate-results/validate-results.ts';
import type { ValidationRequest } from '../../../functions/validate-results/validate-results.ts';
import { scriptedModels, stepEvent, stepTools } from '../fakes.ts';
import { done, failed, planOf } from './plans.ts';

const MET: Validation = { meetsCriteria: true, score: 0.9, feedback: 'All is there.', criticism: [] };
const UNMET: Validation = {
  meetsCriteria: false,
  score: 0.333_3,
  feedback: 'Little is there.',
  criticism: [{ id: 'find', problem: 'No source.' }],
};
const REQUEST: ValidationRequest = {
  goal: 'Find a supplier',
  criteria: ['cheap'],
  plan: planOf({ find: [], ask: [], write: ['find', 'ask'] }),
  results: [],
  before: null,
};

function validate(request: Partial<ValidationRequest>, ...script: unknown[]) {
  const { models, calls } = scriptedModels(...script.map((said) => JSON.stringify(said)));
  const { tools, store } = stepTools(models, 'us.model');
  const run = () => validateResults(stepEvent({ ...REQUEST, ...request }, 'us.model', 'sonnet'), tools);
  const said = () => calls[0]?.messages[0]?.content ?? '';
  const results = () => JSON.parse(/<results>\n(.*)\n<\/results>/s.exec(said())![1]!) as { output?: string }[];
  return { run, calls, store, said, results };
}

describe('validate-results', () => {
  it('shows the results in the order of the plan, wherever they lie', async () => {
    const { run, store, results, said } = validate({}, MET);
    const answerRef = await store.keep('answers', JSON.stringify({ output: 'Voss', sources: ['prices'] }));
    const kept = { id: 'write', status: 'done', content: { answerRef } } as const;
    const { run: again, ...second } = validate({ results: [kept, failed('ask'), done('find', 'Two', 'a')] }, MET);
    second.store.objects.set(
      `${answerRef.bucket}/${answerRef.key}`,
      store.objects.get(`${answerRef.bucket}/${answerRef.key}`)!,
    );
    expect(await again()).toMatchObject({ outcome: 'answered', content: { answer: MET } });
    expect(second.results()).toEqual([
      { id: 'find', title: 'Title of find', status: 'done', output: 'Two', sources: ['a'] },
      {
        id: 'ask',
        title: 'Title of ask',
        status: 'failed',
        error: { code: 'TooManyRounds', message: 'it asked for tools too often' },
      },
      { id: 'write', title: 'Title of write', status: 'done', output: 'Voss', sources: ['prices'] },
    ]);
    await run();
    expect(results()).toEqual(
      ['find', 'ask', 'write'].map((id) => ({ id, title: `Title of ${id}`, status: 'skipped' })),
    );
    expect([...said().matchAll(/^<(\w+)>$/gm)].map(([, name]) => name)).toEqual([
      'goal',
      'criteria',
      'plan',
      'results',
    ]);
  });

  it('shows the verdict before, by which it measures', async () => {
    const { run, said } = validate({ before: UNMET }, MET);
    await run();
    expect(said()).toMatch(/<\/results>\n\n<before>\n\{\n "meetsCriteria": false,\n "score": 0\.3333/);
  });

  it('shortens what is long, and shares the room fairly among many', async () => {
    const plan = planOf(Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`s${n}`, []])));
    const long = (n: number) => `begin${'x'.repeat(29_000)}end ${n}`;
    const two = validate({ plan, results: [done('s0', long(0)), done('s1', 'short')] }, MET);
    await two.run();
    const [first, second] = two.results();
    expect(first?.output).toMatch(/^beginx+\n\[9010 characters left out\]\nx+end 0$/);
    expect(first?.output?.length).toBeLessThan(20_100);
    expect(second?.output).toBe('short');
    const all = validate({ plan, results: plan.steps.map(({ id }, n) => done(id, long(n))) }, MET);
    await all.run();
    const shown = all.results().map(({ output = '' }) => output.length);
    expect(Math.max(...shown) - Math.min(...shown)).toBeLessThan(10);
    expect(all.said().length).toBeLessThan(230_000);
  });

  it('rounds a score to two digits, and joins what is said twice of a step', async () => {
    const criticism = [...UNMET.criticism, { id: 'Find', problem: 'No figure.' }];
    const { run } = validate({}, { ...UNMET, criticism });
    expect(await run()).toMatchObject({
      content: { answer: { score: 0.33, criticism: [{ id: 'find', problem: 'No source.\nNo figure.' }] } },
    });
  });

  it.each<[string, object, string]>([
    [
      'of a step that there is not',
      { ...UNMET, criticism: [{ id: 'cook', problem: 'p' }] },
      'criticism.0.id: “cook” is no step of the plan; the steps are find, ask, write',
    ],
    [
      'that names nothing to do again',
      { ...UNMET, criticism: [] },
      'criticism: must name at least one step to be done again when meetsCriteria is false',
    ],
    [
      'that is content and criticises',
      { ...UNMET, meetsCriteria: true },
      'criticism: must be empty when meetsCriteria is true',
    ],
    ['with a score beyond one', { ...MET, score: 1.2 }, 'score: must be at most 1'],
    ['with a novel', { ...MET, feedback: 'x'.repeat(3_001) }, 'feedback: must have at most 3,000 characters'],
  ])('has a verdict repaired %s', async (_, verdict, problem) => {
    const { run, calls } = validate({}, verdict, MET);
    expect(await run()).toMatchObject({ content: { answer: MET } });
    expect(calls[1]?.messages.at(-1)?.content).toContain(`- ${problem}`);
  });
});

describe('fair shares', () => {
  it('are all that there is room for, and never more to one that is cut than to another', () => {
    const lengths = fc.array(fc.nat(300), { maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.nat(200), fc.nat(1_000), (wanted, each, all) => {
        const shares = fairShares(wanted, each, all);
        const sum = shares.reduce((total, share) => total + share, 0);
        expect(sum).toBeLessThanOrEqual(all);
        const possible = wanted.map((length) => Math.min(length, each));
        expect(shares.every((share, index) => share <= possible[index]!)).toBe(true);
        const cut = shares.filter((share, index) => share < possible[index]!);
        // What is cut is cut to the same length, but for a remainder, and no room is left.
        if (cut.length > 0) {
          expect(Math.min(...cut)).toBeGreaterThanOrEqual(Math.max(...shares) - 1);
          expect(sum).toBe(all);
        }
      }),
    );
  });
});
