import { beforeAll, describe, expect, it } from '@jest/globals';
import jsonata from 'jsonata';
import { synthesize } from '../infra/synthesized.ts';
import type { Definition, State } from '../infra/synthesized.ts';

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Assign?: unknown;
}
interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
}

let definition: Definition;
beforeAll(() => {
  definition = synthesize().definition('model-router');
});

const state = (name: string): State => definition.States[name] ?? { Type: `no state is called ${name}` };
const catcher = (error: string) =>
  (state('Call model').Catch as Catcher[]).find(({ ErrorEquals }) =>
    ErrorEquals.some((name) => name === error || name === 'States.ALL'),
  );
const retrier = (error: string) =>
  (state('Call model').Retry as Retrier[]).find(({ ErrorEquals }) => ErrorEquals.includes(error));

/** Every `{% … %}` within a value. */
function expressions(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('{%') ? [value.slice(2, -2)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressions) : [];
}

/** A template with its expressions evaluated, as Step Functions would with these variables. */
async function evaluated(template: unknown, variables: Record<string, unknown>): Promise<unknown> {
  if (typeof template === 'string') {
    const [expression] = expressions(template);
    const parse = (text: string) => JSON.parse(text) as unknown;
    return expression === undefined ? template : jsonata(expression).evaluate({}, { parse, ...variables });
  }
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(
    async ([key, value]) => [key, await evaluated(value, variables)] as const,
  );
  const done = Object.fromEntries(await Promise.all(entries));
  return Array.isArray(template) ? Object.values(done) : done;
}

