import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

import type { MapRunRecord } from '../../../local/engine/store.ts';
import type { Json } from '../../../local/query/json.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { graph, invoke, machine } from '../../support/definitions.ts';
import { named, TestEngine, type StubFunction } from '../../support/run-machine.ts';
import { settle } from '../../support/simulated-clock.ts';

/** A machine that is one distributed Map over its input, each child one call of `work`. */
const distributed = (fields: object = {}, ExecutionType = 'STANDARD') =>
  machine({
    Each: {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
        ...graph({ Work: invoke('work', { End: true }) }),
      },
      End: true,
      ...fields,
    },
  });

const mapRunOf = (engine: TestEngine, executionArn: string): MapRunRecord =>
  engine.executions.mapRuns.list(executionArn)[0] ?? fail();
const fail = (): never => {
  throw new Error('there is no Map Run');
};
const countsOf = (engine: TestEngine, arn: string) => engine.executions.mapRuns.counts(mapRunOf(engine, arn));
const childrenOf = (engine: TestEngine, arn: string) =>
  [...engine.executions.list({ mapRunArn: mapRunOf(engine, arn).arn }, { limit: 100 })].reverse();
const typesOf = (engine: TestEngine, arn: string) => engine.events(arn).map(({ type }) => type);

/** Fails for the given inputs as long as it is told to. */
function fussy(refused: Json[]): { readonly work: StubFunction; readonly relent: () => void } {
  let strict = true;
  const work: StubFunction = (input) => {
    if (strict && refused.includes(input)) throw named('Refused');
    return input;
  };
  return { work, relent: () => void (strict = false) };
}

it.each(['STANDARD', 'EXPRESS'])('a redrive runs only the unsuccessful and the pending %s children', async (type) => {
  const { work, relent } = fussy([2]);
  const engine = new TestEngine({ work });
  const { arn } = engine.start(distributed({}, type), [1, 2, 3]);
  expect(await engine.executions.finished(arn)).toMatchObject({ status: 'FAILED', error: 'Refused' });
  expect(mapRunOf(engine, arn)).toMatchObject({ status: 'FAILED', children: 3, items: 3, redriveCount: 0 });
  expect(countsOf(engine, arn).executions).toMatchObject({ total: 3, succeeded: 1, failed: 1, pending: 1 });
  const failed = childrenOf(engine, arn)[1];

  relent();
  engine.executions.redrive(arn);
  expect(await engine.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]' });
  expect(engine.calls.map(({ input }) => input)).toEqual([1, 2, 2, 3]);
  expect(mapRunOf(engine, arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(countsOf(engine, arn).executions).toMatchObject({ total: 3, succeeded: 3, failed: 0, pending: 0 });
  const types = typesOf(engine, arn);
  expect(types.slice(types.indexOf('ExecutionRedriven'))).toEqual([
    'ExecutionRedriven',
    'MapRunRedriven',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
  const again = engine.executions.describe(failed?.arn ?? '');
  expect(again).toMatchObject({ status: 'SUCCEEDED', redrive: { count: 1 } });
});

it('children that wait for their redrive say so, and a crash does not forget them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-map-run-'));
  const { work, relent } = fussy([1, 2]);
  const first = new TestEngine({ work }, () => 0.5, new SqliteStore(folder));
  const { arn } = first.start(distributed({ ToleratedFailureCount: 1 }), [1, 2, 3]);
  expect(await first.executions.finished(arn)).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });

  const pause = Promise.withResolvers<void>();
  const held: StubFunction = async (input) => {
    pause.resolve();
    return input === 1 ? new Promise<Json>(() => {}) : input;
  };
  first.executions.close();
  first.store.close();
  const second = new TestEngine({ work: held }, () => 0.5, new SqliteStore(folder));
  second.executions.redrive(arn);
  await pause.promise;
  expect(childrenOf(second, arn).map(({ status }) => status)).toEqual(['RUNNING', 'PENDING_REDRIVE']);
  expect(countsOf(second, arn).executions).toMatchObject({ running: 1, pendingRedrive: 1, pending: 1, failed: 0 });
  const { arn: mapRunArn } = mapRunOf(second, arn);
  const withStatus = (status: 'PENDING_REDRIVE' | 'FAILED') =>
    second.executions.list({ mapRunArn, status }, { limit: 9 });
  expect(withStatus('PENDING_REDRIVE')).toHaveLength(1);
  expect(withStatus('FAILED')).toHaveLength(0);

  second.executions.close();
  second.store.close();
  relent();
  const third = new TestEngine({ work }, () => 0.5, new SqliteStore(folder));
  third.executions.resume();
  expect(await third.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]' });
  expect(third.calls.map(({ input }) => input)).toEqual([1, 2, 3]);
  expect(typesOf(third, arn).filter((type) => type === 'MapRunRedriven')).toHaveLength(1);
  third.store.close();
  rmSync(folder, { recursive: true });
});

