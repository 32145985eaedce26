import { describe, expect, it } from '@jest/globals';
import { fails, judged, PLAN, planStep } from './agent-world.ts';
import { run } from './loop-run.ts';

describe('an agent loop', () => {
  it('ends when the criteria are met at once', async () => {
    const { status, output, turns, cause } = await run();
    expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
    expect(output).toMatchObject({
      result: 'write is done',
      stopReason: 'criteria-met',
      status: 'complete',
      iterations: 1,
      validation: { meetsCriteria: true, score: 1 },
      // A plan, three turns and a validation.
      usage: { inputTokens: 500, outputTokens: 100 },
      costUsd: 0.05,
      toolCalls: 0,
    });
    expect(output.steps.map(({ id, status }) => [id, status])).toEqual([
      ['find', 'done'],
      ['count', 'done'],
      ['write', 'done'],
    ]);
    expect(turns).toEqual(['find', 'count', 'write']);
  });

  it('does again what was criticised and what builds on it, until it is good', async () => {
    const { output, turns, asked } = await run({
      validations: [judged(0.4, 'find'), judged(0.6, 'write'), judged(1)],
      refine: (request) => ({
        steps: (request as { validation: { criticism: { id: string }[] } }).validation.criticism.map(({ id }) => ({
          id,
          instruction: `Do ${id} better.`,
          tools: [],
          tier: 'sonnet',
        })),
      }),
    });
    expect(output).toMatchObject({ stopReason: 'criteria-met', iterations: 3, validation: { score: 1 } });
    expect(turns).toEqual(['find', 'count', 'write', 'find', 'write', 'write']);
    const tasks = asked('take-turn').map((event) => (event as { request: { task: { step: object } } }).request.task);
    expect(tasks[3]).toMatchObject({
      step: { id: 'find', instruction: 'Do find better.', tier: 'sonnet', tools: [] },
      problem: 'find is not good enough',
    });
    // What was not done again is still there for what builds on it.
    expect(tasks[4]).toMatchObject({
      step: { id: 'write', instruction: 'Do what write says.' },
      problem: null,
      needs: [{ id: 'find' }, { id: 'count', content: { answer: { output: 'count is done' } } }],
    });
    expect((output as unknown as { plan: { steps: object[] } }).plan.steps).toMatchObject([
      { id: 'find', instruction: 'Do find better.' },
      { id: 'count', instruction: 'Do what count says.' },
      { id: 'write', instruction: 'Do write better.' },
    ]);
  });

  it('ends after as many iterations as it may have', async () => {
    const { output } = await run({
      turn: ({ step }, _, attempt) => ({ output: `${step.id} ${attempt}` }),
      validations: [judged(0.3, 'write'), judged(0.5, 'write'), judged(0.6, 'write')],
    });
    expect(output).toMatchObject({
      stopReason: 'max-iterations',
      status: 'partial',
      iterations: 3,
      validation: { meetsCriteria: false, score: 0.6 },
      result: 'write 3',
    });
    const { output: short } = await run({ validations: [judged(0.3, 'write')] }, { maxIterations: 1 });
    expect(short).toMatchObject({ stopReason: 'max-iterations', iterations: 1 });
  });

  it.each([
    [[0.5, 0.4], 'write 1', 0.5, 2],
    [[0.5, 0.5], 'write 1', 0.5, 2],
    [[0.3, 0.5, 0.4], 'write 2', 0.5, 3],
  ])('keeps the best result when the score does not rise: %j', async (scores, result, score, iterations) => {
    const { output } = await run({
      turn: ({ step }, _, attempt) => ({ output: `${step.id} ${attempt}` }),
      validations: scores.map((one) => judged(one, 'write')),
    });
    expect(output).toMatchObject({ stopReason: 'no-progress', result, iterations, validation: { score } });
  });

  it('goes on with the criticism alone when no model could refine', async () => {
    const { output, visited } = await run({
      validations: [judged(0.4, 'write'), judged(1)],
      refine: () => fails('ServiceUnavailableException'),
    });
    expect(output).toMatchObject({ stopReason: 'criteria-met', iterations: 2 });
    expect(visited).toContain('Go on without a refinement');
  });

  it('gives what there is when no model could validate it', async () => {
    const { output } = await run({ validations: [fails('ServiceUnavailableException')] });
    expect(output).toMatchObject({
      result: 'write is done',
      stopReason: 'not-validated',
      status: 'partial',
      validation: { meetsCriteria: false, score: 0 },
    });
  });
});

describe('a plan that cannot be carried out', () => {
  const circle = { steps: [planStep('a', ['b']), planStep('b', ['a'])] };
  const many = { steps: Array.from({ length: 200 }, (_, index) => planStep(`step-${index}`)) };
  const cases = [
    ['a cycle', circle, /circle.*a → b → a|circle.*b → a → b/],
    ['an unknown tool', { steps: [planStep('a', [], { tools: ['rm-rf'] })] }, /rm-rf.*search-documents/],
    ['no steps', { steps: [] }, /no steps/],
    ['200 steps', many, /200 steps/],
  ] as const;

  it.each(cases)('%s: is repaired once, by a planner who is told what is wrong', async (_, faulty, problem) => {
    const { output, asked } = await run({ plans: [faulty, PLAN] });
    expect(output).toMatchObject({ stopReason: 'criteria-met', result: 'write is done' });
    const second = asked('plan-steps')[1] as { request: { plan: object; problems: string[] } };
    expect(second.request.problems.join('; ')).toMatch(problem);
    expect(second.request.plan).toEqual(faulty);
  });

  it.each(cases)('%s: fails when the repair does not help', async (_, faulty, problem) => {
    const { status, error, cause, turns } = await run({ plans: [faulty, faulty] });
    expect([status, error]).toEqual(['FAILED', 'InvalidPlan']);
    expect(cause).toMatch(problem);
    expect(turns).toEqual([]);
  });

  it('fails when no model can be reached', async () => {
    const { error, cause } = await run({
      others: {
        'plan-steps': () => {
          throw fails('ServiceUnavailableException');
        },
      },
    });
    expect(error).toBe('ModelUnavailable');
    expect(JSON.parse(cause ?? '')).toMatchObject({ code: 'ServiceUnavailableException' });
  });

  it('names every field of an input that is wrong', async () => {
    const { error, cause } = await run({}, { maxIterations: 9, budget: { usd: -1 }, wish: 1 });
    expect(error).toBe('InvalidInput');
    for (const field of ['maxIterations', 'budget.usd', 'wish']) expect(cause).toContain(field);
  });
});
