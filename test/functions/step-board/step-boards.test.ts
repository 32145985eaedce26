import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { TakenStep } from '../../../functions/schemas/step-board.ts';
import { everyOrder, Turns } from '../reviews/turns.ts';
import { boardsTable, BoardWorld, done, failed, NOTHING, planOf, stepOf } from './board-world.ts';

let table: Awaited<ReturnType<typeof boardsTable>>;
beforeAll(async () => {
  table = await boardsTable();
});
afterAll(() => table.close());

const world = () => new BoardWorld(table.client);
/** `b`, or `skip b`. */
const nameOf = (taken: TakenStep) => (taken.kind === 'step' ? taken.step.id : `skip ${taken.result.id}`);
const usd = (costUsd: number) => ({ inputTokens: 10, outputTokens: 5, costUsd, toolCalls: 1 });

async function laidOut(dependencies: Parameters<typeof planOf>[0]): Promise<BoardWorld> {
  const board = world();
  await board.layOut({ plan: planOf(dependencies) });
  return board;
}

describe('a ticket', () => {
  it('gets a step that is ready at once, the one with the longest chain behind it first', async () => {
    const board = await laidOut({ alone: [], first: [], second: ['first'], third: ['second'] });
    expect(await (await board.taking(0))()).toEqual({
      kind: 'step',
      step: stepOf('first'),
      needs: [],
      problem: null,
      totals: NOTHING,
    });
    expect(nameOf(await (await board.taking(1))())).toBe('alone');
    // B4: they told their tasks themselves.
    expect(Object.values((await board.stored()).tickets)).toEqual([
      { step: 'first', tokens: [] },
      { step: 'alone', tokens: [] },
    ]);
  });

  it('waits until another step ends, whose function answers it with the result', async () => {
    const board = await laidOut({ a: [], b: ['a'] });
    await board.taking(0);
    const second = await board.taking(1);
    expect(board.tasks.sent).toHaveLength(1);
    await board.finish(0, done('a'), { spent: usd(0.1) });
    expect(await second()).toEqual({
      kind: 'step',
      step: stepOf('b', ['a']),
      needs: [done('a')],
      problem: null,
      totals: usd(0.1),
    });
    // B4: noted, so nobody sends it again.
    expect((await board.stored()).tickets[1]).toEqual({ step: 'b', tokens: [] });
  });

  it('B1: has the same step with each of its tokens', async () => {
    const board = await laidOut({ a: [], b: [] });
    for (const token of ['one', 'two', 'two']) await board.taking(0, token);
    expect(board.tasks.sent.map(({ taken }) => nameOf(taken))).toEqual(['a', 'a', 'a']);
    expect(nameOf(await (await board.taking(1))())).toBe('b');
  });

  it('is answered with the result when its step has been done', async () => {
    const board = await laidOut({ a: [] });
    await board.taking(0);
    await board.finish(0, done('a'));
    expect(await (await board.taking(0, 'again'))()).toEqual({ kind: 'skip', result: done('a') });
  });

  it('is told by the token that waits, also when an earlier one comes later', async () => {
    const board = await laidOut({ a: [], b: ['a'] });
    await board.taking(0);
    const waits = await board.taking(1, 'second try');
    await board.take(1, 'first try, whose function was slow');
    await board.finish(0, done('a'));
    expect(nameOf(await waits())).toBe('b');
    expect((await board.stored()).tickets[1]).toEqual({ step: 'b', tokens: [] });
  });

  it('does not collect tokens without end', async () => {
    const board = await laidOut({ a: [], b: ['a'] });
    await board.taking(0);
    for (let time = 0; time < 9; time++) await board.take(1, `try ${time}`);
    const last = await board.taking(1, 'last try');
    expect((await board.stored()).tickets[1]?.tokens).toHaveLength(3);
    await board.finish(0, done('a'));
    expect(nameOf(await last())).toBe('b');
  });

  it('is refused without a board, and when there is no such ticket', async () => {
    await expect(world().take(0, 'any')).rejects.toThrow('lay-out-steps has to come first');
    const board = await laidOut({ a: [] });
    for (const ticket of [1, -1, 0.5]) await expect(board.take(ticket, 'any')).rejects.toThrow('there is no ticket');
  });
});

