import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { storageAndMessagingServices } from '../../../local/api/hosted-services.ts';
import { startServer } from '../../../local/api/server.ts';
import type { Json } from '../../../local/query/json.ts';
import { fauxqsEngine } from '../../../local/resources/hosted/fauxqs-engine.ts';
import type { TaskTokens } from '../../../local/engine/task-tokens.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { graph, invoke, machine } from '../../support/definitions.ts';
import { TestEngine, type StubFunction } from '../../support/run-machine.ts';
import { settle } from '../../support/simulated-clock.ts';

/**
 * A crash in the middle of a call: the journal's files are copied as kill -9 would leave them, and a second engine opens the
 * copy. Every execution must end as it would have without the crash.
 */
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
let folder: string;
let engines: TestEngine[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-resume-'));
  engines = [];
});
afterEach(() => {
  for (const { store } of engines) store.close();
  rmSync(folder, { recursive: true });
});

let journals = 0;
const engineOn = (
  functions: Record<string, StubFunction>,
  journal = join(folder, String(++journals)),
  endpoint?: string,
) => {
  const engine = new TestEngine(functions, () => 0.5, new SqliteStore(journal), endpoint);
  engines.push(engine);
  return { engine, journal };
};

/** What the disk holds once everything done so far is committed. The crashed engine never moves again. */
async function crash(crashed: { engine: TestEngine; journal: string }): Promise<string> {
  crashed.engine.clock.busy();
  await settle();
  await crashed.engine.store.committed();
  const copy = join(folder, String(++journals));
  cpSync(crashed.journal, copy, { recursive: true });
  return copy;
}

/** Runs `definition` and crashes while the call number `fatal` is in flight; returns the run after the restart and all calls made. */
async function crashAt(fatal: number, definition: object, functions: Record<string, StubFunction>, input: Json = {}) {
  const calls: string[] = [];
  let count = 0;
  const reached = Promise.withResolvers<void>();
  const counted = (crashing: boolean) =>
    Object.fromEntries(
      Object.entries(functions).map(([name, stub]): [string, StubFunction] => [
        name,
        (event, call) => {
          if (crashing && ++count === fatal) {
            reached.resolve();
            return new Promise<Json>(() => {});
          }
          // A call that a crash interrupted was never answered, so it does not count as made.
          if (crashing && count > fatal) return new Promise<Json>(() => {});
          calls.push(`${name} ${JSON.stringify(event)}`);
          return stub(event, call);
        },
      ]),
    );
  const first = engineOn(counted(true));
  const { arn } = first.engine.start(definition, input);
  await reached.promise;
  const second = engineOn(counted(false), await crash(first)).engine;
  expect(second.executions.resume()).toBeGreaterThan(0);
  return { ...(await second.finish(second.executions.get(arn))), calls };
}

/** Crashes at every call in turn; the output, and which calls were made, must be those of a run without a crash. */
async function survivesAnyCrash(definition: object, functions: Record<string, StubFunction>, input: Json = {}) {
  const undisturbed = new TestEngine(functions);
  const expected = await undisturbed.run(definition, input);
  expect(expected.status).toBe('SUCCEEDED');
  const madeOnce = undisturbed.calls.map(({ name, input: event }) => `${name} ${JSON.stringify(event)}`).sort();
  for (let fatal = 1; fatal <= madeOnce.length; fatal++) {
    const run = await crashAt(fatal, definition, functions, input);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: expected.output });
    expect([...run.calls].sort()).toEqual(madeOnce);
    expect(run.events.map(({ id }) => id)).toEqual(run.events.map((_event, index) => index + 1));
    expect(run.events.map(({ type }) => type).sort()).toEqual(expected.events.map(({ type }) => type).sort());
    for (const { id, previousEventId } of run.events) expect(previousEventId).toBeLessThan(id);
  }
}

const double: StubFunction = (event) => Number(event) * 2;

