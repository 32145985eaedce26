import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { HistoryEvent } from '../../../local/engine/history.ts';
import type { Store } from '../../../local/engine/store.ts';
import type { Json } from '../../../local/query/json.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { graph, invoke, machine } from '../../support/definitions.ts';
import { named, TestEngine, type MachineRun, type StubFunction } from '../../support/run-machine.ts';
import { settle } from '../../support/simulated-clock.ts';

const DAY = 24 * 3600 * 1000;
let folder: string;
let stores: Store[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-redrive-'));
  stores = [];
});
afterEach(() => {
  for (const store of stores) store.close();
  rmSync(folder, { recursive: true });
});
const openStore = { memory: () => new MemoryStore(), disk: () => new SqliteStore(join(folder, String(stores.length))) };

function engineWith(functions: Record<string, StubFunction>, store: Store = openStore.memory()): TestEngine {
  stores.push(store);
  return new TestEngine(functions, () => 0.5, store);
}

async function redriven(engine: TestEngine, run: { readonly arn: string }): Promise<MachineRun> {
  engine.executions.redrive(run.arn);
  return engine.finish(engine.executions.get(run.arn));
}

/** A function that fails until it is called for the `nth` time. */
const failsBefore =
  (nth: number, name = 'Flaky'): StubFunction =>
  (input, call) => {
    if (call < nth) throw named(name);
    return input;
  };
const double: StubFunction = (event) => Number(event) * 2;
const typesOf = (events: readonly HistoryEvent[]) => events.map(({ type }) => type);

/** What happens once, however often an execution is redriven: entering, leaving, and every result. */
const happensOnce = (events: readonly HistoryEvent[]) =>
  typesOf(events)
    .filter((type) => /(Entered|Exited|Started|Succeeded)$/.test(type) && type !== 'TaskStarted')
    .sort();

/** Fails every call in turn; after a redrive the execution must be as if nothing had failed. */
async function recoversFromAnyFailure(definition: object, functions: Record<string, StubFunction>, input: Json) {
  const undisturbed = engineWith(functions);
  const expected = await undisturbed.run(definition, input);
  expect(expected.status).toBe('SUCCEEDED');
  for (const open of Object.values(openStore)) {
    for (let fatal = 1; fatal <= undisturbed.calls.length; fatal++) {
      let count = 0;
      const flaky = (stub: StubFunction): StubFunction => {
        return (event, call) => {
          if (++count === fatal) throw named('Flaky');
          return stub(event, call);
        };
      };
      const failing = Object.entries(functions).map(([name, stub]) => [name, flaky(stub)] as const);
      const engine = engineWith(Object.fromEntries(failing), open());
      const { arn } = engine.start(definition, input);
      expect(await engine.executions.finished(arn)).toMatchObject({ status: 'FAILED', error: 'Flaky' });
      const run = await redriven(engine, { arn });
      expect(run).toMatchObject({ status: 'SUCCEEDED', output: expected.output });
      expect(happensOnce(run.events)).toEqual(happensOnce(expected.events));
      expect(run.events.map(({ id }) => id)).toEqual(run.events.map((_event, index) => index + 1));
      for (const { id, previousEventId } of run.events) expect(previousEventId).toBeLessThan(id);
    }
  }
}

