import { afterEach, describe, expect, it } from '@jest/globals';

import { dynamodbBreakerOperations } from '../../../functions/stores/breaker-operations.ts';
import { breakerOf, linksOf, World, type Behaviour } from './world.ts';

const [HAIKU, GLOBAL_HAIKU] = linksOf('haiku');
const [SONNET, GLOBAL_SONNET] = linksOf('sonnet');
const fine: Behaviour = { latencyMs: 100 };
const down: Behaviour = { latencyMs: 100, error: 'InternalServerException' };
const HOUR = 3_600_000;

let world: World | undefined;
afterEach(() => world?.close());
const opened = async (behave: World['behave']) => (world = await World.open(behave));
const causeOf = (outcome: object) => JSON.parse((outcome as { cause: string }).cause) as object;

describe('the fallback chain', () => {
  it('goes from profile to profile, then to the next tier', async () => {
    const world = await opened((modelId) => (modelId === GLOBAL_HAIKU ? fine : down));
    const { attempts } = await world.ask({ prompt: 'p', tier: 'opus' });
    expect((attempts as { modelId: string }[]).map(({ modelId }) => modelId)).toEqual([
      ...linksOf('opus'),
      ...linksOf('sonnet'),
      ...linksOf('haiku'),
    ]);
  });

  it('asks a faster model after two timeouts, not the same behind another profile', async () => {
    const timeout: Behaviour = { latencyMs: 100, error: 'ModelTimeoutException' };
    const world = await opened((modelId) => (modelId === SONNET ? timeout : fine));
    expect(await world.ask({ prompt: 'p', tier: 'sonnet' })).toMatchObject({
      attempts: [
        { modelId: SONNET, outcome: 'ModelTimeoutException' },
        { modelId: HAIKU, outcome: 'answered' },
      ],
    });
    expect(world.calls.filter(({ modelId }) => modelId === SONNET)).toHaveLength(2);
  });

  it('ends with the classifier’s failure in sonnet, within the classifier’s time', async () => {
    const world = await opened((modelId) => ({ latencyMs: modelId.includes('haiku') ? 60_000 : 100 }));
    const before = world.engine.clock.now();
    expect(await world.ask({ prompt: 'p' })).toMatchObject({ model: { modelId: SONNET } });
    expect(world.engine.clock.now() - before).toBeLessThanOrEqual(10_000 + 1_000);
  });

  it('serves the client its own answer from before, marked stale, when no model answers', async () => {
    const world = await opened(() => fine);
    const request = { prompt: 'p', tier: 'haiku', clientId: 'a' };
    await world.ask(request);
    world.behave = () => down;
    await world.engine.clock.advance(HOUR);
    const calls = world.calls.length;
    expect(await world.ask(request)).toMatchObject({
      status: 'SUCCEEDED',
      answer: `from ${HAIKU}`,
      model: { tier: 'haiku', modelId: HAIKU },
      servedFrom: 'cache',
      stale: true,
      route: { strategy: 'override' },
      usage: { inputTokens: 0 },
      costUsd: 0,
    });
    expect(world.calls.length).toBeGreaterThan(calls);
  });

  it('costs no model call once the breakers are open', async () => {
    const world = await opened(() => fine);
    const request = { prompt: 'p', tier: 'haiku', clientId: 'a' };
    await world.ask(request);
    world.behave = () => down;
    await world.run(world.start(...Array.from({ length: 12 }, (_, n) => ({ prompt: `other ${n}`, tier: 'haiku' }))));
    const calls = world.calls.length;
    expect(await world.ask(request)).toMatchObject({
      servedFrom: 'cache',
      attempts: [HAIKU, GLOBAL_HAIKU, SONNET, GLOBAL_SONNET].map((modelId) => ({ modelId, outcome: 'BreakerOpen' })),
    });
    expect(world.calls).toHaveLength(calls);
  });

  it.each([
    ['another client', { clientId: 'b' }, 0],
    ['a client without a name', { clientId: undefined }, 0],
    ['another prompt', { prompt: 'q' }, 0],
    ['a client that takes no stale answer', { allowStale: false }, 0],
    ['the same client after a day', {}, 25 * HOUR],
  ])('does not serve it to %s', async (_, difference, wait) => {
    const world = await opened(() => fine);
    const request = { prompt: 'p', tier: 'haiku', clientId: 'a' };
    await world.ask(request);
    world.behave = () => down;
    await world.engine.clock.advance(wait);
    const refused = await world.ask({ ...request, ...difference } as typeof request);
    expect(refused).toMatchObject({ error: 'ModelUnavailable' });
    expect(causeOf(refused)).toEqual({
      code: 'InternalServerException',
      tried: [HAIKU, GLOBAL_HAIKU, SONNET, GLOBAL_SONNET],
      retryAfterSeconds: 30,
    });
  });

  it('serves nobody who does not say who they are', async () => {
    const world = await opened(() => fine);
    await world.ask({ prompt: 'p', tier: 'haiku' });
    world.behave = () => down;
    expect(await world.ask({ prompt: 'p', tier: 'haiku' })).toMatchObject({ error: 'ModelUnavailable' });
  });

  it('says when the first of the models may be asked again', async () => {
    const world = await opened((modelId) =>
      modelId === HAIKU
        ? { latencyMs: 1, error: 'ThrottlingException' }
        : { latencyMs: 1, error: 'AccessDeniedException' },
    );
    expect(causeOf(await world.ask({ prompt: 'p', tier: 'haiku' }))).toEqual({
      // Access is for someone to mend, so it is told at once.
      code: 'AccessDeniedException',
      tried: [HAIKU, GLOBAL_HAIKU],
      retryAfterSeconds: 60,
    });
  });

  it('does not ask anyone else after a refusal', async () => {
    const world = await opened(() => fine);
    world.behave = () => ({ latencyMs: 1, error: 'ValidationException' });
    expect(causeOf(await world.ask({ prompt: 'p', tier: 'haiku' }))).toMatchObject({
      code: 'ValidationException',
      tried: [HAIKU],
      retryAfterSeconds: null,
    });
  });

  it('does not pay again for an answer whose word was lost', async () => {
    // Killed when the answer is kept and counted, before the state machine hears of it.
    const world = await opened((_, __, run) =>
      run === 0 ? { latencyMs: 100, crash: { call: 2, when: 'after', told: true } } : fine,
    );
    expect(await world.ask({ prompt: 'p', tier: 'haiku' })).toMatchObject({
      answer: `from ${HAIKU}`,
      model: { modelId: HAIKU },
      attempts: [{ outcome: 'Runtime.ExitError' }, { outcome: 'answered' }],
      usage: { inputTokens: 10, outputTokens: 5 },
    });
    expect(world.calls).toHaveLength(1);
  });

  it('does not pay again for an answer when the execution is stopped and redriven', async () => {
    const world = await opened((_, __, run) =>
      run === 0 ? { latencyMs: 100, crash: { call: 2, when: 'after' } } : fine,
    );
    const [arn = ''] = world.start({ prompt: 'p', tier: 'haiku' });
    await world.runWhile(() => !world.attempts[0]?.killed);
    world.engine.executions.stop(arn, undefined, undefined);
    world.engine.executions.redrive(arn);
    await world.run([arn]);
    expect(world.outcome(arn)).toMatchObject({ status: 'SUCCEEDED', usage: { inputTokens: 10, outputTokens: 5 } });
    expect(world.attempts).toHaveLength(2);
    expect(world.calls).toHaveLength(1);
  });

  it('asks the breaker again after a redrive, which has the chain’s whole time again', async () => {
    const world = await opened((_, __, run) =>
      run === 0 ? { latencyMs: 60_000, crash: { call: 1, when: 'before' } } : fine,
    );
    const [arn = ''] = world.start({ prompt: 'p', tier: 'haiku' });
    await world.runWhile(() => world.calls.length === 0);
    world.engine.executions.stop(arn, undefined, undefined);
    await world.direct((client) =>
      dynamodbBreakerOperations('signalbox-breakers', () => client).force(
        breakerOf(HAIKU),
        'OPEN',
        'me',
        'maintenance',
        world.engine.clock.now(),
      ),
    );
    // Long after the ten minutes that a chain has.
    await world.engine.clock.advance(24 * HOUR);
    world.engine.executions.redrive(arn);
    await world.run([arn]);
    expect(world.outcome(arn)).toMatchObject({
      status: 'SUCCEEDED',
      attempts: [{ outcome: 'BreakerOpen' }, { modelId: GLOBAL_HAIKU, outcome: 'answered' }],
    });
    expect(world.calls.map(({ modelId }) => modelId)).toEqual([HAIKU, GLOBAL_HAIKU]);
  });

  it('ends within its time even when functions hang in a retry', async () => {
    const world = await opened((_, __, run) =>
      run % 2 === 0
        ? { latencyMs: 200_000, error: 'ServiceUnavailableException' }
        : { latencyMs: 1, crash: { call: 1, when: 'before' } },
    );
    const before = world.engine.clock.now();
    expect(await world.ask({ prompt: 'p', tier: 'opus' })).toMatchObject({ error: 'ModelUnavailable' });
    expect(world.engine.clock.now() - before).toBeLessThanOrEqual(600_000 + 30_000);
  });
});