describe('the definition of model-router', () => {
  it('has names that a console can show, and goes only to states that exist', () => {
    const names = Object.keys(definition.States);
    expect(names.filter((name) => name.length > 80)).toEqual([]);
    const targets = [...JSON.stringify(definition).matchAll(/"(?:Next|Default|StartAt)":"([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(targets.filter((name) => !names.includes(String(name)))).toEqual([]);
    expect(names.filter((name) => !targets.includes(name))).toEqual([]);
  });

  it('has JSONata that parses and reads only what is there', () => {
    const assigned = [...JSON.stringify(definition).matchAll(/"Assign":\{/g)].length;
    expect(assigned).toBeGreaterThan(0);
    const variables = new Set(Object.values(definition.States).flatMap(assignments));
    for (const expression of expressions(definition)) {
      expect(() => jsonata(expression)).not.toThrow();
      const read = [...expression.matchAll(/\$([a-zA-Z]+)(?!\w|\()/g)].map(([, name]) => String(name));
      expect(read.filter((name) => name !== 'states' && !variables.has(name))).toEqual([]);
      const fields = [...expression.matchAll(/\$states\.(\w+)/g)].map(([, name]) => name);
      expect(['input', 'result', 'errorOutput', 'context']).toEqual(expect.arrayContaining(fields));
    }
  });

  function assignments(value: unknown): string[] {
    if (typeof value !== 'object' || value === null) return [];
    const own = 'Assign' in value ? Object.keys(value.Assign as object) : [];
    return [...own, ...Object.values(value).flatMap(assignments)];
  }

  it('ends an invalid request with the names of its fields', async () => {
    expect(state('Validate request').Catch).toEqual([{ ErrorEquals: ['InvalidInput'], Next: 'Reject request' }]);
    const input = { Error: 'InvalidInput', Cause: JSON.stringify({ errorMessage: 'tier: must be …' }) };
    expect(await evaluated(state('Reject request').Cause, { states: { input } })).toBe('tier: must be …');
  });
});

describe('the route', () => {
  const decided = async (name: string, variables: object) =>
    ((await evaluated(state(name).Assign, { ...variables })) as { route: object }).route;

  it('is asked for by tier, then by task type, then by content', () => {
    expect(state('Which route?')).toMatchObject({
      Choices: [{ Next: 'Route by tier' }, { Next: 'Route by task type' }],
      Default: 'Classify prompt',
    });
  });

  it.each([
    ['classify', 'haiku'],
    ['generate', 'sonnet'],
    ['analyze', 'opus'],
  ])('of task type %s is %s', async (taskType, tier) => {
    expect(await decided('Route by task type', { request: { taskType } })).toMatchObject({ strategy: 'static', tier });
  });

  it.each([
    ['simple', 'haiku', 'sonnet'],
    ['medium', 'sonnet', 'opus'],
    ['complex', 'opus', 'opus'],
  ])('of a %s prompt is %s, or %s without confidence', async (complexity, sure, unsure) => {
    const verdict = { complexity, confidence: 0.5, reason: 'so it is' };
    expect(await decided('Route by content', { verdict })).toMatchObject({ ...verdict, tier: sure });
    expect(await decided('Route one tier up', { verdict })).toMatchObject({ complexity, tier: unsure });
  });

  it('without a verdict is sonnet, also when the classifier fails or times out', async () => {
    expect(state('Classify prompt')).toMatchObject({
      TimeoutSeconds: 10,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Route without verdict' }],
    });
    expect(await decided('Route without verdict', {})).toMatchObject({ strategy: 'content', tier: 'sonnet' });
  });
});

describe('the guarded model call', () => {
  const link = (tier: string, contextTokens = 1) => ({ tier, modelId: `us.${tier}`, contextTokens });

  it.each([
    ['ThrottlingException', 4],
    ['ModelNotReadyException', 5],
    ['ServiceUnavailableException', 3],
    ['InternalServerException', 3],
    ['ModelErrorException', 1],
  ])('retries %s %i times, under each of its names', (error, attempts) => {
    for (const name of [error, `Bedrock.${error}`, `BedrockRuntime.${error}`]) {
      expect(retrier(name)).toMatchObject({ MaxAttempts: attempts });
    }
  });

  it.each([
    ['ModelTimeoutException'],
    ['ServiceQuotaExceededException'],
    ['ValidationException'],
    ['AccessDeniedException'],
  ])('does not retry %s', (error) => {
    expect(retrier(error)).toBeUndefined();
  });

  it.each([
    ['ThrottlingException', 'next', 60],
    ['ServiceUnavailableException', 'next', 30],
    ['ResourceNotFoundException', 'next', null],
    ['Runtime.ExitError', 'next', 30],
    ['ContextOverflow', 'larger', null],
    ['ValidationException', 'none', null],
    ['AccessDeniedException', 'none', null],
  ])('after %s goes to model: %s', async (error, fallback, retryAfterSeconds) => {
    const found = catcher(error);
    expect(found?.Next).toBe('Record failed attempt');
    expect(await evaluated(found?.Assign, { states: { errorOutput: { Error: error } } })).toEqual({
      modelFailure: { code: error, fallback, retryAfterSeconds },
    });
  });

  it.each([['ModelTimeoutException'], ['States.Timeout'], ['Sandbox.Timedout']])(
    'after %s halves max tokens once',
    async (error) => {
      expect(catcher(error)?.Next).toBe('Timed out before?');
      expect(await evaluated(state('Halve max tokens').Assign, { modelTokens: 101 })).toEqual({
        modelTokens: 50,
        modelHalved: true,
      });
    },
  );

  it('records one entry for each link', async () => {
    const variables = {
      modelChain: [link('opus'), link('sonnet')],
      modelIndex: 0,
      modelAttempts: [],
      modelFailure: { code: 'ThrottlingException' },
      modelLinkStarted: Date.UTC(2026, 0, 1),
      request: { maxTokens: 100 },
      states: { context: { State: { EnteredTime: '2026-01-01T00:00:02.500Z' } } },
    };
    expect(await evaluated(state('Record failed attempt').Assign, variables)).toMatchObject({
      modelAttempts: [{ modelId: 'us.opus', outcome: 'ThrottlingException', latencyMs: 2500 }],
      modelIndex: 1,
      modelServedFrom: 'fallback',
      modelTokens: 100,
      modelHalved: false,
    });
  });

  it('keeps only models with a larger context after an overflow', async () => {
    const keep = (...modelChain: object[]) =>
      evaluated(state('Keep larger models').Assign, { modelChain, modelIndex: 1 });
    expect(await keep(link('haiku', 2), link('sonnet', 5))).toEqual({ modelChain: [link('sonnet', 5)], modelIndex: 0 });
    expect(await keep(link('haiku', 5), link('sonnet', 5))).toEqual({ modelChain: [], modelIndex: 0 });
  });

  it('adds what a call cost to what was spent before', async () => {
    const result = { Payload: { usage: { inputTokens: 10, outputTokens: 5 }, costUsd: 0.2 } };
    const modelSpent = { inputTokens: 1, outputTokens: 2, costUsd: 0.1 };
    expect(await evaluated(state('Call model').Assign, { states: { result }, modelSpent })).toMatchObject({
      modelSpent: { inputTokens: 11, outputTokens: 7, costUsd: 0.3 },
    });
  });

  it('gives a call no more time than the chain has left', async () => {
    const seconds = (entered: string) =>
      evaluated(state('Call model').TimeoutSeconds, {
        modelStarted: Date.UTC(2026, 0, 1),
        states: { context: { State: { EnteredTime: `2026-01-01T00:${entered}Z` } } },
      });
    expect(await seconds('00:01')).toBe(250);
    expect(await seconds('09:30.500')).toBe(30);
    expect(await seconds('10:00.001')).toBe(1);
  });

  it('ends with the answer in the shape of the contract', async () => {
    const variables = {
      modelResult: { outcome: 'answered', content: { answer: ['one'] }, latencyMs: 2 },
      modelChain: [link('opus'), link('sonnet')],
      modelIndex: 1,
      modelAttempts: [{ modelId: 'us.opus', outcome: 'ThrottlingException', latencyMs: 1 }],
      modelServedFrom: 'fallback',
      modelLinkStarted: Date.UTC(2026, 0, 1),
      states: { context: { State: { EnteredTime: '2026-01-01T00:00:00.009Z' } } },
      modelSpent: { inputTokens: 3, outputTokens: 4, costUsd: 0.5 },
    };
    const input = await evaluated(state('Record answer').Output, variables);
    const route = { strategy: 'override', tier: 'opus', reason: 'asked' };
    expect(await evaluated(state('Return answer').Output, { states: { input }, route })).toEqual({
      answer: ['one'],
      model: { tier: 'sonnet', modelId: 'us.sonnet' },
      route,
      attempts: [
        { modelId: 'us.opus', outcome: 'ThrottlingException', latencyMs: 1 },
        { modelId: 'us.sonnet', outcome: 'answered', latencyMs: 9 },
      ],
      servedFrom: 'fallback',
      usage: { inputTokens: 3, outputTokens: 4 },
      costUsd: 0.5,
    });
  });

  it('tells who was tried when no route is left', async () => {
    const modelFailure = { code: 'ThrottlingException', retryAfterSeconds: 60 };
    const modelAttempts = [{ modelId: 'us.haiku' }];
    const cause = await evaluated(state('Model unavailable').Cause, { modelFailure, modelAttempts });
    expect(JSON.parse(String(cause))).toEqual({
      code: 'ThrottlingException',
      tried: ['us.haiku'],
      retryAfterSeconds: 60,
    });
    expect(state('Model unavailable')).toMatchObject({ Type: 'Fail', Error: 'ModelUnavailable' });
  });
});
