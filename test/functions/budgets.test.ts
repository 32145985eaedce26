import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { dynamodbBudgets, type Budgets, type Period } from '../../functions/stores/budgets.ts';
import { GatedDynamodb } from '../statemachines/guarded-call/gated-dynamodb.ts';

const DAY: Period = 'day#2026-11-21';
const RESERVED_SECONDS = 60;

let dynamodb: GatedDynamodb;
let budgets: Budgets;
beforeAll(async () => {
  dynamodb = await GatedDynamodb.open();
  dynamodb.openGate();
  budgets = dynamodbBudgets('signalbox-budgets', {
    reservationSeconds: RESERVED_SECONDS,
    connect: () => dynamodb.client,
  });
});
afterAll(() => dynamodb.close());

let clients = 0;
const someone = () => `client ${clients++}`;
const amount = (tokens: number) => ({ tokens, usd: tokens / 1e6 });

describe('a budget', () => {
  it('has room for what is left of it, and no more', async () => {
    const client = someone();
    const reserve = (id: string, tokens: number) =>
      budgets.reserve({ client, id }, DAY, amount(tokens), { tokens: 100 }, 0);
    expect(await reserve('a', 60)).toBe(true);
    expect(await reserve('b', 41)).toBe(false);
    expect(await reserve('b', 40)).toBe(true);
    expect(await budgets.committed(client, DAY)).toMatchObject(amount(100));
  });

  it('reserves and settles once, however often it is asked', async () => {
    const client = someone();
    const reservation = { client, id: 'a', periods: [DAY] };
    // The second run asks for less, since the first one's answer was lost and the client seems to have used up more.
    for (const tokens of [60, 40])
      expect(await budgets.reserve(reservation, DAY, amount(tokens), { tokens: 100 }, 0)).toBe(true);
    expect(await budgets.committed(client, DAY)).toMatchObject(amount(40));
    for (let time = 0; time < 3; time++) await budgets.settle(reservation, amount(7));
    expect(await budgets.committed(client, DAY)).toMatchObject(amount(7));
  });

  it('gives back what nobody settled in time, and charges a settlement that comes later all the same, once', async () => {
    const client = someone();
    const reserve = (id: string, at: number) => budgets.reserve({ client, id }, DAY, amount(80), { tokens: 100 }, at);
    expect(await reserve('a', 0)).toBe(true);
    expect(await reserve('b', RESERVED_SECONDS * 1000 - 1)).toBe(false);
    expect(await reserve('b', RESERVED_SECONDS * 1000)).toBe(true);
    const late = { client, id: 'a', periods: [DAY] };
    for (let time = 0; time < 2; time++) await budgets.settle(late, amount(10));
    expect(await budgets.committed(client, DAY)).toMatchObject(amount(90));
  });

  it('never promises more than its limit, and ends with exactly what was spent', async () => {
    const request = fc.record({
      reserved: fc.integer({ min: 1, max: 60 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      settled: fc.boolean(),
      at: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 12 }), async (requests) => {
        const client = someone();
        const done = await Promise.all(
          requests.map(async ({ reserved, share, settled, at }, index) => {
            const reservation = { client, id: String(index), periods: [DAY] };
            const now = at * RESERVED_SECONDS * 1000;
            if (!(await budgets.reserve(reservation, DAY, amount(reserved), { tokens: 100 }, now))) return 0;
            // Only a settlement after its time may charge beyond the limit: the money is gone.
            if (requests.every((one) => one.at === 0))
              expect((await budgets.committed(client, DAY)).tokens).toBeLessThanOrEqual(100);
            if (!settled) return undefined;
            const spent = Math.floor(reserved * share);
            await budgets.settle(reservation, amount(spent));
            return spent;
          }),
        );
        // Long after, everything that was never settled is given back when somebody needs the room.
        await budgets.reserve({ client, id: 'last' }, DAY, amount(100), { tokens: 100 }, 1e9);
        const last = { client, id: 'last', periods: [DAY] };
        await budgets.settle(last, amount(0));
        const spent = done.reduce<number>((sum, one) => sum + (one ?? 0), 0);
        expect((await budgets.committed(client, DAY)).tokens).toBe(spent);
      }),
      { numRuns: 25 },
    );
  });
});
