import { describe, expect, it } from '@jest/globals';

import type { Json } from '../../../local/query/json.ts';
import { graph, invoke, machine } from '../../support/definitions.ts';
import { named, TestEngine } from '../../support/run-machine.ts';
import { settle } from '../../support/simulated-clock.ts';

/** What must not happen when results come late, branches fail, or somebody stops an execution. */
const waiting = (name: string, more: object = {}) =>
  invoke(name, {
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: name, Payload: '{% $states.context.Task.Token %}' },
    Output: '{% $states.result %}',
    End: true,
    ...more,
  });
/** A function that answers when the test says so. */
const held = () => {
  const answers: ((value: Json) => void)[] = [];
  return { answers, stub: () => new Promise<Json>((resolve) => answers.push(resolve)) };
};

describe('a late result', () => {
  it('changes nothing after the task has timed out', async () => {
    const { answers, stub } = held();
    const engine = new TestEngine({ slow: stub });
    const { arn } = engine.start(machine({ Call: invoke('slow', { TimeoutSeconds: 5, End: true }) }));
    while (answers.length === 0) await settle();
    await engine.clock.advance(5000);
    const record = await engine.executions.finished(arn);
    answers[0]?.('too late');
    await settle();
    expect(record).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(engine.events(arn).at(-1)?.type).toBe('ExecutionFailed');
  });

  it('does not make the retry believe that its call was made', async () => {
    const { answers, stub } = held();
    const engine = new TestEngine({ slow: stub });
    const retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const { arn } = engine.start(machine({ Ask: waiting('slow', { TimeoutSeconds: 5, Retry: retry }) }));
    while (answers.length === 0) await settle();
    await engine.clock.advance(5000);
    answers[0]?.(null);
    await engine.clock.advance(1000);
    while (answers.length < 2) await settle();
    await engine.clock.advance(5000);
    await engine.executions.finished(arn);
    expect(engine.calls).toHaveLength(2);
    expect(engine.events(arn).filter(({ type }) => type === 'TaskSubmitted')).toHaveLength(0);
  });
});

describe('a task token', () => {
  it('is worth nothing once its task is over', async () => {
    const tokens: string[] = [];
    const engine = new TestEngine({
      ask: (token) => {
        tokens.push(String(token));
        throw named('Broken');
      },
    });
    expect(await engine.run(machine({ Ask: waiting('ask') }))).toMatchObject({ status: 'FAILED', error: 'Broken' });
    expect(() => engine.taskTokens.succeed(tokens[0] ?? '', '1')).toThrow(
      expect.objectContaining({ name: 'TaskTimedOut' }),
    );
  });
});

describe('stopping', () => {
  const branches = (...states: object[]) => ({
    Type: 'Parallel',
    Branches: states.map((state, index) => graph({ [`State ${index}`]: state })),
    End: true,
  });

  it.each([
    ['a task', machine({ Only: invoke('slow', { End: true }) })],
    ['branches', machine({ Both: branches(invoke('slow', { End: true }), { Type: 'Wait', Seconds: 60, End: true }) })],
    [
      'iterations',
      machine({
        Each: { Type: 'Map', Items: [1, 2], ItemProcessor: graph({ Call: invoke('slow', { End: true }) }), End: true },
      }),
    ],
  ])('writes nothing after ExecutionAborted: %s', async (_what, definition) => {
    const { answers, stub } = held();
    const engine = new TestEngine({ slow: stub });
    const { arn } = engine.start(definition);
    while (answers.length === 0) await settle();
    engine.executions.stop(arn, 'Enough', undefined);
    for (const answer of answers) answer('late');
    await engine.executions.finished(arn);
    await settle();
    const types = engine.events(arn).map(({ type }) => type);
    expect(types.at(-1)).toBe('ExecutionAborted');
    expect(types.filter((type) => type === 'ExecutionAborted')).toHaveLength(1);
  });

  it('stops the children of a distributed Map when a sibling branch fails', async () => {
    const { answers, stub } = held();
    const engine = new TestEngine({ slow: stub });
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      ...graph({ Call: invoke('slow', { Next: 'Again' }), Again: invoke('slow', { End: true }) }),
    };
    const each = graph({ Each: { Type: 'Map', Items: [1, 2, 3], ItemProcessor: processor, End: true } });
    const { arn } = engine.start(
      machine({
        Both: { Type: 'Parallel', Branches: [each, graph({ Ask: waiting('slow', { TimeoutSeconds: 1 }) })], End: true },
      }),
    );
    while (answers.length < 4) await settle();
    await engine.clock.advance(1000);
    expect(await engine.executions.finished(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    for (const answer of answers) answer(1);
    await settle();
    expect(engine.calls).toHaveLength(4);
    expect(engine.store.runningExecutions()).toEqual([]);
  });
});

describe('data that a state cannot work with', () => {
  it.each([
    [
      'MaxConcurrency',
      {
        Type: 'Map',
        Items: [1],
        MaxConcurrency: '{% -1 %}',
        ItemProcessor: graph({ P: { Type: 'Pass', End: true } }),
        End: true,
      },
    ],
    ['TimeoutSeconds', invoke('f', { TimeoutSeconds: '{% 0.5 %}', End: true })],
    ['Seconds', { Type: 'Wait', Seconds: '{% -2 %}', End: true }],
  ])('%s out of range is an error that quotes the expression once', async (field, state) => {
    const { error, cause } = await new TestEngine({ f: () => 1 }).run(machine({ State: state }));
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toMatch(
      new RegExp(
        `^An error occurred [^.]+\\. The JSONata expression '[-\\d.]+' specified for the field '${field}' returned an unexpected value\\.`,
      ),
    );
  });

  it('ends an execution whose branches fill the history, instead of hanging', async () => {
    const loop = (name: string) =>
      graph({
        [`${name} again`]: { Type: 'Pass', Next: `${name} round` },
        [`${name} round`]: {
          Type: 'Choice',
          Choices: [{ Condition: '{% true %}', Next: `${name} again` }],
          Default: `${name} never`,
        },
        [`${name} never`]: { Type: 'Succeed' },
      });
    const run = await new TestEngine().run(
      machine({ Both: { Type: 'Parallel', Branches: [loop('one'), loop('two')], End: true } }),
    );
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
