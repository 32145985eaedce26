import { DeleteTableCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from '@jest/globals';

import { dynamodbBreakerOperations, type BreakerOperations } from '../../../functions/stores/breaker-operations.ts';
import { breakerOf, linksOf, World, type Behaviour } from './world.ts';

const [HAIKU, GLOBAL_HAIKU] = linksOf('haiku');
const fine: Behaviour = { latencyMs: 100 };
const broken: Behaviour = { latencyMs: 100, error: 'ModelErrorException' };

let world: World | undefined;
afterEach(() => world?.close());

const opened = async (behave: World['behave']) => (world = await World.open(behave));
const asks = (count: number, more = {}) =>
  Array.from({ length: count }, (_, index) => ({ prompt: `prompt ${index}`, tier: 'haiku', ...more }));
const callsOf = ({ calls }: World, id = HAIKU) => calls.filter(({ modelId }) => modelId === id);

describe('the breaker', () => {
  it('counts each call of a healthy model once', async () => {
    const world = await opened(() => fine);
    await world.run(world.start(...asks(5)));
    expect(world.calls).toHaveLength(5);
    const items = await world.items();
    // Nobody had to write to the breaker itself.
    expect(items.has(breakerOf(HAIKU))).toBe(false);
    const calls = [...items].map(([key, { calls }]) =>
      key.startsWith(`${breakerOf(HAIKU)}#0#`) ? Number(calls?.N) : 0,
    );
    expect(calls.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(world.faults).toEqual([]);
  });

  it('opens at half of ten calls, lets one of fifty probe, and closes after three', async () => {
    const world = await opened((modelId) => (modelId === HAIKU ? broken : fine));
    await world.run(world.start(...asks(6)));
    expect(world.transitions).toMatchObject([{ from: 'CLOSED', to: 'OPEN', breaker: breakerOf(HAIKU) }]);
    const before = callsOf(world).length;
    const refused = await world.ask({ prompt: 'p', tier: 'haiku' });
    expect(callsOf(world)).toHaveLength(before);
    expect(refused).toMatchObject({
      servedFrom: 'fallback',
      attempts: [{ outcome: 'BreakerOpen' }, { modelId: GLOBAL_HAIKU, outcome: 'answered' }],
    });
    world.behave = () => fine;
    await world.engine.clock.advance(30_000);
    await world.run(world.start(...asks(50)), (waiting) => waiting - 1);
    expect(callsOf(world).filter(({ admission }) => admission.probe)).toHaveLength(1);
    await world.run(world.start(...asks(1)));
    await world.run(world.start(...asks(1)));
    expect(world.transitions.map(({ to }) => to)).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
    expect(world.faults).toEqual([]);
  });

  it('stays open longer each time a probe fails', async () => {
    const world = await opened((modelId) => (modelId === HAIKU ? broken : fine));
    await world.run(world.start(...asks(6)));
    for (const seconds of [30, 60, 120, 240, 300, 300]) {
      const { openUntil, openings } = (await world.items()).get(breakerOf(HAIKU)) ?? {};
      const [last] = world.transitions.slice(-1);
      expect((Number(openUntil?.N) - (last?.at ?? 0)) / 1000).toBe(seconds);
      await world.engine.clock.advance(seconds * 1000);
      await world.run(world.start(...asks(1)));
      expect(Number(openings?.N)).toBeGreaterThan(0);
    }
  });

  it('opens for calls that are slow, though they answer', async () => {
    const world = await opened((modelId) => ({ latencyMs: modelId === HAIKU ? 41_000 : 10 }));
    await world.run(world.start(...asks(10)));
    expect(world.transitions).toMatchObject([{ to: 'OPEN' }]);
  });

  it('does not open for throttles, but passes the model over for one with better figures', async () => {
    const throttled: Behaviour = { latencyMs: 10, error: 'ThrottlingException' };
    const world = await opened((modelId) => (modelId === HAIKU ? throttled : fine));
    await world.run(world.start(...asks(6, { tier: undefined, taskType: 'classify' })));
    expect(world.transitions).toEqual([]);
    const before = callsOf(world).length;
    expect(await world.ask({ prompt: 'new', taskType: 'classify' })).toMatchObject({
      route: { strategy: 'metric', tier: 'haiku' },
      attempts: [
        { modelId: HAIKU, outcome: 'PassedOver' },
        { modelId: GLOBAL_HAIKU, outcome: 'answered' },
      ],
    });
    expect(callsOf(world)).toHaveLength(before);
    // Who names the tier wants it all the same.
    await world.ask({ prompt: 'named', tier: 'haiku' });
    expect(callsOf(world).length).toBeGreaterThan(before);
  });

  it('does not hold a request’s own faults against a model', async () => {
    const world = await opened(() => ({ latencyMs: 1, error: 'ValidationException' }));
    await world.run(world.start(...asks(25, { tier: undefined, taskType: 'classify' })));
    expect(world.transitions).toEqual([]);
    expect(await world.items()).toEqual(new Map());
  });

  it('tries a model with poor figures after all when no other answers', async () => {
    const world = await opened((modelId) => (modelId === HAIKU ? fine : broken));
    const avoid = (client: Parameters<Parameters<World['direct']>[0]>[0]) =>
      client.send(
        new UpdateItemCommand({
          TableName: 'signalbox-breakers',
          Key: { breaker: { S: breakerOf(HAIKU) } },
          UpdateExpression: 'SET avoidUntil = :until',
          ExpressionAttributeValues: { ':until': { N: String(world.engine.clock.now() + 300_000) } },
        }),
      );
    await world.direct(avoid);
    const { attempts, model } = await world.ask({ prompt: 'p', taskType: 'classify' });
    expect(model).toMatchObject({ modelId: HAIKU });
    expect(attempts).toMatchObject([{ outcome: 'PassedOver' }, {}, {}, {}, { modelId: HAIKU, outcome: 'answered' }]);
  });

  it('is asked again before a retry, which ends when it has opened', async () => {
    const unavailable: Behaviour = { latencyMs: 10, error: 'ServiceUnavailableException' };
    const world = await opened((modelId) => (modelId === HAIKU ? unavailable : fine));
    const arns = world.start(...asks(9));
    await world.run(arns, (waiting) => waiting - 1);
    // The ninth first try and one more open it; all other retries are refused by the function itself.
    expect(world.transitions).toMatchObject([{ to: 'OPEN' }]);
    expect(callsOf(world).length).toBeLessThan(20);
    for (const arn of arns) expect(world.outcome(arn)).toMatchObject({ attempts: [{ outcome: 'BreakerOpen' }, {}] });
  });

  it.each(['us', 'global'] as const)(
    'lets nobody through while an operator forces it open, and goes on after',
    async (profile) => {
      const world = await opened(() => fine);
      const modelId = `${profile}.anthropic.claude-haiku-5-5`;
      await operate(world, (operations, at) => operations.force(breakerOf(modelId), 'OPEN', 'me', 'wrong answers', at));
      const { attempts } = await world.ask({ prompt: 'p', tier: 'haiku' });
      expect(attempts).toMatchObject(profile === 'us' ? [{ outcome: 'BreakerOpen' }, {}] : [{ outcome: 'answered' }]);
      expect(callsOf(world, modelId)).toEqual([]);
      await operate(world, (operations, at) => operations.release(breakerOf(modelId), 'me', '', at));
      expect(await world.ask({ prompt: 'q', tier: 'haiku' })).toMatchObject({ servedFrom: 'primary' });
    },
  );

  it('lets everybody through while an operator forces it closed, whatever the figures say', async () => {
    const world = await opened((modelId) => (modelId === HAIKU ? broken : fine));
    await operate(world, (operations, at) => operations.force(breakerOf(HAIKU), 'CLOSED', 'me', 'false alarm', at));
    await world.run(world.start(...asks(12)));
    expect(world.transitions).toEqual([]);
    const before = callsOf(world).length;
    await world.ask({ prompt: 'p', tier: 'haiku' });
    expect(callsOf(world).length).toBeGreaterThan(before);
    await operate(world, (operations, at) => operations.release(breakerOf(HAIKU), 'me', '', at));
    await world.ask({ prompt: 'q', tier: 'haiku' });
    expect(world.transitions).toMatchObject([{ to: 'OPEN' }]);
  });

  it('tells nobody that a probe has closed it while it is forced open', async () => {
    const world = await opened((modelId) => (modelId === HAIKU ? broken : fine));
    await world.run(world.start(...asks(6)));
    await world.engine.clock.advance(30_000);
    world.behave = () => ({ latencyMs: 20_000, error: 'ModelErrorException' });
    const arns = world.start(...asks(1));
    await world.runWhile(() => !callsOf(world).some(({ admission }) => admission.probe));
    await operate(world, (operations, at) => operations.force(breakerOf(HAIKU), 'OPEN', 'me', 'maintenance', at));
    await world.run(arns);
    expect(world.transitions.filter(({ breaker }) => breaker === breakerOf(HAIKU)).map(({ to }) => to)).toEqual([
      'OPEN',
      'HALF_OPEN',
    ]);
  });

  it('does not hold up a call when it cannot be read or written', async () => {
    const world = await opened(() => fine);
    await world.direct((client) => dropBreakers(client));
    expect(await world.ask({ prompt: 'p', tier: 'haiku' })).toMatchObject({ servedFrom: 'primary' });
    expect(world.faults).toEqual([expect.stringContaining('read'), expect.stringContaining('write')]);
  });
});

async function operate(
  world: World,
  work: (operations: BreakerOperations, at: number) => Promise<unknown>,
): Promise<void> {
  await world.direct((client) =>
    work(
      dynamodbBreakerOperations('signalbox-breakers', () => client),
      world.engine.clock.now(),
    ),
  );
}

async function dropBreakers(client: Parameters<Parameters<World['direct']>[0]>[0]): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: 'signalbox-breakers' }));
}
