import { describe, expect, it } from '@jest/globals';

import type { Json, JsonObject } from '../../local/query/json.ts';
import { named, TestEngine, type StubFunction } from '../support/run-machine.ts';
import { synthesizedDefinition } from '../support/synthesized-definition.ts';

/** The JSON that would be deployed, on the engine, with stub functions and simulated time. */
const DEFINITION = synthesizedDefinition('model-router');
const HAIKU = 'us.anthropic.claude-haiku-5-5';
const SONNET = 'us.anthropic.claude-sonnet-5-5';
const OPUS = 'us.anthropic.claude-opus-5-5';

const GLOBAL_SONNET = 'global.anthropic.claude-sonnet-5-5';

const tierOf = (modelId: string) => (['haiku', 'sonnet', 'opus'] as const).find((tier) => modelId.includes(tier));
const answered = (modelId: string) => ({
  outcome: 'answered',
  content: { answer: `from ${modelId}` },
  model: { tier: tierOf(modelId) ?? '', modelId },
  latencyMs: 5,
  usage: { inputTokens: 10, outputTokens: 20 },
  costUsd: 0.001,
});
const verdict = (complexity: string, confidence: number) => () => ({
  outcome: 'answered',
  content: { answer: { complexity, confidence, reason: 'because' } },
  model: { tier: 'haiku', modelId: HAIKU },
  latencyMs: 5,
  usage: { inputTokens: 100, outputTokens: 5 },
  costUsd: 0.0001,
});

interface Call extends JsonObject {
  modelId: string;
  maxTokens: number;
}

/** Runs the router; `models` says what each model does, by its id; others answer at once. */
async function route(
  request: JsonObject,
  {
    classify = verdict('simple', 0.95),
    models = {},
  }: { classify?: StubFunction; models?: Record<string, (call: number, event: Call) => Json> } = {},
) {
  const made: Record<string, number> = {};
  const engine = new TestEngine({
    'validate-request': (input) => ({ maxTokens: 4096, answerKey: 'client/1', ...(input as JsonObject) }),
    'classify-prompt': classify,
    'invoke-model': (input) => {
      const event = input as Call;
      const call = (made[event.modelId] = (made[event.modelId] ?? 0) + 1);
      return models[event.modelId]?.(call, event) ?? answered(event.modelId);
    },
  });
  const started = engine.clock.now();
  const run = await engine.run(DEFINITION, request);
  return { ...run, engine, made, seconds: (engine.clock.now() - started) / 1000 };
}
const failing =
  (error: string, times = Infinity) =>
  (call: number, { modelId }: Call) => {
    if (call <= times) throw named(error, `${modelId} said no`);
    return answered(modelId);
  };