it('an orderly shutdown leaves the children of a run to go on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-map-run-'));
  const waiting = { Type: 'Wait', Seconds: 60, End: true };
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    ...graph({ Pause: waiting }),
  };
  const first = new TestEngine({}, () => 0.5, new SqliteStore(folder));
  first.clock.busy();
  const { arn } = first.start(distributed({ ItemProcessor, MaxConcurrency: 2 }), [1, 2]);
  while (typesOf(first, arn).length < 4) await settle();
  await settle();
  first.executions.close();
  first.store.close();
  const second = new TestEngine({}, () => 0.5, new SqliteStore(folder));
  expect(second.executions.resume()).toBe(3);
  expect(await second.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2]' });
  second.store.close();
  rmSync(folder, { recursive: true });
});

it('a stop right after a restart reaches the children, whom the Map has not looked for yet', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-map-run-'));
  const never: StubFunction = () => new Promise<Json>(() => {});
  const first = new TestEngine({ work: never }, () => 0.5, new SqliteStore(folder));
  const { arn } = first.start(distributed({ MaxConcurrency: 2 }), [1, 2, 3]);
  while (first.calls.length < 2) await settle();
  first.executions.close();
  first.store.close();
  const second = new TestEngine({ work: never }, () => 0.5, new SqliteStore(folder));
  second.executions.resume();
  second.executions.stop(arn, undefined, undefined);
  await settle();
  expect(mapRunOf(second, arn)).toMatchObject({ status: 'ABORTED' });
  expect(countsOf(second, arn).executions).toMatchObject({ aborted: 2, pending: 1, running: 0 });
  second.store.close();
  rmSync(folder, { recursive: true });
});

it('a crash after its end is no redrive', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-map-run-'));
  // Long enough that the journal is written while Output is evaluated.
  const Output = '{% $count($map([1..90000], function($v) { $v + 1 })) %}';
  const first = new TestEngine({ work: fussy([1]).work }, () => 0.5, new SqliteStore(folder));
  // Nothing waits here, so the clock has no reason to move.
  first.clock.busy();
  const { arn } = first.start(distributed({ ToleratedFailureCount: 1, Output }), [1, 2]);
  while (!typesOf(first, arn).includes('MapStateSucceeded')) await new Promise((resolve) => setImmediate(resolve));
  expect(typesOf(first, arn)).not.toContain('MapStateExited');
  first.executions.close();
  first.store.close();
  const second = new TestEngine({ work: (input) => input }, () => 0.5, new SqliteStore(folder));
  second.clock.busy();
  second.executions.resume();
  expect(await second.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '90000' });
  expect(second.calls).toHaveLength(0);
  expect(mapRunOf(second, arn)).toMatchObject({ redriveCount: 0 });
  expect(typesOf(second, arn).filter((type) => /^Map(Run|State)Succeeded$/.test(type))).toHaveLength(2);
  second.store.close();
  rmSync(folder, { recursive: true });
});

it('a child that cannot be redriven any more has failed for good', async () => {
  const { work } = fussy([1]);
  const DAY = 24 * 3600 * 1000;
  const later = graph({ Pause: { Type: 'Wait', Seconds: 10 * 24 * 3600, Next: 'Stop' }, Stop: { Type: 'Fail' } });
  const engine = new TestEngine({ work });
  const map = distributed({ ToleratedFailureCount: 1 }).States.Each as object;
  // The Map's other branch fails ten days later, so that the execution ends after its child.
  const { arn } = engine.start(
    machine({
      Both: { Type: 'Parallel', Branches: [graph({ Each: map }), later], End: true },
    }),
    [1],
  );
  await engine.executions.finished(arn);
  expect(countsOf(engine, arn).executions).toMatchObject({ failed: 1, failuresNotRedrivable: 0 });
  await engine.clock.advance(5 * DAY);
  expect(countsOf(engine, arn).executions).toMatchObject({ failed: 1, failuresNotRedrivable: 1 });
});

