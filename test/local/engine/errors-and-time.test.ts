import { describe, expect, it } from '@jest/globals';

import { graph, invoke, machine } from '../../support/definitions.ts';
import { named, TestEngine } from '../../support/run-machine.ts';

const failing =
  (...errors: (string | undefined)[]) =>
  (_input: unknown, call: number) => {
    const error = errors[call - 1];
    if (error !== undefined) throw named(error);
    return { ok: call };
  };

describe('Retry', () => {
  it('waits IntervalSeconds × BackoffRate^n, at most MaxDelaySeconds', async () => {
    const engine = new TestEngine({ f: failing('Busy', 'Busy', 'Busy', 'Busy') });
    const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 20, BackoffRate: 2, MaxAttempts: 4, MaxDelaySeconds: 60 }];
    const run = await engine.run(machine({ Call: invoke('f', { Retry: retry, End: true }) }));
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { ok: 5 } });
    expect(engine.clock.slept.map((ms) => ms / 1000)).toEqual([20, 40, 60, 60]);
  });

  it('draws the wait from zero to the capped back-off with full jitter', async () => {
    const engine = new TestEngine({ f: failing('Busy', 'Busy') }, () => 0.25);
    const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 8, JitterStrategy: 'FULL' }];
    await engine.run(machine({ Call: invoke('f', { Retry: retry, End: true }) }));
    expect(engine.clock.slept).toEqual([2000, 4000]);
  });

  it('counts attempts for each retrier, and shows the count in the context', async () => {
    const seen: unknown[] = [];
    const engine = new TestEngine({
      f: (input, call) => {
        seen.push(input);
        throw named(call % 2 ? 'A' : 'B');
      },
    });
    const task = invoke('f', {
      Arguments: { FunctionName: 'f', Payload: '{% $string($states.context.State.RetryCount) %}' },
      Retry: [
        { ErrorEquals: ['A'], MaxAttempts: 2 },
        { ErrorEquals: ['B'], MaxAttempts: 1 },
      ],
      End: true,
    });
    const run = await engine.run(machine({ Call: task }));
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(run).toMatchObject({ status: 'FAILED', error: 'B' });
  });

  it('writes the attempts one after the other and enters the state once', async () => {
    const engine = new TestEngine({ f: failing('Busy') });
    const run = await engine.run(
      machine({ Call: invoke('f', { Retry: [{ ErrorEquals: ['States.ALL'] }], End: true }) }),
    );
    expect(run.events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(run.events.map(({ id, previousEventId }) => id - previousEventId)).toEqual([1, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
  });
});

describe('Catch', () => {
  it('goes on with the error, after the retries', async () => {
    const engine = new TestEngine({ f: failing('Broken', 'Broken') });
    const task = invoke('f', {
      Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }],
      Catch: [
        { ErrorEquals: ['Broken'], Next: 'Mend', Output: '{% $states.errorOutput.Error %}', Assign: { seen: true } },
      ],
      End: true,
    });
    const run = await engine.run(
      machine({ Call: task, Mend: { Type: 'Pass', Output: '{% [$states.input, $seen] %}', End: true } }),
    );
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: ['Broken', true] });
  });

  it.each(['States.ALL', 'States.TaskFailed', 'States.Runtime'])(
    'does not handle States.Runtime with %s',
    async (name) => {
      const run = await new TestEngine().run({
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            ItemsPath: '$.missing',
            ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
            Retry: [{ ErrorEquals: [name] }],
            Catch: [{ ErrorEquals: [name], Next: 'Caught' }],
            End: true,
          },
          Caught: { Type: 'Pass', End: true },
        },
      });
      expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime', visited: ['Each'] });
    },
  );

  it('reports a JSONata fault by field and lets Catch handle it', async () => {
    const run = await new TestEngine({ f: () => 1 }).run(
      machine({
        Call: invoke('f', {
          Output: '{% $nothing %}',
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Mend' }],
          End: true,
        }),
        Mend: { Type: 'Pass', End: true },
      }),
    );
    expect(run.status).toBe('SUCCEEDED');
    expect(run.events.find(({ type }) => type === 'EvaluationFailed')?.details).toMatchObject({
      location: 'Output',
      state: 'Call',
    });
  });

  it('makes the call again when a Retry names what its Output met', async () => {
    const engine = new TestEngine({ f: (_input, call) => ({ found: call === 1 ? null : call }) });
    const task = invoke('f', {
      Output: '{% $states.result.Payload.found ? $states.result.Payload.found %}',
      Retry: [{ ErrorEquals: ['States.QueryEvaluationError'] }],
      End: true,
    });
    expect(await engine.run(machine({ Call: task }))).toMatchObject({ status: 'SUCCEEDED', output: 2 });
  });

  it.each([
    ['Parallel', { Type: 'Parallel', Branches: [graph({ P: { Type: 'Pass', End: true } })] }],
    ['Map', { Type: 'Map', Items: [1], ItemProcessor: graph({ P: { Type: 'Pass', End: true } }) }],
  ])('handles a fault in the Output of a %s', async (_type, state) => {
    const run = await new TestEngine().run(
      machine({
        All: {
          ...state,
          Output: '{% $states.result.missing %}',
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Output: 'caught', Next: 'Mend' }],
          End: true,
        },
        Mend: { Type: 'Pass', End: true },
      }),
    );
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 'caught' });
  });
});

