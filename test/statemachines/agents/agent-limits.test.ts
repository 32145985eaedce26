import { describe, expect, it } from '@jest/globals';
import { mostEvents } from '../../../statemachines/agent-loop/history.ts';
import { memoryClaimChecks } from '../../functions/fakes.ts';
import { builtAgentLoop } from './built-agent-loop.ts';
import { fails, judged, planStep, runAgents, wants } from './agent-world.ts';
import type { Play } from './agent-world.ts';
import { run } from './loop-run.ts';

describe('a budget', () => {
  it.each([
    ['dollars', { usd: 0.03 }],
    ['tokens', { tokens: 360 }],
  ])('of %s that is spent in the middle ends the run with what was done', async (_, budget) => {
    const { output, turns, asked } = await run({}, { budget });
    expect(output).toMatchObject({ stopReason: 'budget', status: 'partial', iterations: 1, costUsd: 0.03 });
    expect(turns).toEqual(['find', 'count']);
    expect(output.steps.map(({ status }) => status)).toEqual(['done', 'done', 'failed']);
    expect(output.steps[2]?.error).toMatchObject({ code: 'budget', message: expect.stringContaining(_) });
    expect(output.result).toContain('find is done');
    expect(asked('validate-results')).toEqual([]);
  });

  it('is looked at before each call of a model, also within a step', async () => {
    const { output, turns } = await run(
      {
        plans: [{ steps: [planStep('find')] }],
        turn: (_, round) => wants(['search-documents', { query: `q${round}` }]),
      },
      { budget: { usd: 0.03 } },
    );
    // The plan and two turns have spent it; a third would have been the next.
    expect(turns).toEqual(['find', 'find']);
    expect(output).toMatchObject({ stopReason: 'budget', costUsd: 0.03, toolCalls: 2 });
  });

  it('is looked at before each model of a fallback chain, too', async () => {
    const paid = JSON.stringify({ usage: { inputTokens: 1000, outputTokens: 2000 }, costUsd: 1 });
    const { output, turns } = await run(
      { turn: () => Object.assign(new Error(paid), { name: 'MalformedAnswer' }) },
      { budget: { usd: 0.5 } },
    );
    // Of the four models of the chain, only the first was asked by each of the two steps.
    expect([...turns].sort()).toEqual(['count', 'find']);
    expect(output).toMatchObject({ stopReason: 'budget', costUsd: 2.01 });
  });

  it('of tool calls is the tools to look at, and ends the run where it would have to be refined', async () => {
    const { output, asked } = await run(
      {
        plans: [{ steps: [planStep('find')] }],
        turn: (_, round) => (round < 2 ? wants(['search-documents', { query: `q${round}` }]) : { output: 'found' }),
        validations: [judged(0.5, 'find')],
      },
      { budget: { toolCalls: 2 } },
    );
    expect(output).toMatchObject({ stopReason: 'budget', toolCalls: 2, result: expect.stringContaining('found') });
    expect(asked('use-tools').map((event) => (event as { ledger: object }).ledger)).toMatchObject([
      { mostToolCalls: 2, spent: { toolCalls: 0 } },
      { mostToolCalls: 2, spent: { toolCalls: 1 } },
    ]);
    expect(asked('refine-plan')).toEqual([]);
  });

  it('of seconds counts from the start of the run', async () => {
    const { output, turns } = await run(
      {
        plans: [{ steps: [planStep('find'), planStep('write', ['find'])] }],
        turn: ({ step }, _, attempt) => (step.id === 'find' && attempt === 1 ? 'hangs' : { output: step.id }),
      },
      { budget: { seconds: 60 } },
    );
    expect(output).toMatchObject({ stopReason: 'budget', result: null });
    // It hung for longer than that, so no other model was tried.
    expect(turns).toEqual(['find']);
  });

  it('that ends a later pass leaves the best result of those before', async () => {
    const { output } = await run(
      {
        turn: ({ step }, _, attempt) => ({ output: `${step.id} ${attempt}` }),
        validations: [judged(0.4, 'find')],
      },
      // A plan, three turns, a validation, a refinement, and one more turn.
      { budget: { usd: 0.07 } },
    );
    expect(output).toMatchObject({
      stopReason: 'budget',
      result: 'write 1',
      iterations: 2,
      validation: { score: 0.4 },
    });
  });
});