describe('which tier', () => {
  it.each([
    ['simple', HAIKU],
    ['medium', SONNET],
    ['complex', OPUS],
  ])('sends a %s prompt to %s', async (complexity, modelId) => {
    const { output } = await route({ prompt: 'p' }, { classify: verdict(complexity, 0.9) });
    expect(output).toMatchObject({
      answer: `from ${modelId}`,
      model: { modelId },
      route: { strategy: 'content', complexity, confidence: 0.9, reason: 'because' },
      // The simulated clock stood still.
      attempts: [{ modelId, outcome: 'answered', latencyMs: 0 }],
      servedFrom: 'primary',
      usage: { inputTokens: 110, outputTokens: 25 },
      costUsd: 0.0011,
    });
  });

  it.each([
    ['simple', SONNET],
    ['medium', OPUS],
    ['complex', OPUS],
  ])('goes one tier up from %s when the classifier is unsure', async (complexity, modelId) => {
    const { output } = await route({ prompt: 'p' }, { classify: verdict(complexity, 0.69) });
    expect(output).toMatchObject({ model: { modelId }, route: { confidence: 0.69 } });
  });

  it('takes sonnet when the classifier fails, hangs or says nothing usable', async () => {
    const broken = () => {
      throw named('ThrottlingException');
    };
    const mute = () => {
      throw named('MalformedAnswer', '{"usage":{"inputTokens":1,"outputTokens":1},"costUsd":0.1}');
    };
    const shy = () => ({ ...answered(HAIKU), outcome: 'refused', costUsd: 0.2 });
    // The other profile's classifier is asked too, and both have been paid for.
    for (const [classify, costUsd] of [
      [broken, 0.001],
      [mute, 0.201],
      [shy, 0.201],
    ] as const) {
      const { output, visited } = await route({ prompt: 'p' }, { classify });
      expect(output).toMatchObject({ model: { tier: 'sonnet', modelId: SONNET }, costUsd });
      expect(visited).toContain('Route without verdict');
    }
  });

  it.each([
    ['classify', HAIKU],
    ['generate', SONNET],
    ['analyze', OPUS],
  ])('routes the task type %s without asking the classifier', async (taskType, modelId) => {
    const { output, visited } = await route({ prompt: 'p', taskType });
    expect(output).toMatchObject({ model: { modelId }, route: { strategy: 'static' } });
    expect(visited).not.toContain('Classify prompt');
  });

  it('lets an explicit tier win over the task type', async () => {
    const { output } = await route({ prompt: 'p', taskType: 'analyze', tier: 'haiku' });
    expect(output).toMatchObject({ model: { modelId: HAIKU }, route: { strategy: 'override' } });
  });

  it('fails bad input with the message that names each field', async () => {
    const engine = new TestEngine({
      'validate-request': () => {
        throw named('InvalidInput', 'prompt: is missing; tier: must be one of haiku, sonnet, opus');
      },
    });
    const run = await engine.run(DEFINITION, {});
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'InvalidInput',
      cause: 'prompt: is missing; tier: must be one of haiku, sonnet, opus',
    });
  });
});