describe('after a crash', () => {
  it('a chain of tasks goes on, each done once', async () => {
    await survivesAnyCrash(
      machine({
        One: invoke('double', { Assign: { kept: '{% $states.result.Payload %}' }, Next: 'Two' }),
        Two: invoke('double', { Next: 'Three' }),
        Three: invoke('double', { Output: '{% $states.result.Payload + $kept %}', End: true }),
      }),
      { double },
      1,
    );
  });

  it.each([0, 1, 2])('a Map with MaxConcurrency %i keeps what its iterations have done', async (MaxConcurrency) => {
    const inner = graph({
      First: invoke('double', { Assign: { once: '{% $states.result.Payload %}' }, Next: 'Second' }),
      Second: invoke('double', { Output: '{% [$once, $states.result.Payload] %}', End: true }),
    });
    await survivesAnyCrash(
      machine({
        Each: { Type: 'Map', MaxConcurrency, ItemProcessor: inner, Next: 'Sum' },
        Sum: { Type: 'Pass', Output: '{% $sum($states.input.$sum($)) %}', End: true },
      }),
      { double },
      [1, 2, 3, 4],
    );
  });

  it('branches keep what they have done, also nested', async () => {
    const leaf = (name: string) => graph({ [name]: invoke('double', { End: true }) });
    const nested = graph({ Inner: { Type: 'Parallel', Branches: [leaf('A'), leaf('B')], End: true } });
    const each = graph({ Each: { Type: 'Map', Items: [5, 6], ItemProcessor: leaf('C'), End: true } });
    await survivesAnyCrash(
      machine({ Both: { Type: 'Parallel', Branches: [nested, each, leaf('D')], End: true } }),
      { double },
      7,
    );
  });

  it('a distributed Map adopts the children that it had started', async () => {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      ...graph({ Work: invoke('double', { End: true }) }),
    };
    await survivesAnyCrash(
      machine({ Each: { Type: 'Map', MaxConcurrency: 2, ItemProcessor: processor, End: true } }),
      { double },
      [1, 2, 3],
    );
  });

  it('a distributed Map works on what it had read and batched, whatever has become of the file', async () => {
    const bucket = fauxqsEngine();
    const server = await startServer({ port: 0, services: storageAndMessagingServices(bucket) });
    const s3 = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, forcePathStyle: true });
    const at = { Bucket: 'items', Key: 'file.json' };
    await s3.send(new CreateBucketCommand({ Bucket: at.Bucket }));
    await s3.send(new PutObjectCommand({ ...at, Body: '[1,2,3]' }));
    const reached = Promise.withResolvers<void>();
    const never: StubFunction = () => {
      reached.resolve();
      return new Promise<Json>(() => {});
    };
    const first = engineOn({ work: never }, join(folder, 'reader'), server.url);
    const { arn } = first.engine.start(
      machine({
        Each: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' }, Arguments: at },
          ItemBatcher: { MaxItemsPerBatch: 2 },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            ...graph({ Work: invoke('work', { End: true }) }),
          },
          End: true,
        },
      }),
    );
    await reached.promise;
    const journal = await crash(first);
    s3.destroy();
    await server.close();
    await bucket.close();

    // Nothing answers for S3 any more.
    const second = engineOn({ work: (batch) => batch }, journal).engine;
    second.executions.resume();
    const run = await second.finish(second.executions.get(arn));
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: [{ Items: [1, 2] }, { Items: [3] }] });
    expect(run.events.filter(({ type }) => type === 'MapRunStarted')).toHaveLength(1);
  });

  it('a retry waits for the rest of its back-off and counts the attempts before', async () => {
    let failures = 0;
    const flaky: StubFunction = () => {
      if (++failures <= 2) throw Object.assign(new Error('busy'), { name: 'Busy' });
      return 'done';
    };
    const definition = machine({
      Call: invoke('flaky', { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60, MaxAttempts: 2 }], End: true }),
    });
    // The third call, which succeeds, is in flight at the crash.
    const run = await crashAt(3, definition, { flaky });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    expect(run.events.filter(({ type }) => type === 'TaskFailed')).toHaveLength(2);
  });

  it('a task token that was handed out before still works', async () => {
    const tokens: string[] = [];
    const state = {
      ...invoke('ask'),
      Arguments: { FunctionName: 'ask', Payload: '{% $states.context.Task.Token %}' },
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Output: '{% $states.result %}',
      TimeoutSeconds: 86_400,
      End: true,
    };
    const ask: StubFunction = (token) => {
      tokens.push(String(token));
      return null;
    };
    const first = engineOn({ ask });
    first.engine.clock.busy();
    const { arn } = first.engine.start(machine({ Ask: state }));
    while (!first.engine.events(arn).some(({ type }) => type === 'TaskSubmitted')) await settle();

    const second = engineOn({ ask }, await crash(first)).engine;
    second.clock.busy();
    second.executions.resume();
    await settle();
    second.taskTokens.succeed(tokens[0] ?? '', '"approved"');
    expect(await second.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"approved"' });
    expect(tokens).toHaveLength(1);
  });

  it.each([true, false])(
    'the task of an activity is answered with its token, be it taken before: %s',
    async (before) => {
      const first = engineOn({});
      first.engine.clock.busy();
      const { arn: Resource } = first.engine.activities.create({ name: 'review' });
      const review = { Type: 'Task', Resource, Output: '{% $states.result %}', TimeoutSeconds: 100, End: true };
      const { arn } = first.engine.start(machine({ Review: review }));
      const taken = before ? await first.engine.activities.take(Resource, 'Ann', () => {}) : undefined;

      const second = engineOn({}, await crash(first)).engine;
      second.clock.busy();
      second.executions.resume();
      const task = taken ?? (await second.activities.take(Resource, 'Bea', () => {}));
      await settle();
      second.taskTokens.succeed(task?.taskToken ?? '', '"approved"');
      expect(await second.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"approved"' });
      const started = second.events(arn).filter(({ type }) => type === 'ActivityStarted');
      expect(started).toMatchObject([{ details: { workerName: before ? 'Ann' : 'Bea' } }]);
    },
  );

  it.each([
    ['an output', (tokens: TaskTokens, token: string) => tokens.succeed(token, '"early"'), 'early'],
    [
      'a failure',
      (tokens: TaskTokens, token: string) => tokens.fail(token, 'No', 'thanks'),
      { Error: 'No', Cause: 'thanks' },
    ],
  ])('%s that overtakes the call it answers is kept', async (_what, answer, output) => {
    const definition = machine({
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Arguments: { FunctionName: 'ask', Payload: '{% $states.context.Task.Token %}' },
        Catch: [{ ErrorEquals: ['No'], Next: 'Refused' }],
        End: true,
      },
      Refused: { Type: 'Pass', End: true },
    });
    const asked = Promise.withResolvers<string>();
    const ask: StubFunction = (token) => {
      asked.resolve(String(token));
      return new Promise<Json>(() => {});
    };
    const first = engineOn({ ask });
    const { arn } = first.engine.start(definition);
    const token = await asked.promise;
    answer(first.engine.taskTokens, token);
    const second = engineOn({ ask: () => null }, await crash(first)).engine;
    second.executions.resume();
    // Used up, and nobody has to wait to be told so.
    await second.taskTokens.ready(token);
    expect(() => second.taskTokens.succeed(token, '1')).toThrow('does not exist anymore');
    const run = await second.finish(second.executions.get(arn));
    expect(run).toMatchObject({ status: 'SUCCEEDED', output });
    expect(run.events.filter(({ type }) => type === 'TaskSubmitted')).toHaveLength(1);
  });

  it('an answer that comes before its task goes on waits for it', async () => {
    const asked = Promise.withResolvers<string>();
    const ask: StubFunction = (token) => (asked.resolve(String(token)), null);
    const first = engineOn({ ask });
    const { arn } = first.engine.start(
      machine({
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Arguments: { FunctionName: 'ask', Payload: '{% $states.context.Task.Token %}' },
          End: true,
        },
      }),
    );
    const token = await asked.promise;
    const second = engineOn({}, await crash(first)).engine;
    second.executions.resume();
    expect(() => second.taskTokens.check(token)).toThrow('does not exist anymore');
    await second.taskTokens.ready(token);
    second.taskTokens.succeed(token, '"at once"');
    expect(await second.finish(second.executions.get(arn))).toMatchObject({ status: 'SUCCEEDED', output: 'at once' });
  });

  it('leaves alone what was started before the resume', async () => {
    const first = engineOn({ double: () => new Promise<Json>(() => {}) });
    const { arn } = first.engine.start(machine({ Only: invoke('double', { End: true }) }), 4);
    const second = engineOn({ double }, await crash(first)).engine;
    const early = second.start(
      machine({ Only: { Type: 'Wait', Seconds: 5, Next: 'Twice' }, Twice: invoke('double', { End: true }) }),
      8,
    );
    expect(second.executions.resume()).toBe(1);
    expect(await second.finish(early)).toMatchObject({ status: 'SUCCEEDED', output: 16 });
    expect(second.calls.map(({ input }) => input)).toEqual([4, 8]);
    expect(await second.finish(second.executions.get(arn))).toMatchObject({ output: 8 });
  });

  it('a result is not asked for again while a long Output is evaluated', async () => {
    // More steps than an evaluation may take in one turn.
    const Output = '{% $sum([1..5000].($ * 0)) + $states.result.Payload %}';
    const definition = machine({ Only: invoke('double', { Output, End: true }) });
    const first = engineOn({ double });
    // Evaluating is no waiting: the simulated time must not jump meanwhile.
    first.engine.clock.busy();
    const { arn } = first.engine.start(definition, 4);
    const copies: string[] = [];
    while (first.engine.executions.get(arn).status === 'RUNNING') {
      await (first.engine.store.committed() ?? new Promise(setImmediate));
      const copy = join(folder, String(++journals));
      cpSync(first.journal, copy, { recursive: true });
      copies.push(copy);
    }
    let between = 0;
    for (const copy of copies) {
      const { engine } = engineOn({ double }, copy);
      engine.clock.busy();
      const done = engine.events(arn).some(({ type }) => type === 'TaskSucceeded');
      if (engine.executions.resume() === 0) continue;
      if (done) between++;
      const run = await engine.finish(engine.executions.get(arn));
      expect(run).toMatchObject({ status: 'SUCCEEDED', output: 8 });
      expect(engine.calls).toHaveLength(done ? 0 : 1);
      expect(run.events.filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(1);
    }
    expect(between).toBeGreaterThan(0);
  });

  it('a long loop repeats nothing, wherever it gave others a turn', async () => {
    const count = { Type: 'Pass', Output: '{% $states.input + 1 %}', Next: 'More' };
    const more = {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input < 600 %}', Next: 'Count' }],
      Default: 'Done',
    };
    const loop = machine({ Count: count, More: more, Done: { Type: 'Succeed' } });
    const expected = (await new TestEngine({}).run(loop, 0)).events.map(({ type }) => type);
    const first = engineOn({});
    const { arn } = first.engine.start(loop, 0);
    const copies: string[] = [];
    while (first.engine.executions.get(arn).status === 'RUNNING') {
      // In the same turn as the commit, before those that gave way go on.
      await (first.engine.store.committed() ?? new Promise(setImmediate));
      const copy = join(folder, String(++journals));
      cpSync(first.journal, copy, { recursive: true });
      copies.push(copy);
    }
    expect(copies.length).toBeGreaterThan(2);
    for (const copy of copies) {
      const { engine } = engineOn({}, copy);
      if (engine.executions.resume() === 0) continue;
      const { output, events } = await engine.finish(engine.executions.get(arn));
      expect(output).toBe(600);
      expect(events.map(({ type }) => type)).toEqual(expected);
    }
  });

  it('a wait ends when it would have ended', async () => {
    const first = engineOn({});
    first.engine.clock.busy();
    const { arn, startDate } = first.engine.start(
      machine({ Night: { Type: 'Wait', Seconds: 3600, Next: 'Done' }, Done: { Type: 'Pass', End: true } }),
    );
    await first.engine.clock.advance(1000);

    const second = engineOn({}, await crash(first)).engine;
    await second.clock.advance(2000);
    second.executions.resume();
    await second.executions.finished(arn);
    expect(second.clock.now() - startDate).toBe(3_600_000);
  });
});