describe('a step that ends', () => {
  it('lets one run whose other dependency failed, and says so', async () => {
    const board = await laidOut({ a: [], b: [], c: ['a', 'b'] });
    await board.taking(0);
    await board.taking(1);
    const third = await board.taking(2);
    await board.finish(0, failed('a'));
    expect(board.tasks.sent).toHaveLength(2);
    await board.finish(1, done('b'));
    expect(await third()).toMatchObject({ kind: 'step', step: { id: 'c' }, needs: [failed('a'), done('b')] });
  });

  it('skips those of whose dependencies none was done, and what builds on them alone', async () => {
    const board = await laidOut({ a: [], b: ['a'], c: ['b'], d: [], e: ['c', 'd'] });
    expect(nameOf(await (await board.taking(0))())).toBe('a');
    expect(nameOf(await (await board.taking(1))())).toBe('d');
    const third = await board.taking(2);
    await board.finish(0, failed('a'));
    expect(await third()).toEqual({
      kind: 'skip',
      result: {
        id: 'b',
        status: 'skipped',
        error: { code: 'NothingToBuildOn', message: 'none of the steps was done that it depends on: a' },
      },
    });
    expect(nameOf(await (await board.taking(3))())).toBe('skip c');
    const last = await board.taking(4);
    await board.finish(1, done('d'));
    const taken = await last();
    expect(nameOf(taken)).toBe('e');
    expect(taken.kind === 'step' && taken.needs.map(({ status }) => status)).toEqual(['skipped', 'done']);
  });

  it('with a stop skips all that is not begun, and nothing else', async () => {
    const board = await laidOut({ a: [], b: [], c: [], d: ['a'], e: ['d'] });
    expect(nameOf(await (await board.taking(0))())).toBe('a');
    await board.taking(1);
    await board.finish(0, failed('a'), { stop: 'budget' });
    const results = (await board.stored()).results;
    expect(results.map(({ id, error }) => `${id} ${error?.code}`)).toEqual([
      'a ModelUnavailable',
      'd budget',
      'c budget',
      'e budget',
    ]);
    for (const [ticket, name] of [
      [2, 'skip d'],
      [3, 'skip c'],
      [4, 'skip e'],
    ] as const)
      expect(nameOf(await (await board.taking(ticket))())).toBe(name);
    await board.finish(1, done('b'));
    expect((await board.stored()).results).toHaveLength(5);
  });

  it('B2: keeps its first result', async () => {
    const board = await laidOut({ a: [], b: ['a'] });
    await board.taking(0);
    await board.finish(0, done('a'), { spent: usd(0.1) });
    await board.finish(0, failed('a'), { spent: usd(0.2), stop: 'budget' });
    const { results, spent } = await board.stored();
    expect(results).toEqual([done('a')]);
    expect(spent[0]).toEqual(usd(0.1));
  });

  it('is refused when its ticket has no step, or another one', async () => {
    const board = await laidOut({ a: [], b: [] });
    await expect(board.finish(0, done('a'))).rejects.toThrow('take-step has to come first');
    await board.taking(0);
    await expect(board.finish(0, done('b'))).rejects.toThrow('it has the step a');
  });
});

