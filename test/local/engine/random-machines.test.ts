import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Store } from '../../../local/engine/store.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { FUNCTIONS, isConcurrent, machineOf, plans, type Plan } from '../../support/random-machine.ts';
import { TestEngine, type MachineRun } from '../../support/run-machine.ts';
import { copyFolder, removeFolders, stateFolder } from '../store/state-folder.ts';

afterAll(removeFolders);

const INPUT = { n: 2 };
const engineOn = (store: Store) => new TestEngine(FUNCTIONS, () => 0.5, store);

/** What differs from run to run is masked: names of children, ids of requests. */
function masked(events: readonly object[]): readonly object[] {
  const text = JSON.stringify(events);
  return JSON.parse(
    text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|root=1-[0-9a-f-]+/g, 'drawn'),
  ) as readonly object[];
}

function expectSound({ status, events, cause }: MachineRun): void {
  expect(['SUCCEEDED', 'FAILED']).toContain(status);
  expect(cause ?? '').not.toContain('Internal error');
  expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
  for (const { id, previousEventId } of events) {
    expect(previousEventId).toBeLessThan(id);
    expect(previousEventId === 0).toBe(id <= 2);
  }
  expect(events.filter(({ type }) => /^Execution(?!Started)/.test(type))).toHaveLength(1);
  expect(events.at(-1)?.type).toBe(status === 'SUCCEEDED' ? 'ExecutionSucceeded' : 'ExecutionFailed');
}

/** The same was done, in the same order where that is fixed. What runs beside a failure may be stopped earlier or later. */
function expectAlike(plan: Plan, one: MachineRun, other: MachineRun): void {
  expect([other.status, other.output]).toEqual([one.status, one.output]);
  const histories = [one, other].map(({ events }) =>
    masked(events.map(({ timestamp: _timestamp, ...event }) => event)),
  );
  if (!isConcurrent(plan)) expect(histories[1]).toEqual(histories[0]);
  else if (!one.events.some(({ type }) => /Failed|Aborted|TimedOut/.test(type))) {
    const [before, after] = [one, other].map(({ events }) =>
      masked(events.map(({ type, details }) => ({ type, details })))
        .map((event) => JSON.stringify(event))
        .sort(),
    );
    expect(after).toEqual(before);
  }
}

it('every machine ends with a sound history, which is the same in both stores', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const inMemory = await engineOn(new MemoryStore()).run(machineOf(plan), INPUT);
      expectSound(inMemory);
      const store = new SqliteStore(stateFolder());
      const onDisk = await engineOn(store).run(machineOf(plan), INPUT);
      store.close();
      expectSound(onDisk);
      expectAlike(plan, inMemory, onDisk);
    }),
    { numRuns: 60 },
  );
});

it('a crash at any point changes nothing of that', async () => {
  await fc.assert(
    fc.asyncProperty(plans, fc.nat(30), async (plan, turns) => {
      const undisturbed = await engineOn(new MemoryStore()).run(machineOf(plan), INPUT);
      const folder = stateFolder();
      const first = engineOn(new SqliteStore(folder));
      const { arn } = first.start(machineOf(plan), INPUT);
      for (let turn = 0; turn < turns; turn++) await (first.store.committed() ?? new Promise(setImmediate));
      await first.store.committed();
      const left = copyFolder(folder);
      first.executions.close();

      const second = engineOn(new SqliteStore(left));
      await second.clock.advance(first.clock.now() - second.clock.now());
      second.executions.resume();
      const resumed = await second.finish(second.executions.get(arn));
      first.store.close();
      second.store.close();
      expectSound(resumed);
      expectAlike(plan, undisturbed, resumed);
    }),
    { numRuns: 60 },
  );
});
