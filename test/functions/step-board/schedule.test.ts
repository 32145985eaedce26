import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { layOutSteps } from '../../../functions/lay-out-steps/lay-out-steps.ts';
import type { Layout } from '../../../functions/step-board/board.ts';
import { handoutsOf, takenBy } from '../../../functions/step-board/board.ts';
import { finish, newBoard, take } from '../../../functions/step-board/moves.ts';
import { bestEnd, NINE_STEPS, WORKERS } from '../../support/best-schedule.ts';
import type { Works } from '../../support/best-schedule.ts';
import { AT, done, NOTHING, planOf } from './board-world.ts';

/** When each step begins if three workers do what the board gives them, and take no time in between. */
async function begins(works: Works): Promise<Readonly<Record<string, number>>> {
  const plan = planOf(Object.fromEntries(Object.entries(works).map(([id, { dependsOn }]) => [id, dependsOn])));
  const layouts: Layout[] = [];
  const { tickets } = await layOutSteps(
    { board: 'b', plan, results: [], again: null, revisions: [], spent: NOTHING, at: AT },
    { layOut: (_, layout) => Promise.resolve(void layouts.push(layout)) },
  );
  let board = newBoard(layouts[0]!);
  const left = [...tickets];
  const begun: Record<string, number> = {};
  const running: { readonly ticket: number; readonly id: string; readonly until: number }[] = [];
  const begin = (ticket: number, now: number) => {
    const taken = takenBy(board, ticket);
    if (taken?.kind !== 'step' || taken.step.id in begun) return;
    const { id } = taken.step;
    begun[id] = now;
    running.push({ ticket, id, until: now + works[id]!.takes });
  };
  const next = (now: number) => {
    const ticket = left.shift();
    if (ticket === undefined) return;
    board = take(board, ticket, `token ${ticket}`);
    begin(ticket, now);
  };
  for (let worker = 0; worker < WORKERS; worker += 1) next(0);
  while (running.length > 0) {
    running.sort((a, b) => a.until - b.until);
    const { ticket, id, until } = running.shift()!;
    board = finish(board, { ticket, result: done(id), spent: NOTHING, stop: null });
    for (const { token } of handoutsOf(board)) begin(Number(token.split(' ')[1]), until);
    next(until);
  }
  return begun;
}

const endOf = (works: Works, begun: Readonly<Record<string, number>>) =>
  Math.max(...Object.entries(works).map(([id, { takes }]) => begun[id]! + takes));

it('begins each step as soon as a worker is free for it', async () => {
  const begun = await begins(NINE_STEPS);
  expect(begun).toEqual({
    // Three have four others behind them, and `history` has one.
    prices: 0,
    reviews: 0,
    laws: 0,
    risks: 2,
    history: 3,
    compare: 4,
    draft: 7,
    check: 11,
    answer: 13,
  });
  // As long as its longest chain: no schedule is shorter. One level of the plan after the other would take 19.
  expect(endOf(NINE_STEPS, begun)).toBe(16);
});

it('is never far from the best schedule', async () => {
  const works = fc.integer({ min: 4, max: 7 }).chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, at) =>
        fc.record({
          before: fc.subarray([...Array(at).keys()], { maxLength: Math.min(at, 2) }),
          takes: fc.integer({ min: 1, max: 9 }),
        }),
      ),
    ),
  );
  const ratios: number[] = [];
  await fc.assert(
    fc.asyncProperty(works, async (steps) => {
      const all = Object.fromEntries(
        steps.map(({ before, takes }, at) => [`s${at}`, { dependsOn: before.map((one) => `s${one}`), takes }]),
      );
      const ratio = endOf(all, await begins(all)) / bestEnd(all);
      ratios.push(ratio);
      expect(ratio).toBeGreaterThanOrEqual(1);
      // https://en.wikipedia.org/wiki/List_scheduling: Graham's bound, for any order of preference.
      expect(ratio).toBeLessThanOrEqual(2 - 1 / WORKERS);
    }),
    { numRuns: Number(process.env.RUNS ?? 200), endOnFailure: true },
  );
  const mean = ratios.reduce((sum, one) => sum + one, 0) / ratios.length;
  const exact = ratios.filter((one) => one === 1).length;
  console.log(
    `${ratios.length} plans: at most ${Math.max(...ratios).toFixed(3)} times the best schedule, ${mean.toFixed(3)} on average, the best one for ${exact}`,
  );
});
