import { describe, expect, it } from '@jest/globals';
import { keepRun } from '../../../functions/keep-run/keep-run.ts';
import { agentLimits } from '../../../functions/schemas/agent-limits.ts';
import { validateGoal } from '../../../functions/validate-goal/validate-goal.ts';
import { memoryClaimChecks } from '../fakes.ts';
import { validateTopic } from '../../../functions/validate-topic/validate-topic.ts';

const BUDGET = { usd: 5, tokens: 2_000_000, toolCalls: 200, seconds: null };
const store = memoryClaimChecks();
const LIMITS = { steps: 20, iterations: 3, budget: BUDGET };

describe('validate-goal', () => {
  it('fills in what a caller leaves out', async () => {
    expect(await validate({ goal: 'Find a supplier' })).toEqual({
      goal: { goal: 'Find a supplier', criteria: [], maxIterations: 3, budget: BUDGET },
      run: {
        startedAt: 1_000,
        plan: null,
        revisions: [],
        best: null,
        iteration: 1,
        spent: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
        toolCalls: 0,
      },
    });
  });

  it('puts the limits of a caller over the default ones, one by one', async () => {
    const input = { goal: 'g', criteria: ['c'], maxIterations: 1, budget: { usd: 0.5, seconds: 90 } };
    expect((await validate(input)).goal).toEqual({
      goal: 'g',
      criteria: ['c'],
      maxIterations: 1,
      budget: { ...BUDGET, usd: 0.5, seconds: 90 },
    });
  });

  it('finds where a run stands that goes on in a new execution', async () => {
    const run = { ...(await validate({ goal: 'g' })).run, iteration: 2, toolCalls: 7 };
    const { resume } = await keepRun(run, store);
    const AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID = 'arn:aws:states:us-east-1:000000000000:execution:agent-loop:a';
    expect((await validate({ goal: 'g', resume, AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID })).run).toEqual(run);
    expect(await refusal({ goal: 'g', resume: [] })).toBe('resume: must be an object');
    expect(await refusal({ goal: 'g', resume: { plan: { steps: [] } } })).toContain(
      'resume.plan: is not a known field',
    );
    // What somebody had a model say lies elsewhere.
    const answer = await store.keep('answers', JSON.stringify(run));
    expect(await refusal({ goal: 'g', resume: answer })).toBe(
      'resume: is no address of a run; leave it out to begin one',
    );
  });

  it.each<[unknown, string]>([
    [null, 'input: must be an object'],
    [['goal'], 'input: must be an object'],
    [{}, 'goal: is missing'],
    [{ goal: null }, 'goal: must be text'],
    [{ goal: ' \n' }, 'goal: must not be empty'],
    [{ goal: 'g'.repeat(8_001) }, 'goal: must have at most 8,000 characters'],
    [{ goal: 'g', criteria: 'short' }, 'criteria: must be a list'],
    [{ goal: 'g', criteria: null }, 'criteria: must be a list'],
    [{ goal: 'g', criteria: Array(21).fill('c') }, 'criteria: must be at most 20'],
    [{ goal: 'g', criteria: ['', 7] }, 'criteria.0: must not be empty; criteria.1: must be text'],
    [{ goal: 'g', criteria: ['c'.repeat(501)] }, 'criteria.0: must have at most 500 characters'],
    [{ goal: 'g', maxIterations: 4 }, 'maxIterations: must be a whole number from 1 to 3'],
    [{ goal: 'g', maxIterations: 1.5 }, 'maxIterations: must be a whole number from 1 to 3'],
    [{ goal: 'g', maxIterations: null }, 'maxIterations: must be a number'],
    [{ goal: 'g', budget: null }, 'budget: must be an object'],
    [{ goal: 'g', budget: { usd: 0 } }, 'budget.usd: must be above 0 and at most 1,000'],
    [{ goal: 'g', budget: { seconds: null } }, 'budget.seconds: must be a number'],
    [{ goal: 'g', budget: { tokens: 0.5 } }, 'budget.tokens: must be a whole number from 1 to 1,000,000,000'],
    [{ goal: 'g', budget: { toolCalls: -1 } }, 'budget.toolCalls: must be a whole number from 1 to 10,000'],
    [{ goal: 'g', budget: { euros: 1 } }, 'budget.euros: is not a known field'],
    [
      { goal: '', criterion: 1 },
      'goal: must not be empty; criterion: is not a known field; known fields are goal, criteria, maxIterations, budget',
    ],
  ])('refuses %j', async (input, message) => {
    expect(await refusal(input)).toBe(message);
  });

  it('names the first wrong fields of very many', async () => {
    const message = await refusal({ goal: 'g', criteria: Array(500).fill(1) });
    expect(message).toMatch(/criteria\.18: must be text; criteria\.19: must be text; and 48\d more problems$/);
  });
});

describe('the limits of agents', () => {
  it('are read from their variable', () => {
    expect(agentLimits(JSON.stringify(LIMITS))).toEqual(LIMITS);
  });

  it.each(['{}', '{"steps":20,"iterations":3}', JSON.stringify({ ...LIMITS, steps: 'many' })])(
    'are named when they are not %s',
    (json) => {
      expect(() => agentLimits(json)).toThrow('AGENT_LIMITS must be {"steps", "iterations", "budget"');
    },
  );
});

describe('validate-topic', () => {
  it('takes a topic with or without an audience', () => {
    expect(validateTopic({ input: { topic: 'Boilers' } })).toEqual({ topic: 'Boilers', audience: '' });
    const input = { topic: 'Boilers', audience: 'buyers', AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: 'a' };
    expect(validateTopic({ input })).toEqual({ topic: 'Boilers', audience: 'buyers' });
  });

  it.each<[unknown, string]>([
    [undefined, 'input: is missing'],
    [{ topic: '' }, 'topic: must not be empty'],
    [{ topic: 't'.repeat(2_001) }, 'topic: must have at most 2,000 characters'],
    [{ topic: null, audience: 'a'.repeat(301) }, 'topic: must be text; audience: must have at most 300 characters'],
    [{ topic: 't', audience: null }, 'audience: must be text'],
    [{ topic: 't', goal: 'g' }, 'goal: is not a known field; known fields are topic, audience'],
  ])('refuses %j', (input, message) => {
    expect(() => validateTopic({ input })).toThrow(expect.objectContaining({ name: 'InvalidInput', message }));
  });
});

const validate = (input: unknown) =>
  validateGoal({ input, startedAt: 1_000 }, { limits: LIMITS, bucket: 'claims', store });

async function refusal(input: unknown): Promise<string> {
  try {
    await validate(input);
  } catch (error) {
    const { name, message } = error as Error;
    return name === 'InvalidInput' ? message : name;
  }
  return 'accepted';
}
