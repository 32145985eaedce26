import { CreateTableCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { operateBreakers } from '../../functions/operate-breakers/operate-breakers.ts';
import type { Changed, OperateTools, Shown } from '../../functions/operate-breakers/operate-breakers.ts';
import { admits, sentence } from '../../functions/model-gateway/breaker.ts';
import { dynamodbBreakerOperations } from '../../functions/stores/breaker-operations.ts';
import { dynamodbBreakers } from '../../functions/stores/breakers.ts';
import { dynamodbService } from '../../local/api/hosted-services.ts';
import { startServer, type RunningServer } from '../../local/api/server.ts';
import { dynamodbEngine } from '../../local/resources/hosted/dynamodb-engine.ts';

const TABLE = 'signalbox-breakers';
const NOW = Date.UTC(2026, 10, 21, 14, 0, 5);

const engine = dynamodbEngine();
let server: RunningServer;
let client: DynamoDBClient;
let announced: string[];
let faults: string[];
let tools: OperateTools;
let region = 0;

beforeAll(async () => {
  server = await startServer({ port: 0, services: [dynamodbService(engine)] });
  client = new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: 'breaker', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'breaker', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await engine.close();
});

/** Breakers that nobody has used, in a region of their own for each test. */
beforeEach(() => {
  region += 1;
  announced = [];
  faults = [];
  tools = {
    operations: dynamodbBreakerOperations(TABLE, () => client),
    breakers: ['us.anthropic.claude-haiku-5-5', 'us.anthropic.claude-opus-5-5', 'global.anthropic.claude-opus-5-5'].map(
      key,
    ),
    now: () => NOW,
    announce: (transition) => {
      announced.push(sentence(transition));
      return Promise.resolve();
    },
    fault: (what, during, error) => void faults.push(`${what} ${during} ${String(error)}`),
  };
});

const key = (modelId: string) => `region-${region}/${modelId}`;
const opus = () => key('us.anthropic.claude-opus-5-5');
const traffic = () => dynamodbBreakers(TABLE, { connect: () => client, random: () => 0 });

const run = (command: object) => operateBreakers(command, tools);
const change = (command: object) => run(command) as Promise<Changed>;
const force = (to: string, reason: string, operator = 'ann', breaker = opus()) =>
  change({ action: 'force', breaker, to, reason, operator });
const release = (breaker = opus()) => change({ action: 'release', breaker, operator: 'bob' });
const shown = async (command: object = {}) => (await run({ action: 'show', breaker: opus(), ...command })) as Shown;
const only = async (command: object = {}) => (await shown(command)).breakers[0]!;
const trail = async () =>
  ((await only({ trail: true })).trail ?? []).map(({ from, to, by, reason }) =>
    `${from} → ${to} ${by} ${reason}`.trim(),
  );

/** Ten calls in one bucket, all bad but the first few. */
async function tenCalls(good: number, at = NOW): Promise<void> {
  const { generation } = await traffic().read(opus());
  for (let call = 0; call < 10; call += 1) {
    const ok = call < good;
    await traffic().count(
      opus(),
      {
        id: `${at}/${call}`,
        generation,
        outcome: ok ? 'good' : 'bad',
        failed: !ok,
        tardy: false,
        ...(ok && { latencyMs: 700 * (call + 1), costUsd: 0.002 }),
      },
      at,
    );
  }
}

describe('force', () => {
  it('opens a breaker for its callers, leaves its circuit alone, and tells everyone', async () => {
    const { breakers } = await force('OPEN', 'bad answers');
    expect(breakers).toEqual([
      {
        breaker: opus(),
        state: 'FORCED_OPEN',
        forced: { reason: 'bad answers', by: 'ann', at: NOW },
        changed: true,
        message: `${opus()}: CLOSED → FORCED_OPEN (bad answers, by ann)`,
        warnings: [],
      },
    ]);
    expect(announced).toEqual([breakers[0]?.message]);
    const state = await traffic().read(opus());
    expect(state).toEqual({ circuit: 'CLOSED', generation: 0, forced: 'OPEN' });
    expect(admits(state)).toBe(false);
  });

  it('keeps the traffic from opening a breaker that is forced closed, until it is released', async () => {
    await force('CLOSED', 'we know');
    await tenCalls(0);
    expect(await only()).toMatchObject({
      state: 'FORCED_CLOSED',
      circuit: 'CLOSED',
      lastMinute: { calls: 10, bad: 10 },
    });
    await release();
    await tenCalls(9, NOW + 1);
    expect(await only()).toMatchObject({ state: 'OPEN' });
  });

  it('changes nothing that is already so, and says who did it', async () => {
    await force('OPEN', 'first');
    const { breakers } = await force('OPEN', 'second', 'bob');
    expect(breakers).toMatchObject([
      {
        changed: false,
        message: `${opus()}: nothing changed, it is FORCED_OPEN since 2026-11-21T14:00:05.000Z (first, by ann)`,
      },
    ]);
    expect(announced).toHaveLength(1);
    expect(await trail()).toEqual(['CLOSED → FORCED_OPEN ann first']);
  });

  it('can be turned round', async () => {
    await force('OPEN', 'first');
    await force('CLOSED', 'second', 'bob');
    expect(announced[1]).toBe(`${opus()}: FORCED_OPEN → FORCED_CLOSED (second, by bob)`);
  });
});

describe('release', () => {
  it('gives a breaker back to its circuit', async () => {
    await tenCalls(2);
    await force('CLOSED', 'we know');
    const { breakers } = await release();
    expect(breakers).toMatchObject([{ state: 'OPEN', changed: true }]);
    expect(breakers[0]).not.toHaveProperty('forced');
    expect(announced).toEqual([
      `${opus()}: OPEN → FORCED_CLOSED (we know, by ann)`,
      `${opus()}: FORCED_CLOSED → OPEN (released, by bob)`,
    ]);
    expect(await traffic().read(opus())).toEqual({ circuit: 'OPEN', generation: 1 });
  });

  it('of what is not forced changes nothing', async () => {
    expect((await release()).breakers).toMatchObject([
      { changed: false, message: `${opus()}: nothing changed, it is CLOSED and not forced` },
    ]);
    expect(await trail()).toEqual([]);
  });
});

describe('show', () => {
  it('has the figures of the last minute, also of what opened the breaker', async () => {
    await tenCalls(4);
    expect(await only()).toEqual({
      breaker: opus(),
      state: 'OPEN',
      circuit: 'OPEN',
      generation: 1,
      openUntil: NOW + 30_000,
      lastMinute: {
        calls: 10,
        bad: 6,
        samples: 10,
        errors: 6,
        tardy: 0,
        // 0.7, 1.4, 2.1 and 2.8 s.
        p95: { aboveMs: 2500, atMostMs: 5000 },
        usdPerAnswer: 0.002,
      },
    });
    tools = { ...tools, now: () => NOW + 60_000 };
    expect((await only()).lastMinute).toEqual({ calls: 0, bad: 0, samples: 0, errors: 0, tardy: 0 });
  });

  it('knows no upper bound of the slowest answers', async () => {
    const attempt = { id: 'slow', generation: 0, outcome: 'bad', failed: false, tardy: true } as const;
    await traffic().count(opus(), { ...attempt, latencyMs: 110_000 }, NOW);
    expect((await only()).lastMinute.p95).toEqual({ aboveMs: 100_000 });
  });

  it('has every breaker when none is named, and the trail only on request', async () => {
    const { at, breakers } = (await run({ action: 'show' })) as Shown;
    expect(at).toBe(NOW);
    expect(breakers.map(({ breaker }) => breaker)).toEqual(tools.breakers);
    expect(breakers.some((one) => 'trail' in one)).toBe(false);
  });
});

describe('a name', () => {
  it.each([
    ['*', 3],
    ['opus', 2],
    ['OPUS', 2],
    ['anthropic.claude-opus-5-5', 2],
    ['us.anthropic.claude-opus-5-5', 1],
    ['*opus*', 2],
    ['us.*', 2],
    ['*/us.*opus*', 1],
    ['*5*5', 3],
    ['global*', 1],
  ])('%s stands for %i of three breakers', async (breaker, count) => {
    expect((await shown({ breaker })).breakers).toHaveLength(count);
  });

  it.each(['gpt', 'us.anthropic', '*sonnet*', '*5-5*5-5', 'region*'])(
    '%s stands for none, and the answer names those there are',
    async (breaker) => {
      await expect(shown({ breaker })).rejects.toMatchObject({
        name: 'InvalidInput',
        message: expect.stringContaining(`none is called '${breaker}'; there are ${tools.breakers.join(', ')}`),
      });
    },
  );

  it('of a hundred stars is answered at once', async () => {
    await expect(shown({ breaker: '*a'.repeat(64) })).rejects.toThrow('none is called');
  });
});

describe('a command', () => {
  const forced = { action: 'force', breaker: '*', to: 'OPEN', reason: 'why', operator: 'ann' };
  it.each([
    ['no object', 7, 'command: must be of type object'],
    ['no action', {}, 'action: must be one of show, force, release'],
    ['an unknown action', { action: 'close' }, 'action: must be one of show, force, release'],
    ['no reason', { ...forced, reason: undefined }, 'reason: is missing; force needs it'],
    ['a blank reason', { ...forced, reason: ' ' }, 'reason: must not be blank'],
    ['a reason of two lines', { ...forced, reason: 'a\nb' }, 'reason: must be one line without control characters'],
    ['an endless reason', { ...forced, reason: 'a'.repeat(501) }, 'reason: must have at most 500 characters'],
    ['no operator', { ...forced, operator: undefined }, 'operator: is missing; force needs it'],
    ['nothing to force it to', { ...forced, to: 'HALF_OPEN' }, 'to: must be one of OPEN, CLOSED'],
    ['no breaker', { action: 'release', operator: 'ann' }, 'breaker: is missing; release needs it'],
    [
      'two faults',
      { ...forced, to: 1, breaker: 2 },
      'breaker: must be of type string; to: must be one of OPEN, CLOSED',
    ],
    [
      'a strange field',
      { action: 'show', why: 1 },
      'why: is not a field of show; its fields are action, breaker, trail',
    ],
  ])('with %s is refused', async (_, command, message) => {
    await expect(operateBreakers(command, tools)).rejects.toMatchObject({ name: 'InvalidInput', message });
  });
});

describe('the audit trail', () => {
  it('has every operation once, in order', async () => {
    await force('OPEN', 'first');
    await force('CLOSED', 'second', 'bob');
    await release();
    expect(await trail()).toEqual([
      'CLOSED → FORCED_OPEN ann first',
      'FORCED_OPEN → FORCED_CLOSED bob second',
      'FORCED_CLOSED → CLOSED bob',
    ]);
    // The clock stands still here; later operations have later times all the same.
    expect((await only({ trail: true })).trail?.map(({ at }) => at - NOW)).toEqual([0, 1, 2]);
  });

  it('has what operators did at the same time, each on what the other left', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((by, index) => force(index % 2 ? 'OPEN' : 'CLOSED', 'race', by)),
    );
    const changed = answers.flatMap(({ breakers }) => breakers).filter((one) => one.changed);
    const steps = (await only({ trail: true })).trail ?? [];
    expect(steps).toHaveLength(changed.length);
    expect(steps.map(({ from }) => from)).toEqual(['CLOSED', ...steps.slice(0, -1).map(({ to }) => to)]);
    expect((await only()).state).toBe(steps.at(-1)?.to);
  });

  it('gets what it could not take at first from the next operation', async () => {
    const full = { ...tools, operations: dynamodbBreakerOperations(TABLE, () => failing('#audit')) };
    const answer = (await operateBreakers(
      { action: 'force', breaker: opus(), to: 'OPEN', reason: 'first', operator: 'ann' },
      full,
    )) as Changed;
    expect(answer.breakers).toMatchObject([
      { state: 'FORCED_OPEN', warnings: ['not on the audit trail yet; the next operation will write it there'] },
    ]);
    expect(faults).toEqual([`${opus()} write Error: no trail today`]);
    expect(announced).toHaveLength(1);
    expect(await trail()).toEqual(['CLOSED → FORCED_OPEN ann first']);
    await release();
    expect(await trail()).toEqual(['CLOSED → FORCED_OPEN ann first', 'FORCED_OPEN → CLOSED bob']);
  });

  it('goes on in another item when one is full', async () => {
    for (let turn = 0; turn < 105; turn += 1) {
      await tools.operations.force(opus(), turn % 2 ? 'OPEN' : 'CLOSED', 'ann', String(turn), NOW);
    }
    const reasons = (await only({ trail: true })).trail?.map(({ reason }) => Number(reason));
    expect(reasons).toEqual(Array.from({ length: 105 }, (_, turn) => turn));
  });
});

