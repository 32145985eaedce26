import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { stepFunctionsTasks } from '../../../functions/stores/waiting-tasks.ts';
import { sfnApi, type SfnApi } from '../../support/sfn-api.ts';

let api: SfnApi;
beforeAll(async () => {
  api = await sfnApi();
  // Time stands still, or the task would be over before it is answered.
  api.engine.clock.busy();
});
afterAll(() => api.close());

describe('a waiting task', () => {
  it('is answered once, and whoever comes later learns that it is over', async () => {
    const { activityArn = '' } = await api.client.send(new CreateActivityCommand({ name: 'decide' }));
    const definition = JSON.stringify({
      StartAt: 'Wait',
      States: { Wait: { Type: 'Task', Resource: activityArn, End: true } },
    });
    const roleArn = 'arn:aws:iam::000000000000:role/any';
    const { stateMachineArn } = await api.client.send(
      new CreateStateMachineCommand({ name: 'waits', definition, roleArn }),
    );
    const { executionArn } = await api.client.send(new StartExecutionCommand({ stateMachineArn }));
    const { taskToken = '' } = await api.client.send(new GetActivityTaskCommand({ activityArn }));
    const tasks = stepFunctionsTasks(() => api.client);
    const output = JSON.stringify({ review: { decision: 'approve' } });
    expect(await tasks.succeed(taskToken, output)).toBe(true);
    expect(await api.client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
      output,
    });
    expect(await tasks.succeed(taskToken, output)).toBe(false);
    expect(await tasks.succeed('no token of ours', output)).toBe(false);
  });

  it('is not taken for one that is over when Step Functions cannot be reached', async () => {
    const client = new SFNClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      maxAttempts: 1,
    });
    await expect(stepFunctionsTasks(() => client).succeed('AQCA', '{}')).rejects.toThrow();
  });
});