describe('a redriven execution', () => {
  it('goes on in the state that failed, with its variables, and does nothing twice', async () => {
    const engine = engineWith({ double, flaky: failsBefore(2) });
    const { arn } = engine.start(
      machine({
        First: invoke('double', { Assign: { kept: '{% $states.result.Payload %}' }, Next: 'Second' }),
        Second: invoke('flaky', { Output: '{% $states.result.Payload + $kept %}', End: true }),
      }),
      4,
    );
    await engine.executions.finished(arn);
    const run = await redriven(engine, { arn });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 16, error: undefined, cause: undefined });
    expect(engine.calls.map(({ name }) => name)).toEqual(['double', 'flaky', 'flaky']);
    expect(typesOf(run.events).slice(-8)).toEqual([
      'TaskFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    const redrive = run.events.find(({ type }) => type === 'ExecutionRedriven');
    expect(redrive).toMatchObject({ previousEventId: (redrive?.id ?? 0) - 1, details: { redriveCount: 1 } });
    expect(run.events[redrive?.id ?? 0]).toMatchObject({ type: 'TaskScheduled', previousEventId: redrive?.id });
  });

  it('runs failed and aborted branches and iterations again, however they are nested', async () => {
    const leaf = (name: string) => graph({ [name]: invoke('double', { End: true }) });
    const nested = graph({ Inner: { Type: 'Parallel', Branches: [leaf('A'), leaf('B')], End: true } });
    const each = graph({
      Each: { Type: 'Map', Items: [5, 6, 7], MaxConcurrency: 2, ItemProcessor: leaf('C'), End: true },
    });
    const definition = machine({ All: { Type: 'Parallel', Branches: [nested, each, leaf('D')], End: true } });
    await recoversFromAnyFailure(definition, { double }, 7);
  });

  it.each([0, 1, 2])('keeps what the iterations of a Map with MaxConcurrency %i have done', async (MaxConcurrency) => {
    const inner = graph({
      One: invoke('double', { Assign: { once: '{% $states.result.Payload %}' }, Next: 'Two' }),
      Two: invoke('double', { Output: '{% [$once, $states.result.Payload] %}', End: true }),
    });
    const definition = machine({ Each: { Type: 'Map', MaxConcurrency, ItemProcessor: inner, End: true } });
    await recoversFromAnyFailure(definition, { double }, [1, 2, 3]);
  });

  it('begins retries and time limits anew', async () => {
    const engine = engineWith({ flaky: failsBefore(4) });
    const Retry = [{ ErrorEquals: ['Flaky'], IntervalSeconds: 60, MaxAttempts: 1 }];
    const { arn } = engine.start(machine({ Call: invoke('flaky', { Retry, End: true }) }, { TimeoutSeconds: 100 }));
    expect(await engine.executions.finished(arn)).toMatchObject({ error: 'Flaky' });
    expect(engine.calls).toHaveLength(2);
    await engine.clock.advance(DAY);
    expect(await redriven(engine, { arn })).toMatchObject({ status: 'SUCCEEDED' });
    expect(engine.calls).toHaveLength(4);
  });

  it('tells its states that, and when, it was redriven', async () => {
    const engine = engineWith({ flaky: failsBefore(2) });
    const Output = '{% $states.context.Execution.[RedriveCount, RedriveTime] %}';
    const { arn } = engine.start(machine({ Call: invoke('flaky', { Output, End: true }) }));
    await engine.executions.finished(arn);
    await engine.clock.advance(DAY);
    const at = new Date(engine.clock.now()).toISOString();
    expect(await redriven(engine, { arn })).toMatchObject({ output: [1, at] });
  });

  it('goes on after a stop in the middle of a wait, which begins anew', async () => {
    const engine = engineWith({});
    engine.clock.busy();
    const { arn } = engine.start(machine({ Pause: { Type: 'Wait', Seconds: 60, End: true } }));
    await engine.clock.advance(30_000);
    expect(engine.executions.stop(arn, 'Stop', 'by hand')).toMatchObject({ status: 'ABORTED' });
    engine.executions.redrive(arn);
    await engine.clock.advance(59_000);
    expect(engine.executions.get(arn)).toMatchObject({ status: 'RUNNING' });
    expect(engine.executions.get(arn).stopDate).toBeUndefined();
    await engine.clock.advance(1000);
    expect(await engine.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
  });

  it('can be stopped again', async () => {
    const engine = engineWith({});
    engine.clock.busy();
    const { arn } = engine.start(machine({ Pause: { Type: 'Wait', Seconds: 60, End: true } }));
    engine.executions.stop(arn, undefined, undefined);
    engine.executions.redrive(arn);
    await settle();
    expect(engine.executions.stop(arn, undefined, undefined)).toMatchObject({ status: 'ABORTED' });
  });

  it('goes on from its start when it was stopped before', async () => {
    const engine = engineWith({ double });
    const { arn } = engine.start(machine({ Call: invoke('double', { End: true }) }), 1);
    engine.executions.stop(arn, undefined, undefined);
    const run = await redriven(engine, { arn });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 2 });
    expect(typesOf(run.events).slice(0, 4)).toEqual([
      'ExecutionStarted',
      'ExecutionAborted',
      'ExecutionRedriven',
      'TaskStateEntered',
    ]);
    expect(run.events[3]).toMatchObject({ previousEventId: 3 });
  });

  it('asks a person again: an answer to the token from before is refused', async () => {
    const tokens: string[] = [];
    const ask: StubFunction = (token) => (tokens.push(String(token)), null);
    const engine = engineWith({ ask });
    const { arn } = engine.start(
      machine({
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Arguments: { FunctionName: 'ask', Payload: '{% $states.context.Task.Token %}' },
          TimeoutSeconds: 60,
          End: true,
        },
      }),
    );
    expect(await engine.executions.finished(arn)).toMatchObject({ error: 'States.Timeout' });
    const release = engine.clock.busy();
    engine.executions.redrive(arn);
    while (tokens.length < 2) await settle();
    while (
      !engine
        .events(arn)
        .slice(-1)
        .some(({ type }) => type === 'TaskSubmitted')
    )
      await settle();
    expect(() => engine.taskTokens.succeed(tokens[0] ?? '', '1')).toThrow('does not exist anymore');
    engine.taskTokens.succeed(tokens[1] ?? '', '"yes"');
    release();
    expect(await engine.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
  });

  it('runs a Parallel whose results were too large again as a whole', async () => {
    const large: StubFunction = (_event, call) => 'x'.repeat(call <= 2 ? 200_000 : 1);
    const engine = engineWith({ large });
    const leaf = (name: string) => graph({ [name]: invoke('large', { End: true }) });
    const { arn } = engine.start(
      machine({
        Both: { Type: 'Parallel', Branches: [leaf('A'), leaf('B')], Next: 'Done' },
        Done: { Type: 'Succeed' },
      }),
    );
    expect(await engine.executions.finished(arn)).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(await redriven(engine, { arn })).toMatchObject({ status: 'SUCCEEDED', output: ['x', 'x'] });
    expect(engine.calls).toHaveLength(4);
  });

  it('survives a crash that comes right after the redrive', async () => {
    const journal = join(folder, 'crashed');
    const first = engineWith({ flaky: failsBefore(2) }, new SqliteStore(journal));
    const { arn } = first.start(machine({ Call: invoke('flaky', { End: true }) }), 'kept');
    await first.executions.finished(arn);
    first.executions.redrive(arn);
    first.executions.close();
    first.store.close();
    const second = engineWith({ flaky: failsBefore(1) }, new SqliteStore(journal));
    expect(second.executions.resume()).toBe(1);
    const run = await second.finish(second.executions.get(arn));
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 'kept' });
    expect(typesOf(run.events).filter((type) => type === 'ExecutionRedriven')).toHaveLength(1);
  });
});