describe('time', () => {
  it('ends a task at TimeoutSeconds', async () => {
    const engine = new TestEngine({ f: () => null });
    const wait = {
      ...invoke('f'),
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSeconds: 90,
      End: true,
    };
    const started = engine.clock.now();
    const run = await engine.run(machine({ Call: wait }));
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined });
    expect(engine.clock.now() - started).toBe(90_000);
  });

  it('ends a task that misses a heartbeat, which Catch may name', async () => {
    const engine = new TestEngine({ f: () => null });
    const wait = {
      ...invoke('f'),
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      HeartbeatSeconds: 10,
      Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Missed' }],
      End: true,
    };
    const run = await engine.run(machine({ Call: wait, Missed: { Type: 'Pass', Output: 'missed', End: true } }));
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 'missed' });
  });

  it('waits a day in no time', async () => {
    const engine = new TestEngine();
    const started = engine.clock.now();
    await engine.run(machine({ Night: { Type: 'Wait', Seconds: '{% 24 * 3600 %}', End: true } }));
    expect(engine.clock.now() - started).toBe(86_400_000);
  });

  it('ends an execution at its own TimeoutSeconds, whatever it does', async () => {
    const run = await new TestEngine().run(
      machine({ Long: { Type: 'Wait', Seconds: 100, End: true } }, { TimeoutSeconds: 5 }),
    );
    expect(run.status).toBe('TIMED_OUT');
    expect(run.events.at(-1)?.type).toBe('ExecutionTimedOut');
  });

  it('stops where it is told to, once', async () => {
    const engine = new TestEngine({ f: () => null });
    const wait = { ...invoke('f'), Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true };
    const { arn } = engine.start(machine({ Call: wait }));
    engine.executions.stop(arn, 'Enough', 'said the operator');
    engine.executions.stop(arn, 'Again', undefined);
    expect(await engine.executions.finished(arn)).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'said the operator',
    });
    expect(engine.events(arn).filter(({ type }) => type === 'ExecutionAborted')).toHaveLength(1);
  });
});