describe('a function that dies after its write', () => {
  it.each(['finishes again', 'finishes another step', 'comes again for its step'])(
    'leaves what it did not send to whoever %s',
    async (who) => {
      const board = await laidOut({ a: [], b: ['a'], c: [] });
      await board.taking(0);
      await board.taking(1);
      const third = await board.taking(2);
      // It reads, it writes, and it is gone.
      const fault = { call: 2, kind: 'after' } as const;
      await expect(board.finish(0, done('a'), { fault })).rejects.toThrow('killed');
      expect(board.tasks.sent).toHaveLength(2);
      if (who === 'finishes again') await board.finish(0, done('a'));
      if (who === 'finishes another step') await board.finish(1, done('c'));
      const waits = who === 'comes again for its step' ? await board.taking(2, 'next try') : third;
      expect(nameOf(await waits())).toBe('b');
      expect((await board.stored()).tickets[2]?.tokens).toEqual([]);
    },
  );

  it('is reported when Step Functions was not reached, after the others have been told', async () => {
    const board = await laidOut({ a: [], b: ['a'], c: ['a'] });
    await board.taking(0);
    const [second, third] = [await board.taking(1), await board.taking(2)];
    // Read, write, and the first of two that are sent side by side.
    const fault = { call: 3, kind: 'before' } as const;
    await expect(board.finish(0, done('a'), { fault })).rejects.toThrow('killed');
    await board.finish(0, done('a'));
    expect([nameOf(await second()), nameOf(await third())].sort()).toEqual(['b', 'c']);
  });

  it('has told when only its note is missing', async () => {
    const board = await laidOut({ a: [], b: ['a'] });
    await board.taking(0);
    const second = await board.taking(1);
    // Read, write, send, and the read of the note.
    await board.finish(0, done('a'), { fault: { call: 4, kind: 'before' } });
    expect(nameOf(await second())).toBe('b');
    expect(board.faults).toEqual(['answers not noted']);
    await board.finish(1, done('b'));
    expect((await board.stored()).tickets[1]?.tokens).toEqual([]);
  });
});

describe('spending', () => {
  it('is what was spent before the pass and by each ticket, however often it is noted', async () => {
    const board = world();
    await board.layOut({ plan: planOf({ a: [], b: [] }), spent: usd(1) });
    expect(await board.note(0, usd(0.1))).toEqual({ inputTokens: 20, outputTokens: 10, costUsd: 1.1, toolCalls: 2 });
    expect(await board.note(0, usd(0.2))).toMatchObject({ costUsd: 1.2, toolCalls: 2 });
    expect(await board.note(1, usd(0.1))).toMatchObject({ costUsd: 1.3, toolCalls: 3 });
    expect(await board.note(1, usd(0.1))).toMatchObject({ costUsd: 1.3, toolCalls: 3 });
  });

  it('B6: does not go back with a note that comes late', async () => {
    const board = await laidOut({ a: [] });
    await board.taking(0);
    await board.finish(0, done('a'), { spent: usd(0.3) });
    expect(await board.note(0, usd(0.2))).toEqual(usd(0.3));
  });

  it('has no board to be noted on before there is one', async () => {
    await expect(world().note(0, usd(1))).rejects.toThrow('lay-out-steps has to come first');
  });
});

describe('B3: nobody is left waiting, in every order of reads, writes and answers', () => {
  async function everyOrderOf(
    dependencies: Parameters<typeof planOf>[0],
    before: (board: BoardWorld) => Promise<unknown>,
    actors: (board: BoardWorld) => Promise<unknown>[],
  ): Promise<ReadonlySet<string>> {
    const seen = new Set<string>();
    const runs = await everyOrder(async (pick) => {
      let gated = false;
      const turns = new Turns();
      const board = new BoardWorld(table.client, (work) => (gated ? turns.take(work) : work()));
      await board.layOut({ plan: planOf(dependencies) });
      await before(board);
      gated = true;
      const results = await turns.run(actors(board), pick);
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      const { tickets } = await board.stored();
      expect(Object.values(tickets).flatMap(({ tokens }) => tokens)).toEqual([]);
      seen.add(board.tasks.sent.flatMap(({ taken, over }) => (over ? [] : [nameOf(taken)])).join(' '));
    });
    expect(runs).toBeGreaterThan(5);
    return seen;
  }

  it('when one takes while another finishes', async () => {
    const seen = await everyOrderOf(
      { a: [], b: ['a'] },
      (board) => board.taking(0),
      (board) => [board.finish(0, done('a')), board.taking(1)],
    );
    expect([...seen]).toEqual(['a b']);
  });

  it('when two finish on which the one depends that waits', async () => {
    const seen = await everyOrderOf(
      { a: [], b: [], c: ['a', 'b'] },
      async (board) => {
        for (const ticket of [0, 1, 2]) await board.taking(ticket);
      },
      (board) => [board.finish(0, done('a')), board.finish(1, failed('b'))],
    );
    expect([...seen]).toEqual(['a b c']);
  });
});
