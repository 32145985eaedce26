import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Revision } from '../../../functions/schemas/agent.ts';
import { boardsTable, BoardWorld, done, failed, NOTHING, planOf, stepOf } from './board-world.ts';

let table: Awaited<ReturnType<typeof boardsTable>>;
beforeAll(async () => {
  table = await boardsTable();
});
afterAll(() => table.close());

const world = () => new BoardWorld(table.client);
const skipped = (id: string) => ({
  id,
  status: 'skipped' as const,
  error: { code: 'NothingToBuildOn', message: 'nothing was done' },
});
const SHAPE = { a: [], b: [], c: ['a'], d: ['b'], e: ['c', 'd'] };
const plan = planOf(SHAPE);
const ALL_DONE = plan.steps.map(({ id }) => done(id));
const problem = (id: string) => ({ id, problem: `${id} is wrong` });

/** What is on the board, by step. */
async function onBoard(board: BoardWorld) {
  const { steps, kept } = await board.stored();
  return { steps: steps.map(({ step, problem }) => [step.id, problem]), kept: kept.map(({ id }) => id) };
}

describe('the first pass', () => {
  it('does every step, the longest chain first', async () => {
    const board = world();
    const chain = planOf({ late: ['early'], single: [], early: [], last: ['late', 'single'] });
    expect(await board.layOut({ plan: chain })).toEqual({ plan: chain, tickets: [0, 1, 2, 3] });
    expect(await onBoard(board)).toEqual({
      steps: [
        ['early', null],
        ['late', null],
        ['single', null],
        ['last', null],
      ],
      kept: [],
    });
  });

  it('leaves steps alone that have been done', async () => {
    const board = world();
    const results = [done('a'), failed('b')];
    expect((await board.layOut({ plan, results })).tickets).toEqual([0, 1, 2, 3]);
    expect(await onBoard(board)).toMatchObject({ kept: ['a'] });
    expect((await (await board.taking(0))()).kind).toBe('step');
  });

  it('is laid out once, however often it is asked for', async () => {
    const board = world();
    const first = await board.layOut({ plan });
    await board.taking(0);
    const before = await board.stored();
    expect(await board.layOut({ plan })).toEqual(first);
    expect(await board.stored()).toEqual(before);
  });

  it('needs a board of its own', async () => {
    const board = world();
    await board.layOut({ plan });
    await expect(board.layOut({ plan: planOf({ other: [] }) })).rejects.toThrow('each pass needs a key of its own');
  });
});

describe('a further pass', () => {
  it('does again what was criticised, and all that builds on it, with the results of the others', async () => {
    const board = world();
    const laidOut = await board.layOut({ plan, results: ALL_DONE, again: [problem('c')], spent: NOTHING });
    expect(laidOut).toEqual({ plan, tickets: [0, 1] });
    expect(await onBoard(board)).toEqual({
      steps: [
        ['c', 'c is wrong'],
        ['e', null],
      ],
      kept: ['a', 'd'],
    });
    expect(await (await board.taking(0))()).toMatchObject({
      kind: 'step',
      step: stepOf('c', ['a']),
      needs: [done('a')],
      problem: 'c is wrong',
    });
    const last = await board.taking(1);
    await board.finish(0, failed('c'));
    expect(await last()).toMatchObject({
      kind: 'step',
      step: { id: 'e' },
      needs: [failed('c'), done('d')],
      problem: null,
    });
  });

  it('tells a step all that is wrong with it', async () => {
    const board = world();
    await board.layOut({ plan, results: ALL_DONE, again: [problem('e'), { id: 'e', problem: 'and too long' }] });
    expect((await onBoard(board)).steps).toEqual([['e', 'e is wrong\nand too long']]);
  });

  it('has the steps as they were revised, and leaves those alone that it does not do', async () => {
    const revision = (id: string): Revision => ({ id, instruction: 'better', tools: ['calculate'], tier: 'opus' });
    const board = world();
    const { plan: revised } = await board.layOut({
      plan,
      results: ALL_DONE,
      again: [problem('e')],
      revisions: ['e', 'a', 'nothing'].map(revision),
    });
    const mended = { ...stepOf('e', ['c', 'd']), instruction: 'better', tools: ['calculate'], tier: 'opus' };
    expect(revised.steps).toEqual([...plan.steps.slice(0, -1), mended]);
    expect(await (await board.taking(0))()).toMatchObject({ step: mended });
  });

  it.each([
    ['nothing was criticised', []],
    ['only a step that is not in the plan', [problem('x')]],
  ])('has no tickets and no board when %s', async (_, again) => {
    const board = world();
    expect(await board.layOut({ plan, results: ALL_DONE, again })).toEqual({ plan, tickets: [] });
    await expect(board.stored()).rejects.toThrow('nothing was laid out');
  });

  it('does a step that has no result at all', async () => {
    const board = world();
    await board.layOut({ plan, results: ALL_DONE.slice(0, 4), again: [] });
    expect((await onBoard(board)).steps).toEqual([['e', null]]);
  });

  it('tries again what a criticised step can build on, when nothing of that was done', async () => {
    const board = world();
    const results = [failed('a'), done('b'), skipped('c'), done('d'), done('e')];
    await board.layOut({ plan, results, again: [problem('c')] });
    expect(await onBoard(board)).toEqual({
      steps: [
        ['a', null],
        ['c', 'c is wrong'],
        ['e', null],
      ],
      kept: ['d'],
    });
  });

  it('does not try again what failed, when a criticised step has something else to build on', async () => {
    const board = world();
    const results = [failed('a'), done('b'), skipped('c'), done('d'), done('e')];
    await board.layOut({ plan, results, again: [problem('e')] });
    expect(await onBoard(board)).toEqual({ steps: [['e', 'e is wrong']], kept: ['c', 'd'] });
  });
});
