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
  it('ends an invalid request with the names of its fields', async () => {
    expect(state('Validate request').Catch).toEqual([{ ErrorEquals: ['InvalidInput'], Next: 'Reject request' }]);
    const input = { Error: 'InvalidInput', Cause: JSON.stringify({ errorMessage: 'tier: must be …' }) };
    expect(await evaluated(state('Reject request').Cause, { states: { input } })).toBe('tier: must be …');
  });
});

describe('a healthy call', () => {
  it('costs one read and two transitions more than a bare call', () => {
    // Each state once, and where it goes when all is well.
    expect(state('Check breaker')).toMatchObject({
      Resource: expect.stringContaining('dynamodb:getItem'),
      Next: 'May it be called?',
    });
    const choices = state('May it be called?').Choices as { readonly Next: string }[];
    expect(choices.map(({ Next }) => Next)).toEqual(['Record failed attempt', 'Call model', 'Claim probe']);
    expect(state('Call model')).toMatchObject({ Type: 'Task', Next: 'Budget to settle?' });
  });

  it('is guarded for the classifier as well', () => {
    expect(state('Which route?').Default).toBe('Classifier: Check breaker');
    expect(state('Classifier: Check breaker').Next).toBe('Classifier: May it be called?');
    expect(state('Classify prompt')).toMatchObject({ Next: 'Confident enough?' });
  });
});

describe('the guarded model call', () => {
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
    ['ResourceNotFoundException', 'other', null],
    ['ContextOverflow', 'larger', null],
    ['ValidationException', 'none', null],
    ['AccessDeniedException', 'none', null],
  ])('after %s goes to model: %s', async (error, fallback, retryAfterSeconds) => {
    const found = catcher(error);
    expect(found?.Next).toBe('Record failed attempt');
    expect(await evaluated(found?.Assign, { states: { errorOutput: { Error: error } } })).toEqual({
      modelFailure: { code: error, fallback, retryAfterSeconds, halves: false },
    });
  });

  it.each([
    ['States.Timeout', true],
    ['Sandbox.Timedout', true],
    ['Runtime.ExitError', false],
  ])('counts an attempt that ended with %s before it goes on (with half the tokens: %s)', (error, halves) => {
    expect(catcher(error)).toMatchObject({ Next: 'Record lost attempt', Assign: { modelFailure: { halves } } });
    expect(state('Record lost attempt')).toMatchObject({
      Next: 'Timed out before?',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Timed out before?' }],
    });
  });
});