describe('when something else fails', () => {
  it('an operation goes by what the traffic made of the breaker in between', async () => {
    let opened = false;
    const opening: Pick<DynamoDBClient, 'send'> = intercepted(async (command) => {
      if (opened || !(command instanceof UpdateItemCommand)) return;
      opened = true;
      await tenCalls(0);
    });
    const { transition } = await dynamodbBreakerOperations(TABLE, () => opening).force(
      opus(),
      'OPEN',
      'ann',
      'why',
      NOW,
    );
    expect(transition).toMatchObject({ from: 'OPEN', to: 'FORCED_OPEN', generation: 1 });
  });

  it('an operation whose answer was lost is told of all the same', async () => {
    let lost = false;
    // As the SDK sends a request again that timed out.
    const twice = intercepted(async (command) => {
      if (lost || !(command instanceof UpdateItemCommand)) return;
      lost = true;
      await client.send(command);
    });
    const answer = await dynamodbBreakerOperations(TABLE, () => twice).force(opus(), 'OPEN', 'ann', 'why', NOW);
    expect(answer.transition).toMatchObject({ from: 'CLOSED', to: 'FORCED_OPEN', operator: 'ann' });
    expect(await trail()).toEqual(['CLOSED → FORCED_OPEN ann why']);
  });

  it('a breaker is forced even when EventBridge cannot be told, and the answer says so', async () => {
    tools = { ...tools, announce: () => Promise.reject(new Error('no bus today')) };
    expect((await force('OPEN', 'why')).breakers).toMatchObject([
      { state: 'FORCED_OPEN', changed: true, warnings: ['EventBridge could not be told'] },
    ]);
    expect(faults).toEqual([`${opus()} write Error: no bus today`]);
  });
});

/** A client whose writes to items of such a key fail. */
function failing(ending: string): Pick<DynamoDBClient, 'send'> {
  return intercepted((command) => {
    const written = command instanceof UpdateItemCommand && command.input.Key?.breaker?.S?.endsWith(ending);
    return written ? Promise.reject(new Error('no trail today')) : Promise.resolve();
  });
}

function intercepted(before: (command: unknown) => Promise<void>): Pick<DynamoDBClient, 'send'> {
  return {
    send: async (command: Parameters<DynamoDBClient['send']>[0]) => {
      await before(command);
      return client.send(command);
    },
  } as Pick<DynamoDBClient, 'send'>;
}
