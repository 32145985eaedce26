import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  ListTagsForResourceCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { sfnApi, type SfnApi } from '../../support/sfn-api.ts';

const activityArn = 'arn:aws:states:us-east-1:000000000000:activity:review';

let api: SfnApi;
/** Held, so that simulated time stands still until a test lets it go. */
let letTimePass: () => void;

beforeEach(async () => {
  api = await sfnApi();
  letTimePass = api.engine.clock.busy();
});
afterEach(() => api.close());

async function start(fields: object = {}): Promise<string> {
  await api.client.send(new CreateActivityCommand({ name: 'review' }));
  const { stateMachineArn } = await api.client.send(
    new CreateStateMachineCommand({
      name: 'machine',
      definition: JSON.stringify({
        StartAt: 'Review',
        States: { Review: { Type: 'Task', Resource: activityArn, End: true, ...fields } },
      }),
      roleArn: 'arn:aws:iam::000000000000:role/test',
    }),
  );
  const { executionArn = '' } = await api.client.send(
    new StartExecutionCommand({ stateMachineArn, input: '{"page":1}' }),
  );
  return executionArn;
}

const take = (workerName?: string) => api.client.send(new GetActivityTaskCommand({ activityArn, workerName }));

const eventsOf = async (executionArn: string) => {
  await api.engine.executions.finished(executionArn);
  return api.engine.events(executionArn).slice(2);
};

describe('activities', () => {
  it('are created once, described, listed and deleted', async () => {
    const tags = [{ key: 'team', value: 'a' }];
    const first = await api.client.send(new CreateActivityCommand({ name: 'review', tags }));
    const again = await api.client.send(new CreateActivityCommand({ name: 'review' }));
    expect(again).toMatchObject({ activityArn, creationDate: first.creationDate });
    expect(await api.client.send(new DescribeActivityCommand({ activityArn }))).toMatchObject({ name: 'review' });
    expect((await api.client.send(new ListActivitiesCommand({}))).activities).toMatchObject([{ name: 'review' }]);
    const tagged = await api.client.send(new ListTagsForResourceCommand({ resourceArn: activityArn }));
    expect(tagged.tags).toEqual(tags);
    await api.client.send(new DeleteActivityCommand({ activityArn }));
    await api.client.send(new DeleteActivityCommand({ activityArn }));
    await expect(api.client.send(new DescribeActivityCommand({ activityArn }))).rejects.toMatchObject({
      name: 'ActivityDoesNotExist',
    });
    await expect(take()).rejects.toMatchObject({ name: 'ActivityDoesNotExist' });
    await expect(api.client.send(new CreateActivityCommand({ name: 'a b' }))).rejects.toMatchObject({
      name: 'InvalidName',
    });
  });
});

describe('a task of an activity', () => {
  it('waits for a worker, who takes it and answers', async () => {
    const executionArn = await start();
    const { taskToken, input } = await take('Ann');
    expect(input).toBe('{"page":1}');
    await api.client.send(new SendTaskSuccessCommand({ taskToken, output: '"fine"' }));
    expect(await eventsOf(executionArn)).toMatchObject([
      { type: 'ActivityScheduled', details: { resource: activityArn, input: '{"page":1}' } },
      { type: 'ActivityStarted', details: { workerName: 'Ann' } },
      { type: 'ActivitySucceeded', details: { output: '"fine"' } },
      { type: 'TaskStateExited' },
      { type: 'ExecutionSucceeded' },
    ]);
  });

  it('goes to a worker that waited for it, and to no other', async () => {
    await api.client.send(new CreateActivityCommand({ name: 'review' }));
    const waiting = take();
    const executionArn = await start();
    const { taskToken } = await waiting;
    expect(taskToken).toBeDefined();
    const other = take();
    await api.client.send(new SendTaskFailureCommand({ taskToken, error: 'Unreadable', cause: 'a stain' }));
    expect((await eventsOf(executionArn)).slice(1)).toMatchObject([
      { type: 'ActivityStarted', details: {} },
      { type: 'ActivityFailed', details: { error: 'Unreadable', cause: 'a stain' } },
      { type: 'ExecutionFailed' },
    ]);
    letTimePass();
    // After a minute without a task.
    expect((await other).taskToken).toBeUndefined();
  });

  it('has its time from the moment when a worker takes it', async () => {
    const executionArn = await start({ TimeoutSeconds: 100, HeartbeatSeconds: 20 });
    await api.engine.clock.advance(1_000_000);
    const { taskToken } = await take();
    await api.engine.clock.advance(15_000);
    await api.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await api.engine.clock.advance(15_000);
    await api.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    letTimePass();
    expect((await eventsOf(executionArn)).slice(1)).toMatchObject([
      { type: 'ActivityStarted' },
      { type: 'ActivityTimedOut', details: { error: 'States.Timeout' } },
      { type: 'ExecutionFailed', details: { error: 'States.Timeout' } },
    ]);
    await expect(api.client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  it('fails when there is no such activity', async () => {
    const { arn } = api.engine.start({
      StartAt: 'Review',
      States: { Review: { Type: 'Task', Resource: activityArn, End: true } },
    });
    expect((await eventsOf(arn)).at(-1)).toMatchObject({
      type: 'ExecutionFailed',
      details: { error: 'ActivityDoesNotExist' },
    });
  });
});