describe('a history', () => {
  it('goes on in a new execution before it is full, which gives the result', async () => {
    // Room for one pass over three steps, and no more.
    const small = builtAgentLoop({ steps: 3, toolRounds: 1, historyEvents: mostEvents(3, 3) });
    const store = memoryClaimChecks();
    const play: Play = {
      store,
      turn: ({ step }, _, attempt) => ({ output: `${step.id} ${attempt}` }),
      validations: [judged(0.5, 'find')],
      refine: () => ({ steps: [{ id: 'find', instruction: 'Look again.', tools: [], tier: 'opus' }] }),
    };
    const first = await runAgents(small, play, { goal: 'Find out', criteria: ['short'] });
    // Nothing answers where another execution would be started, so what is best is the result.
    expect(first.visited).toContain('Continue in a new execution');
    expect(first.output).toMatchObject({ stopReason: 'interrupted', result: 'write 1', validation: { score: 0.5 } });
    const started = first.events.find(
      ({ type, details }) => type === 'TaskScheduled' && details?.resource === 'startExecution.sync:2',
    );
    const { Input, Name } = JSON.parse(String(started?.details?.parameters)) as { Input: object; Name: string };
    expect(Name).toMatch(/-2-0$/);
    expect(Input).toMatchObject({
      resume: { bucket: 'claims', key: expect.stringMatching(/^runs\//) },
      AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: expect.stringContaining('arn:'),
    });

    const second = await runAgents(small, { ...play, validations: [judged(1)] }, Input as never);
    expect([second.status, second.cause]).toEqual(['SUCCEEDED', undefined]);
    expect(second.turns).toEqual(['find', 'write']);
    expect(second.output).toMatchObject({
      stopReason: 'criteria-met',
      iterations: 2,
      result: 'write 1',
      // Plan, three turns, validation, refinement; two turns and a validation.
      costUsd: 0.09,
    });
    expect(second.asked('plan-steps')).toEqual([]);
  });

  it.each([
    ['nobody kept', { bucket: 'claims', key: `runs/${'0'.repeat(64)}` }],
    ['lies elsewhere', { bucket: 'others', key: `runs/${'0'.repeat(64)}` }],
    ['a caller wrote', { bucket: 'claims', key: 'prompts/mine' }],
  ])('goes on with no run that %s', async (_, resume) => {
    const { error, cause } = await run({}, { resume });
    expect([error, cause]).toEqual(['InvalidInput', 'resume: is no address of a run; leave it out to begin one']);
  });

  const PLANNED = { steps: [...'abcdef'].map((id) => planStep(id, id === 'f' ? ['a'] : [])) };
  const rounds =
    (count: number): Play['turn'] =>
    ({ step }, round) =>
      round < count ? wants(['search-documents', { query: `${step.id}${round}` }]) : { output: step.id };

  it('is shorter than the arithmetic has it', async () => {
    const { events } = await run({ plans: [PLANNED], turn: rounds(4) });
    expect(events.length).toBeLessThan(mostEvents(6, 24));
  });

  it('is so, too, where most of each chain throttles', async () => {
    // Both profiles of sonnet are asked five times each, on every turn; then haiku answers.
    let call = 0;
    const sonnet = { steps: PLANNED.steps.map((step) => ({ ...step, tier: 'sonnet' as const })) };
    const { events, output } = await run({
      plans: [sonnet],
      turn: (task, round, attempt) => {
        call += 1;
        return attempt % 11 === 0 ? rounds(4)!(task, round, attempt) : fails('ThrottlingException');
      },
    });
    expect(call).toBeGreaterThan(6 * 5 * 10);
    expect(output.stopReason).toBe('criteria-met');
    expect(events.length).toBeLessThan(mostEvents(6, 24));
  });

  it('has room for at least one pass over the largest plan, or the machine is not built', () => {
    expect(() => builtAgentLoop({ steps: 50, toolRounds: 20 })).toThrow(/50 steps with 20 rounds.*historyEvents=20000/);
  });
});
