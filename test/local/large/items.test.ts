import { describe, expect, it } from '@jest/globals';

import { graph, machine } from '../../support/definitions.ts';
import { TestEngine } from '../../support/run-machine.ts';

const TOO_MANY_EVENTS = {
  status: 'FAILED',
  error: 'States.Runtime',
  cause: 'The execution reached the maximum number of history events (25000).',
};

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const pass = graph({ Item: { Type: 'Pass', End: true } });
const distributed = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...pass };
const each = (more: object) => machine({ Each: { Type: 'Map', ItemProcessor: pass, End: true, ...more } });

describe('an inline Map', () => {
  // Four events an item and six around them.
  it.each([0, 40])('runs as many items as 25,000 events allow, MaxConcurrency %i', async (MaxConcurrency) => {
    const items = numbers(6248);
    const run = await new TestEngine().run(each({ MaxConcurrency }), items);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: items });
    expect(run.events).toHaveLength(24_998);
  });

  it.each([0, 40])('of 10,000 items fails with AWS’s limit of events, MaxConcurrency %i', async (MaxConcurrency) => {
    const run = await new TestEngine().run(each({ MaxConcurrency }), numbers(10_000));
    expect(run).toMatchObject(TOO_MANY_EVENTS);
    expect(run.events).toHaveLength(25_000);
    expect(run.events.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });

  it('of 10,000 items in an Express machine has no limit of events', async () => {
    const engine = new TestEngine();
    const { arn } = engine.machines.create({
      name: 'express',
      type: 'EXPRESS',
      definition: JSON.stringify(each({})),
      roleArn: 'arn:aws:iam::000000000000:role/test',
    });
    const items = numbers(10_000);
    const record = await engine.executions.startSync({ stateMachineArn: arn, input: JSON.stringify(items) });
    expect(record).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify(items) });
  });

  it('has at most 40 iterations at a time', async () => {
    const nap = graph({ Nap: { Type: 'Wait', Seconds: 1, End: true } });
    const engine = new TestEngine();
    const started = engine.clock.now();
    await engine.run(each({ ItemProcessor: nap, MaxConcurrency: 100 }), numbers(120));
    expect(engine.clock.now() - started).toBe(3000);
  });
});

describe('a distributed Map', () => {
  it('of 10,001 items, one more than may run at a time, runs each in an execution of its own', async () => {
    const engine = new TestEngine();
    const items = numbers(10_001);
    const run = await engine.run(each({ ItemProcessor: distributed, Label: 'items' }), items);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: items });
    expect(run.events).toHaveLength(8);
    const mapRunArn = String(run.events.find(({ type }) => type === 'MapRunStarted')?.details?.mapRunArn);
    expect(engine.executions.list({ mapRunArn, status: 'SUCCEEDED' }, { limit: Infinity })).toHaveLength(10_001);
  });
});

describe('a Parallel', () => {
  it('of 1,000 branches keeps their order', async () => {
    const branches = numbers(1000).map((index) =>
      graph({ [`Branch ${index}`]: { Type: 'Pass', Output: index, End: true } }),
    );
    const run = await new TestEngine().run(machine({ All: { Type: 'Parallel', Branches: branches, End: true } }));
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: numbers(1000) });
  });
});