describe('branches and iterations', () => {
  const sleepy = (seconds: number, more: object = {}) => ({
    StartAt: `Sleep ${seconds}`,
    States: {
      [`Sleep ${seconds}`]: { Type: 'Wait', Seconds: seconds, Next: `After ${seconds}` },
      [`After ${seconds}`]: { Type: 'Pass', End: true, ...more },
    },
  });

  it('keeps the order of branches, whichever ends first', async () => {
    const run = await new TestEngine().run(
      machine({
        Both: { Type: 'Parallel', Branches: [sleepy(9, { Output: 'slow' }), sleepy(1, { Output: 'fast' })], End: true },
      }),
    );
    expect(run.output).toEqual(['slow', 'fast']);
  });

  it('stops the other branches when one fails', async () => {
    const broken = { StartAt: 'Break', States: { Break: { Type: 'Fail', Error: 'Broken' } } };
    const engine = new TestEngine();
    const started = engine.clock.now();
    const run = await engine.run(machine({ Both: { Type: 'Parallel', Branches: [sleepy(1000), broken], End: true } }));
    expect(run).toMatchObject({ status: 'FAILED', error: 'Broken' });
    expect(run.visited).not.toContain('After 1000');
    expect(engine.clock.now() - started).toBe(0);
    expect(run.events.map(({ type }) => type)).toContain('WaitStateAborted');
  });

  it('never runs more iterations at a time than MaxConcurrency', async () => {
    let running = 0;
    let most = 0;
    const engine = new TestEngine({
      f: async (input) => {
        most = Math.max(most, ++running);
        for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
        running -= 1;
        return input;
      },
    });
    const each = {
      Type: 'Map',
      MaxConcurrency: 3,
      ItemProcessor: graph({ Call: invoke('f', { End: true }) }),
      End: true,
    };
    const items = Array.from({ length: 10 }, (_, index) => index);
    const run = await engine.run(machine({ Each: each }), items);
    expect(run.output).toEqual(items);
    expect(most).toBe(3);
  });

  it('lets inner scopes read outer variables and never leak theirs', async () => {
    const inner = graph({
      In: { Type: 'Pass', Assign: { own: '{% $outer + 1 %}' }, Output: '{% $outer %}', Next: 'Use' },
      Use: { Type: 'Pass', Output: '{% $own %}', End: true },
    });
    const run = await new TestEngine().run(
      machine({
        Set: { Type: 'Pass', Assign: { outer: 41 }, Next: 'Each' },
        Each: { Type: 'Map', Items: [1, 2], ItemProcessor: inner, Next: 'Look' },
        Look: { Type: 'Pass', Output: { inner: '{% $states.input %}', leaked: '{% $exists($own) %}' }, End: true },
      }),
    );
    expect(run.output).toEqual({ inner: [42, 42], leaked: false });
  });

  it('ends a loop that never ends with AWS’s limit of events', async () => {
    const run = await new TestEngine().run(
      machine({
        Again: { Type: 'Pass', Next: 'And again' },
        'And again': { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Again' }], Default: 'Never' },
        Never: { Type: 'Succeed' },
      }),
    );
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(run.events).toHaveLength(25_000);
  });
});

describe('limits of data', () => {
  it('fails a state whose output is over 256 KiB', async () => {
    const run = await new TestEngine({ f: () => 'x'.repeat(262_145) }).run(
      machine({
        Call: invoke('f', {
          Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Caught', Output: 'caught' }],
          End: true,
        }),
        Caught: { Type: 'Pass', End: true },
      }),
    );
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 'caught' });
  });

  it.each([
    [{ name: 'a b' }, 'InvalidName'],
    [{ input: '{' }, 'InvalidExecutionInput'],
    [{ stateMachineArn: 'nothing' }, 'InvalidArn'],
    [{ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:none' }, 'StateMachineDoesNotExist'],
  ])('refuses to start with %j', (change, name) => {
    const engine = new TestEngine();
    const { stateMachineArn } = engine.start(machine({ End: { Type: 'Succeed' } }));
    expect(() => engine.executions.start({ stateMachineArn, ...change })).toThrow(expect.objectContaining({ name }));
  });

  it('answers the same running execution to the same name and input, and refuses the name otherwise', async () => {
    const engine = new TestEngine();
    const { stateMachineArn } = engine.start(machine({ Night: { Type: 'Wait', Seconds: 60, End: true } }));
    const first = engine.executions.start({ stateMachineArn, name: 'one', input: '{}' });
    expect(engine.executions.start({ stateMachineArn, name: 'one', input: '{}' }).arn).toBe(first.arn);
    expect(() => engine.executions.start({ stateMachineArn, name: 'one', input: '{"other":1}' })).toThrow(
      /Already Exists/,
    );
    await engine.executions.finished(first.arn);
    expect(() => engine.executions.start({ stateMachineArn, name: 'one', input: '{}' })).toThrow(/Already Exists/);
  });
});