it('a Retry after a redrive begins a run of its own', async () => {
  const { work, relent } = fussy([1]);
  const engine = new TestEngine({ work });
  const Retry = [{ ErrorEquals: ['Refused'], MaxAttempts: 1, IntervalSeconds: 1 }];
  const { arn } = engine.start(distributed({ MaxConcurrency: 3, Retry }), [1, 2, 3]);
  expect(await engine.executions.finished(arn)).toMatchObject({ error: 'Refused' });
  engine.executions.redrive(arn);
  // The redriven run fails again; only the run of the retry after it succeeds.
  engine.clock.schedule(engine.clock.now() + 500, relent);
  expect(await engine.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]' });
  const runs = engine.executions.mapRuns.list(arn);
  expect(runs.map(({ status }) => status)).toEqual(['SUCCEEDED', 'FAILED', 'FAILED']);
  expect(engine.executions.mapRuns.counts(runs[0] ?? fail()).executions).toMatchObject({ succeeded: 3, pending: 0 });
});

it('stops its children and is ABORTED when its execution is stopped', async () => {
  const engine = new TestEngine({ work: () => new Promise<Json>(() => {}) });
  const { arn } = engine.start(distributed(), [1, 2]);
  while (engine.calls.length === 0) await settle();
  engine.executions.stop(arn, 'By hand', undefined);
  expect(mapRunOf(engine, arn)).toMatchObject({ status: 'ABORTED' });
  expect(countsOf(engine, arn).executions).toMatchObject({ aborted: 1, pending: 1 });
});

it('counts the items of batches', async () => {
  const engine = new TestEngine({ work: (batch) => batch });
  const { arn } = engine.start(distributed({ ItemBatcher: { MaxItemsPerBatch: 2 } }), [1, 2, 3]);
  await engine.executions.finished(arn);
  const { executions, items } = countsOf(engine, arn);
  expect(executions).toMatchObject({ total: 2, succeeded: 2, resultsWritten: 0 });
  expect(items).toMatchObject({ total: 3, succeeded: 3, pending: 0 });
});

it('an update lets more children run at once, and tolerates more failures, from then on', async () => {
  const gates = new Map<Json, PromiseWithResolvers<Json>>();
  const work: StubFunction = (input) => {
    const gate = Promise.withResolvers<Json>();
    gates.set(input, gate);
    return gate.promise;
  };
  const engine = new TestEngine({ work });
  const { arn } = engine.start(distributed(), [1, 2, 3]);
  while (gates.size < 1) await settle();
  await settle();
  expect(gates.size).toBe(1);
  const { mapRuns } = engine.executions;
  mapRuns.update(mapRunOf(engine, arn).arn, { maxConcurrency: 2, toleratedFailureCount: 1 });
  while (gates.size < 2) await settle();
  await settle();
  expect(gates.size).toBe(2);
  gates.get(1)?.reject(named('Refused'));
  while (gates.size < 3) await settle();
  gates.get(2)?.resolve(2);
  gates.get(3)?.resolve(3);
  expect(await engine.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[null,2,3]' });
  expect(() => mapRuns.update(mapRunOf(engine, arn).arn, { maxConcurrency: 5 })).toThrow('SUCCEEDED');
});

it('an update that tolerates less than has failed already ends the run', async () => {
  const work: StubFunction = (input) => {
    if (input === 1) throw named('Refused');
    return new Promise<Json>(() => {});
  };
  const engine = new TestEngine({ work });
  const { arn } = engine.start(distributed({ ToleratedFailureCount: 1 }), [1, 2]);
  while (engine.calls.length < 2) await settle();
  engine.executions.mapRuns.update(mapRunOf(engine, arn).arn, { toleratedFailureCount: 0 });
  expect(await engine.executions.finished(arn)).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
});

it('is redriven a thousand times at the most', async () => {
  const engine = new TestEngine({ work: fussy([1]).work });
  const { arn } = engine.start(distributed(), [1]);
  await engine.executions.finished(arn);
  engine.store.putResource('mapRun', { ...mapRunOf(engine, arn), redriveCount: 1000 });
  engine.executions.redrive(arn);
  expect(await engine.executions.finished(arn)).toMatchObject({ error: 'States.Runtime' });
});

it('a child is redriven with its run alone', async () => {
  const engine = new TestEngine({ work: fussy([1]).work });
  const { arn } = engine.start(distributed(), [1]);
  await engine.executions.finished(arn);
  expect(() => engine.executions.redrive(childrenOf(engine, arn)[0]?.arn ?? '')).toThrow(`redrive '${arn}'`);
});