describe('a redrive is refused', () => {
  const failing = machine({ Stop: { Type: 'Fail', Error: 'Always' } });
  const refusal = (engine: TestEngine, arn: string) => {
    try {
      engine.executions.redrive(arn);
    } catch (error) {
      return error as Error;
    }
    return undefined;
  };

  it('while the execution runs, and once it has succeeded', async () => {
    const engine = engineWith({});
    const { arn } = engine.start(machine({ Only: { Type: 'Pass', End: true } }));
    const expected = (status: string) => ({
      name: 'ExecutionNotRedrivable',
      message: `Execution is ${status} and cannot be redriven`,
    });
    expect(refusal(engine, arn)).toMatchObject(expected('RUNNING'));
    await engine.executions.finished(arn);
    expect(refusal(engine, arn)).toMatchObject(expected('SUCCEEDED'));
  });

  it('14 days after its end', async () => {
    const engine = engineWith({});
    const { arn } = engine.start(failing);
    await engine.executions.finished(arn);
    await engine.clock.advance(14 * DAY - 1);
    expect(await redriven(engine, { arn })).toMatchObject({ error: 'Always' });
    await engine.clock.advance(14 * DAY);
    expect(refusal(engine, arn)?.message).toBe('Execution redrivable period exceeded');
  });

  it('a year after its start', async () => {
    const engine = engineWith({});
    const { arn } = engine.start(machine({ Long: { Type: 'Wait', Seconds: 99_999_999, End: true } }));
    expect(await engine.executions.finished(arn)).toMatchObject({ status: 'TIMED_OUT' });
    expect(refusal(engine, arn)?.message).toBe('Execution has exceeded the max execution time');
  });

  it('when its history is full', async () => {
    const engine = engineWith({});
    const { arn } = engine.start(
      machine({
        Again: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Done' }], Default: 'Again' },
        Done: { Type: 'Succeed' },
      }),
    );
    await engine.executions.finished(arn);
    expect(refusal(engine, arn)?.message).toBe('Execution history event limit exceeded');
  });

  it('when its machine is gone', async () => {
    const engine = engineWith({});
    const { arn, stateMachineArn } = engine.start(failing);
    await engine.executions.finished(arn);
    engine.machines.delete(stateMachineArn);
    expect(refusal(engine, arn)?.message).toBe('State machine is in DELETING status');
  });
});

it('a client token redrives once within 15 minutes', async () => {
  const engine = engineWith({});
  const { arn } = engine.start(machine({ Stop: { Type: 'Fail' } }));
  await engine.executions.finished(arn);
  const first = engine.executions.redrive(arn, 'token');
  await engine.executions.finished(arn);
  await engine.clock.advance(15 * 60_000);
  expect(engine.executions.redrive(arn, 'token')).toBe(first);
  expect(engine.executions.get(arn)).toMatchObject({ status: 'FAILED', redrive: { count: 1 } });
  await engine.clock.advance(1);
  engine.executions.redrive(arn, 'token');
  expect(engine.executions.get(arn)).toMatchObject({ status: 'RUNNING', redrive: { count: 2 } });
});
