import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Spending, StepResult } from '../../../functions/schemas/agent.ts';
import type { Fault } from '../reviews/review-world.ts';
import { Turns } from '../reviews/turns.ts';
import { boardsTable, BoardWorld, planOf } from './board-world.ts';
import { SimulatedPass, type Course } from './simulated-pass.ts';

/** B1 to B6 of `functions/stores/step-boards.ts`, as the iterations of a Map meet them. */
let table: Awaited<ReturnType<typeof boardsTable>>;
beforeAll(async () => {
  table = await boardsTable();
});
afterAll(() => table.close());

const BEFORE: Spending = { inputTokens: 5, outputTokens: 3, costUsd: 0.01, toolCalls: 2 };

const fault: fc.Arbitrary<Fault | undefined> = fc.option(
  fc.record({ call: fc.integer({ min: 1, max: 6 }), kind: fc.constantFrom('before', 'after', 'repeated') }),
  { nil: undefined, freq: 3 },
);
const often = (weight: number) =>
  fc.oneof({ arbitrary: fc.constant(false), weight }, { arbitrary: fc.constant(true), weight: 1 });
const course: fc.Arbitrary<Course> = fc.record({
  fails: often(3),
  stops: often(25),
  notes: fc.integer({ min: 0, max: 2 }),
});
/** Each step may depend on any that come before it. */
const steps = fc
  .integer({ min: 1, max: 15 })
  .chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, at) =>
        fc.record({ before: fc.subarray([...Array(at).keys()], { maxLength: Math.min(at, 3) }), course }),
      ),
    ),
  );
const scenario = fc.record({
  steps,
  faults: fc.array(fault, { minLength: 10, maxLength: 60 }),
  impatient: fc.array(often(4), { maxLength: 60 }),
  timeouts: fc.constantFrom(0, 0, 2, 8),
  picks: fc.array(fc.nat(1000), { minLength: 1, maxLength: 200 }),
});

it('gives every ticket one step that may begin, wherever functions die, and nobody waits for nothing', async () => {
  let quietWaits = 0;
  await fc.assert(
    fc.asyncProperty(scenario, async ({ steps, faults, impatient, timeouts, picks }) => {
      const dependencies = Object.fromEntries(
        steps.map(({ before }, at) => [`s${at}`, before.map((one) => `s${one}`)] as const),
      );
      const courses = new Map(steps.map(({ course }, at) => [`s${at}`, course]));
      const turns = new Turns();
      const world = new BoardWorld(table.client, turns.take);
      const pass = new SimulatedPass(world, turns, dependencies, courses, { faults, impatient, timeouts });
      let turn = 0;
      const pick = (waiting: number) => {
        pass.checkIdle();
        return (picks[turn++ % picks.length] ?? 0) % waiting;
      };
      const whole = (async () => {
        // As a function does that is run again.
        const request = { plan: planOf(dependencies), spent: BEFORE };
        const [first, second] = await Promise.all([world.layOut(request), world.layOut(request)]);
        expect(second).toEqual(first);
        expect(first.tickets).toEqual([...steps.keys()]);
        await pass.run(first.tickets);
      })();
      const [ended] = await turns.run([whole], pick);
      if (ended?.status !== 'fulfilled') throw ended?.reason;
      quietWaits += pass.quietWaits;
      await checkEnd(world, pass, dependencies);

      const late = await turns.run(pass.late(), (waiting) => (picks[turn++ % picks.length] ?? 0) % waiting);
      expect(late.filter(({ status }) => status === 'rejected')).toEqual([]);
      await checkEnd(world, pass, dependencies);
      expect(world.tasks.sent.filter(({ over }) => !over).length).toBe(steps.length);
    }),
    {
      numRuns: Number(process.env.RUNS ?? 60),
      ...(process.env.SEED && { seed: Number(process.env.SEED) }),
      interruptAfterTimeLimit: 100_000,
      endOnFailure: process.env.SHRINK === undefined,
    },
  );
  // Or nothing was checked.
  expect(quietWaits).toBeGreaterThan(0);
}, 120_000);

/** What holds at the end, whatever came between. */
async function checkEnd(
  world: BoardWorld,
  pass: SimulatedPass,
  dependencies: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const { results, tickets, spent, before } = await world.stored();
  const ids = Object.keys(dependencies);
  const byId = new Map(results.map((result) => [result.id, result]));
  // B1 and B2
  expect(results.map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(sorted(pass.results)).toEqual(sorted(results));
  expect(
    Object.values(tickets)
      .map(({ step }) => step)
      .sort(),
  ).toEqual([...ids].sort());
  expect(pass.mostAtOnce).toBeLessThanOrEqual(3);
  for (const [id, { needs }] of pass.begun) {
    expect(needs).toEqual(dependencies[id]!.map((one) => byId.get(one)));
    if (needs.length > 0) expect(needs.map(({ status }) => status)).toContain('done');
  }
  for (const { id, status, error } of results) {
    expect(status === 'skipped').toBe(!pass.begun.has(id));
    if (error?.code === 'budget') expect(pass.stopped).toBe(true);
    if (error?.code !== 'NothingToBuildOn') continue;
    const statuses = dependencies[id]!.map((one) => byId.get(one)?.status);
    expect(statuses.length).toBeGreaterThan(0);
    expect(statuses).not.toContain('done');
  }
  // B6
  expect(before).toEqual(BEFORE);
  expect(Object.entries(spent).map(([ticket, one]) => [Number(ticket), one] as const)).toEqual(
    [...pass.spent].sort(([a], [b]) => a - b),
  );
  const all = [BEFORE, ...pass.spent.values()];
  const total = (name: keyof Spending) => all.reduce((sum, one) => sum + one[name], 0);
  for (const totals of pass.totals) {
    expect(totals.inputTokens).toBeLessThanOrEqual(total('inputTokens'));
    expect(totals.costUsd).toBeLessThanOrEqual(total('costUsd') + 1e-9);
  }
}

function sorted(results: readonly StepResult[]): readonly StepResult[] {
  return [...results].sort((a, b) => (a.id < b.id ? -1 : 1));
}
