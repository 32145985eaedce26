import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

import type { Store } from '../../../local/engine/store.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { graph, invoke, machine } from '../../support/definitions.ts';
import { TestEngine, type StubFunction } from '../../support/run-machine.ts';
import { settle } from '../../support/simulated-clock.ts';

const TWO_CALLS = graph({ Call: invoke('work', { Next: 'Again' }), Again: invoke('work', { End: true }) });
const CALL = { QueryLanguage: 'JSONata', ...TWO_CALLS };
const engineOf = (work: StubFunction, mostAtWork: number, store?: Store) =>
  new TestEngine({ work }, undefined, store, undefined, mostAtWork);
const machineOf = (engine: TestEngine, definition: object, name = 'machine') =>
  engine.machines.create({
    name,
    definition: JSON.stringify(definition),
    roleArn: 'arn:aws:iam::000000000000:role/test',
  }).arn;

/** Calls that wait until they are let go, in order. */
function held() {
  const waiting: { readonly input: unknown; readonly letGo: () => void }[] = [];
  const work: StubFunction = (input) => new Promise((resolve) => waiting.push({ input, letGo: () => resolve(input) }));
  return { waiting, work };
}

describe('executions that are started at once', () => {
  it('begin in the order of their starts, so many at a time, and all end', async () => {
    const begun: unknown[] = [];
    let inFlight = 0;
    let most = 0;
    const engine = engineOf(async (input) => {
      if (!begun.includes(input)) begun.push(input);
      most = Math.max(most, ++inFlight);
      await settle(1);
      inFlight -= 1;
      return input;
    }, 7);
    const stateMachineArn = machineOf(engine, CALL);
    const numbers = Array.from({ length: 500 }, (_, number) => number);
    const started = numbers.map((number) => engine.executions.start({ stateMachineArn, input: String(number) }));
    const ended = await Promise.all(started.map(({ arn }) => engine.executions.finished(arn)));
    expect(ended.map(({ status, output }) => [status, output])).toEqual(
      numbers.map((number) => ['SUCCEEDED', String(number)]),
    );
    expect(most).toBe(7);
    expect(begun).toEqual(numbers);
  });

  it('do not wait for those that sleep', async () => {
    const { work } = held();
    const engine = engineOf(work, 2);
    // One call stays in flight, so that the clock stands still.
    engine.start(CALL);
    const stateMachineArn = machineOf(
      engine,
      machine({ Sleep: { Type: 'Wait', Seconds: 86_400, End: true } }),
      'sleeper',
    );
    const sleepers = Array.from({ length: 20 }, () => engine.executions.start({ stateMachineArn }));
    const asleep = () => sleepers.every(({ arn }) => engine.events(arn).at(-1)?.type === 'WaitStateEntered');
    while (!asleep()) await settle();
  });

  it('do not wait longer because another one has much to do at a time', async () => {
    const { work, waiting } = held();
    const engine = engineOf(work, 2);
    const items = Array.from({ length: 40 }, (_, index) => index);
    engine.start(machine({ Each: { Type: 'Map', ItemProcessor: TWO_CALLS, End: true } }), items);
    // As many iterations as run at a time.
    while (waiting.length < 40) await settle();
    engine.start(CALL, 'next');
    while (waiting.length < 41) await settle();
    expect(waiting.at(-1)?.input).toBe('next');
  });

  it('are there before they begin, and can be stopped or found by name', async () => {
    const { work, waiting } = held();
    const engine = engineOf(work, 1);
    const stateMachineArn = machineOf(engine, CALL);
    const [first, second, third] = ['1', '2', '3'].map((input) =>
      engine.executions.start({ stateMachineArn, name: `number-${input}`, input }),
    );
    await settle();
    expect(waiting.map(({ input }) => input)).toEqual([1]);
    expect(engine.executions.get(second!.arn)).toMatchObject({ status: 'RUNNING', input: '2' });
    expect(engine.executions.start({ stateMachineArn, name: 'number-2', input: '2' }).arn).toBe(second!.arn);
    expect(engine.executions.stop(second!.arn, 'Enough', undefined).status).toBe('ABORTED');
    expect((await engine.finish(second!)).events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'ExecutionAborted',
    ]);

    const end = engine.executions.finished(third!.arn);
    for (const index of [0, 1, 2, 3]) {
      waiting[index]?.letGo();
      await settle(6);
    }
    expect(await end).toMatchObject({ status: 'SUCCEEDED', output: '3' });
    expect(engine.executions.get(first!.arn).status).toBe('SUCCEEDED');
    expect(waiting.map(({ input }) => input)).toEqual([1, 1, 3, 3]);
  });

  it('begin at once where the caller waits for the end', async () => {
    const { work } = held();
    const engine = engineOf(work, 1);
    engine.start(CALL);
    await settle();
    const { arn } = engine.machines.create({
      name: 'express',
      definition: JSON.stringify(machine({ Done: { Type: 'Succeed' } })),
      roleArn: 'arn:aws:iam::000000000000:role/test',
      type: 'EXPRESS',
    });
    expect(await engine.executions.startSync({ stateMachineArn: arn })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('wait for their turn again after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-queue-'));
    try {
      const store = new SqliteStore(folder);
      const before = engineOf(held().work, 1, store);
      const stateMachineArn = machineOf(before, CALL);
      const arns = ['1', '2', '3'].map((input) => before.executions.start({ stateMachineArn, input }).arn);
      await settle();
      before.executions.close();
      store.close();

      const reopened = new SqliteStore(folder);
      const { work, waiting } = held();
      const after = engineOf(work, 1, reopened);
      expect(after.executions.resume()).toBe(3);
      const ended = Promise.all(arns.map((arn) => after.executions.finished(arn)));
      for (const index of [0, 1, 2, 3, 4, 5]) {
        await settle(6);
        expect(waiting).toHaveLength(index + 1);
        waiting[index]?.letGo();
      }
      expect((await ended).map(({ output }) => output)).toEqual(['1', '2', '3']);
      expect(waiting.map(({ input }) => input)).toEqual([1, 1, 2, 2, 3, 3]);
      reopened.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