describe('when a model fails', () => {
  const sonnet = { prompt: 'p', tier: 'sonnet' };

  it('retries throttling in place and answers from the same model', async () => {
    const { output, made, seconds } = await route(sonnet, { models: { [SONNET]: failing('ThrottlingException', 2) } });
    expect(output).toMatchObject({
      servedFrom: 'primary',
      attempts: [{ modelId: SONNET, outcome: 'answered', latencyMs: 3000 }],
    });
    expect(made).toEqual({ [SONNET]: 3 });
    // Full jitter with a random source that says 0.5: half of 2 s, then half of 4 s.
    expect(seconds).toBe(3);
  });

  it('goes to the next model when the retries are used up, and tells the story', async () => {
    const { output, made } = await route(sonnet, {
      models: { [SONNET]: failing('ThrottlingException') },
    });
    expect(output).toMatchObject({
      model: { tier: 'sonnet', modelId: GLOBAL_SONNET },
      servedFrom: 'fallback',
      attempts: [
        // Half of 2, 4, 8 and 16 s; the next link's time begins where this one's ends.
        { modelId: SONNET, outcome: 'ThrottlingException', latencyMs: 15_000 },
        { modelId: GLOBAL_SONNET, outcome: 'answered', latencyMs: 0 },
      ],
    });
    expect(made).toEqual({ [SONNET]: 5, [GLOBAL_SONNET]: 1 });
  });

  it.each([
    ['ThrottlingException', 5, GLOBAL_SONNET],
    ['ModelNotReadyException', 6, GLOBAL_SONNET],
    ['ServiceUnavailableException', 4, GLOBAL_SONNET],
    ['InternalServerException', 4, GLOBAL_SONNET],
    ['ModelErrorException', 2, GLOBAL_SONNET],
    ['ServiceQuotaExceededException', 1, GLOBAL_SONNET],
    // Behind another profile it is as absent, and as slow.
    ['ResourceNotFoundException', 1, HAIKU],
    ['ModelTimeoutException', 2, HAIKU],
    ['Bedrock.ThrottlingException', 5, GLOBAL_SONNET],
    ['BedrockRuntime.ModelErrorException', 2, GLOBAL_SONNET],
  ])('calls a model that throws %s %i times in all, then %s', async (error, calls, next) => {
    const { made, output } = await route(sonnet, { models: { [SONNET]: failing(error) } });
    expect(made[SONNET]).toBe(calls);
    expect(output).toMatchObject({ servedFrom: 'fallback', model: { modelId: next } });
  });

  it('halves the max tokens after a timeout, once', async () => {
    const asked: number[] = [];
    await route(
      { ...sonnet, maxTokens: 1001 },
      {
        models: {
          [SONNET]: (_call, { maxTokens }) => {
            asked.push(maxTokens);
            throw named('ModelTimeoutException');
          },
        },
      },
    );
    expect(asked).toEqual([1001, 500]);
  });

  it('does not try another model when the request itself is wrong', async () => {
    const { status, error, made } = await route(sonnet, { models: { [SONNET]: failing('ValidationException') } });
    expect({ status, error, made }).toEqual({ status: 'FAILED', error: 'ModelUnavailable', made: { [SONNET]: 1 } });
  });

  it('does not fall back on a refusal', async () => {
    const refused = (_call: number, { modelId }: Call) => ({ ...answered(modelId), outcome: 'refused' });
    const { output, made } = await route(sonnet, { models: { [SONNET]: refused } });
    expect(output).toMatchObject({ attempts: [{ modelId: SONNET, outcome: 'refused' }] });
    expect(made).toEqual({ [SONNET]: 1 });
  });

  it('goes on when an answer does not fit the schema, and keeps its cost', async () => {
    const malformed = () => {
      throw named('MalformedAnswer', '{"usage":{"inputTokens":10,"outputTokens":20},"costUsd":0.001}');
    };
    const { output } = await route(sonnet, { models: { [SONNET]: malformed } });
    expect(output).toMatchObject({
      model: { modelId: GLOBAL_SONNET },
      attempts: [{ modelId: SONNET, outcome: 'MalformedAnswer' }, { modelId: GLOBAL_SONNET }],
      costUsd: 0.002,
      usage: { inputTokens: 20, outputTokens: 40 },
    });
  });

  it('ends in ModelUnavailable with what was tried and when to come back', async () => {
    const down = failing('ServiceUnavailableException');
    const all = [OPUS, SONNET, HAIKU].flatMap((modelId) => [modelId, modelId.replace('us.', 'global.')]);
    const { status, error, cause } = await route(
      { prompt: 'p', tier: 'opus' },
      { models: Object.fromEntries(all.map((modelId) => [modelId, down])) },
    );
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'ModelUnavailable' });
    expect(JSON.parse(cause ?? '')).toEqual({
      code: 'ServiceUnavailableException',
      tried: all,
      retryAfterSeconds: 30,
    });
  });

  it('lists a single tried model as a list too', async () => {
    const { cause } = await route(sonnet, { models: { [SONNET]: failing('ValidationException') } });
    expect(JSON.parse(cause ?? '')).toMatchObject({ tried: [SONNET] });
  });

  it('starts no attempt after the chain’s deadline', async () => {
    const engine = new TestEngine({
      'validate-request': (input) => ({ maxTokens: 100, answerKey: 'client/1', ...(input as JsonObject) }),
      // Hangs until the task's own timeout.
      'invoke-model': () => new Promise<Json>(() => {}),
    });
    // The stand-still of a hanging call is real work to the clock, so time is moved by hand.
    const { arn } = engine.start(DEFINITION, { prompt: 'p', tier: 'opus' });
    const finished = engine.executions.finished(arn);
    for (let minute = 0; minute < 30; minute++) await engine.clock.advance(60_000);
    const { error, cause } = await finished;
    expect(error).toBe('ModelUnavailable');
    expect(JSON.parse(cause ?? '')).toMatchObject({ code: 'DeadlineExceeded' });
  });
});
