import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from '@jest/globals';

import { dynamodbBudgets, type Limits } from '../../../functions/stores/budgets.ts';
import { linksOf, World, type Behaviour } from '../guarded-call/world.ts';

const [SONNET] = linksOf('sonnet');
const fine: Behaviour = { latencyMs: 100 };
const down: Behaviour = { latencyMs: 100, error: 'ServiceQuotaExceededException' };
/** A call of the stand-in takes 10 tokens in and 5 out. */
const CALL = 15;

let world: World | undefined;
afterEach(() => world?.close());

async function withLimits(limits: Limits, behave: World['behave'] = () => fine): Promise<World> {
  world = await World.open(behave);
  await setLimits(world, limits);
  return world;
}

/** As an operator's script does. */
async function setLimits(world: World, limits: Limits): Promise<void> {
  const numbers = Object.entries(limits).map(([name, limit]) => [name, { N: String(limit) }]);
  const Item = { client: { S: 'a' }, part: { S: 'limits' }, ...(Object.fromEntries(numbers) as object) };
  await world.direct((client) => client.send(new PutItemCommand({ TableName: 'signalbox-budgets', Item })));
}
const used = async (world: World, part: RegExp) => {
  const rows = [...(await world.items('signalbox-budgets'))].filter(([key]) => part.test(key));
  return rows.map(([, item]) => ({
    tokens: Number(item.tokens?.N),
    reservations: Object.keys(item).filter((name) => name.startsWith('reserved:')).length,
  }));
};
const request = { prompt: 'p', clientId: 'a', maxTokens: 100 };
const causeOf = (outcome: object) => JSON.parse((outcome as { cause: string }).cause) as object;

describe('a client’s budget', () => {
  it('is charged with what was spent, classifier included, and nothing stays reserved', async () => {
    const world = await withLimits({ dayTokens: 1_000_000, monthUsd: 1000 });
    const asked = await world.ask(request);
    expect(asked).toMatchObject({ status: 'SUCCEEDED', usage: { inputTokens: 20, outputTokens: 10 } });
    expect(await used(world, /^a day/)).toEqual([{ tokens: 2 * CALL, reservations: 0 }]);
    expect(await used(world, /^a month/)).toEqual([{ tokens: 2 * CALL, reservations: 0 }]);
  });

  it('is not asked for a client that has none', async () => {
    const world = await withLimits({ dayTokens: 1 });
    expect(await world.ask({ ...request, clientId: 'b' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await world.ask({ prompt: 'p' })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('takes a request one tier down when it is nearly used up, and says why', async () => {
    const world = await withLimits({ dayTokens: 1000 });
    // 850 of 1,000: 55 calls and a bit.
    await world.direct((client) => commit(client, 850));
    expect(await world.ask({ ...request, tier: 'opus' })).toMatchObject({
      model: { tier: 'sonnet', modelId: SONNET },
      route: { strategy: 'override', tier: 'sonnet', reason: expect.stringContaining('85 % of its budget of the day') },
    });
  });

  it('ends in BudgetExceeded when not even the cheapest model fits, at no cost', async () => {
    const world = await withLimits({ dayTokens: 1000, monthTokens: 50 });
    const refused = await world.ask({ ...request, tier: 'haiku' });
    expect(refused).toMatchObject({ status: 'FAILED', error: 'BudgetExceeded' });
    expect(causeOf(refused)).toMatchObject({
      code: 'BudgetExceeded',
      httpStatus: 402,
      needed: { tokens: expect.any(Number) },
      // Not even an empty month has room for it.
      retryAfterSeconds: null,
      clientId: 'a',
      limits: { monthTokens: 50 },
    });
    expect(world.calls).toEqual([]);
    // The day, which had room, is not left reserved.
    expect(await used(world, /^a day/)).toEqual([{ tokens: 0, reservations: 0 }]);
  });

  it('falls back on no dearer model than it has room for', async () => {
    const world = await withLimits({ dayUsd: 0.001 }, (modelId) => (modelId.includes('haiku') ? down : fine));
    const refused = await world.ask({ ...request, tier: 'haiku' });
    expect(refused).toMatchObject({ error: 'ModelUnavailable' });
    expect(causeOf(refused)).toMatchObject({ tried: linksOf('haiku') });
  });

  it('serves an answer from before once it is spent', async () => {
    const world = await withLimits({});
    await world.ask({ ...request, tier: 'haiku' });
    await setLimits(world, { dayTokens: 1 });
    expect(await world.ask({ ...request, tier: 'haiku' })).toMatchObject({ servedFrom: 'cache', stale: true });
    expect(await world.ask({ ...request, tier: 'haiku', allowStale: false })).toMatchObject({
      error: 'BudgetExceeded',
    });
  });

  it('is released when no model answers', async () => {
    const world = await withLimits({ dayTokens: 100_000 }, () => down);
    expect(await world.ask({ ...request, tier: 'opus' })).toMatchObject({ error: 'ModelUnavailable' });
    expect(await used(world, /^a day/)).toEqual([{ tokens: 0, reservations: 0 }]);
  });

  it('holds for requests that come together', async () => {
    const world = await withLimits({ dayTokens: 1000 });
    const arns = world.start(
      ...Array.from({ length: 20 }, (_, n) => ({ ...request, prompt: `p ${n}`, tier: 'haiku' })),
    );
    await world.run(arns, (waiting) => waiting - 1);
    const outcomes = arns.map((arn) => world.outcome(arn));
    const answered = outcomes.filter(({ status }) => status === 'SUCCEEDED').length;
    expect(answered).toBeGreaterThan(0);
    for (const { status, error } of outcomes) expect(status === 'SUCCEEDED' || error === 'BudgetExceeded').toBe(true);
    expect(await used(world, /^a day/)).toEqual([{ tokens: answered * CALL, reservations: 0 }]);
  });
});

async function commit(client: Parameters<Parameters<World['direct']>[0]>[0], tokens: number): Promise<void> {
  const budgets = dynamodbBudgets('signalbox-budgets', { reservationSeconds: 1e6, connect: () => client });
  const period = `day#${new Date(START).toISOString().slice(0, 10)}` as const;
  await budgets.reserve({ client: 'a', id: 'before' }, period, { tokens, usd: 0 }, {}, START);
}

/** When simulated time begins. */
const START = 1_767_225_600_000;
